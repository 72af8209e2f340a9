/** Web Fuzzing Commons' auth.yaml (github.com/WebFuzzing/Commons, schemas/auth.yaml) as callers. */
import { readFile, stat } from 'node:fs/promises';
import { LoadError } from '../load/load-error.ts';
import { readSource } from '../load/source.ts';
import type { Field } from '../model/exchange.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../model/json.ts';
import type { CallConfig, CallerConfig, TokenPlace } from '../target/config.ts';
import { UserError } from './user-error.ts';

/** Largest file, in bytes, and most users of one. */
const fileBytesMax = 1024 * 1024;
const usersMax = 200;

/** Throws UserError, which holds no value of the file: they are secrets. */
export async function authFileCallers(file: string): Promise<readonly CallerConfig[]> {
  const root = await readAuthFile(file);
  const list = own(root, 'auth');
  if (!Array.isArray(list)) throw wrong('it has no list auth');
  const template = own(root, 'authTemplate');
  const callers = (list as readonly Json[]).slice(0, usersMax).map((entry, index) => {
    if (!isObject(entry)) throw wrong(`auth[${index}] is no object`);
    return callerOf(filledIn(entry, template), `auth[${index}]`);
  });
  if (new Set(callers.map(({ name }) => name)).size < callers.length) throw wrong('it gives one name twice');
  return callers;
}

async function readAuthFile(file: string): Promise<Json> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size > fileBytesMax)
    throw wrong(`there is no such file of at most ${fileBytesMax / 1024} KB`);
  const id = 'auth file';
  const read = await readSource(await readFile(file), { id, uri: id, inTree: false }).catch((error: unknown) => {
    if (error instanceof LoadError) throw wrong(error.message);
    throw error;
  });
  return read.value;
}

function wrong(what: string): UserError {
  return new UserError('secret', `--auth-file: ${what}`);
}

/** What an entry does not say is the template's, down to the fields of its login. */
function filledIn(entry: JsonObject, template: Json | undefined): JsonObject {
  const login = { ...objectOf(own(template, 'loginEndpointAuth')), ...objectOf(own(entry, 'loginEndpointAuth')) };
  const inner = ['token', 'payloadUserPwd'].map((name) => {
    const both = [template, entry].map((from) => objectOf(own(own(from, 'loginEndpointAuth'), name)));
    return [name, { ...both[0], ...both[1] }] as const;
  });
  for (const [name, value] of inner) if (Object.keys(value).length > 0) login[name] = value;
  const isFixed = own(entry, 'fixedHeaders') !== undefined;
  return {
    ...objectOf(template),
    ...entry,
    ...(Object.keys(login).length === 0 || isFixed ? {} : { loginEndpointAuth: login }),
  };
}

function objectOf(value: Json | undefined): Record<string, Json | undefined> {
  return isObject(value) ? { ...value } : {};
}

function callerOf(entry: JsonObject, where: string): CallerConfig {
  const name = ownText(entry, 'name') ?? '';
  if (!/^[A-Za-z0-9_.@ -]{1,64}$/.test(name)) throw wrong(`${where} has no name of letters and digits`);
  const login = own(entry, 'loginEndpointAuth');
  if (isObject(login)) return { name, login: loginOf(login, `${where}.loginEndpointAuth`) };
  const headers = headersOf(own(entry, 'fixedHeaders'));
  const [first] = headers;
  if (first === undefined) throw wrong(`${where} has neither fixedHeaders nor loginEndpointAuth`);
  return { name, headers: [first, ...headers.slice(1)] };
}

function headersOf(list: Json | undefined): readonly Field[] {
  return (Array.isArray(list) ? (list as readonly Json[]) : []).flatMap((header): readonly Field[] => {
    const [name, value] = [ownText(header, 'name'), ownText(header, 'value')];
    return name === undefined || value === undefined || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) ? [] : [[name, value]];
  });
}

function loginOf(login: JsonObject, where: string): NonNullable<CallerConfig['login']> {
  const verb = ownText(login, 'verb') ?? 'POST';
  const address = ownText(login, 'endpoint') ?? ownText(login, 'externalEndpointURL');
  if (
    !/^(POST|GET|PATCH|DELETE|PUT)$/.test(verb) ||
    address === undefined ||
    !/^(\/(?!\/)|https?:\/\/)\S*$/.test(address)
  )
    throw wrong(`${where} names no call: verb, and endpoint or externalEndpointURL`);
  const headers = headersOf(own(login, 'headers'));
  return {
    call: `${verb} ${address}`,
    ...payloadOf(login, where),
    ...(headers.length === 0 ? {} : { headers }),
    token: own(login, 'expectCookies') === true ? { cookie: '*' } : tokenPlace(own(login, 'token'), where),
  };
}

function payloadOf(login: JsonObject, where: string): Pick<CallConfig, 'body' | 'form'> {
  const isForm = /x-www-form-urlencoded/i.test(ownText(login, 'contentType') ?? '');
  const form = isForm ? { form: true } : {};
  const pair = own(login, 'payloadUserPwd');
  if (isObject(pair)) {
    const [user, password] = ['usernameField', 'passwordField'].map((key) => ownText(pair, key) ?? '');
    if (user === undefined || user === '' || password === undefined || password === '')
      throw wrong(`${where}.payloadUserPwd lacks usernameField or passwordField`);
    return { ...form, body: { [user]: own(pair, 'username') ?? '', [password]: own(pair, 'password') ?? '' } };
  }
  const raw = ownText(login, 'payloadRaw');
  if (raw === undefined) return {};
  if (isForm) return { ...form, body: Object.fromEntries(new URLSearchParams(raw)) };
  try {
    return { body: JSON.parse(raw) as Json };
  } catch {
    throw wrong(`${where}.payloadRaw is neither JSON nor a form`);
  }
}

/** Its JSON pointer (RFC 6901) as a path of ours. */
function tokenPlace(token: Json | undefined, where: string): TokenPlace {
  const pointer = ownText(token, 'extractFromField');
  const header = ownText(token, 'extractFromHeader');
  const sent = {
    ...given('sendAs', ownText(token, 'httpHeaderName')),
    ...given('prefix', ownText(token, 'headerPrefix')),
    ...given('postfix', ownText(token, 'headerPostfix')),
  };
  if (header !== undefined) return { header, ...sent };
  if (pointer === undefined || !pointer.startsWith('/'))
    throw wrong(
      `${where} does not say where the token is: token.extractFromField, extractFromHeader, or expectCookies`,
    );
  const keys = pointer.slice(1).split('/');
  const body = keys.map((key) => `['${key.replaceAll('~1', '/').replaceAll('~0', '~')}']`).join('');
  return { body: `$${body}`, ...sent };
}

function given<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}
