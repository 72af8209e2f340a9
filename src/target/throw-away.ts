/** Users of this run alone: registered for one question, with a random name and a strong secret. */
import { NotTested, TargetDown, type Identity } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import { isObject, type Json } from '../model/json.ts';
import { wordsOf } from '../model/words.ts';
import { noLogin } from './account.ts';
import { Caller } from './callers.ts';
import { IdentityError } from './identity-error.ts';
import type { CallConfig, CallerConfig } from './config.ts';
import type { Core } from './core.ts';
import { namedCall } from './login.ts';
import { fieldIn, formOf, withFields } from './login-form.ts';
import { freshSecret, madeUpName } from './made-up.ts';
import { anonymous } from './options.ts';
import { buildRequest } from './request.ts';
import { inferredCall, isSecretName } from './session-calls.ts';
import { send, type What } from './token-call.ts';

/** By the throw-away: who it was made like, so that another can be made like it. */
const origins = new WeakMap<Caller, Caller>();
/** Of a name where the config has none that shows its shape, in characters. */
const nameChars = 12;

/** Throws NotTested where nothing says how to register, and where the new user cannot log in. */
export async function throwAwayLike(like: Identity, core: Core): Promise<Identity> {
  const found = core.callerOf(like);
  const origin = (found && origins.get(found)) ?? found;
  const login = origin?.config.login;
  if (origin === undefined || login === undefined) throw new NotTested(noLogin(like.name));
  const what = registering(origin, core);
  const fresh = freshUser(origin, core);
  const body = registration(what, origin, { core, fresh });
  const named: CallConfig = 'config' in what ? what.config : { call: `POST ${what.operation.path}` };
  const sent: What = { config: { call: named.call, ...(body === undefined ? {} : { body }) } };
  const caller = new Caller(configOf(origin, fresh), core.callerWorld);
  origins.set(caller, origin);
  const identity = core.admit(caller);
  const exchange = await send(sent, origin, { core, as: anonymous, wish: {}, why: 'set-up' }).catch(
    (error: unknown) => {
      // Cut off in the middle: it may have been made.
      if (error instanceof TargetDown) keepTrack(named, identity, { core });
      throw error;
    },
  );
  const status = exchange.response?.status ?? 0;
  const isDone = status >= 200 && status < 400;
  if (isDone || status === 0) keepTrack(named, identity, { core, exchange });
  if (!isDone)
    throw new NotTested(
      `a throw-away user cannot be registered: ${named.call} answered ${status === 0 ? 'nothing' : status}`,
    );
  try {
    await caller.ready();
  } catch (error) {
    if (error instanceof IdentityError)
      throw new NotTested(`a throw-away user was registered and cannot log in: ${error.message}`);
    throw error;
  }
  return core.admit(caller);
}

/** It is told at the end where no call of the document takes the user away again. */
function keepTrack(
  { call }: CallConfig,
  owner: Identity,
  { core, exchange }: { readonly core: Core; readonly exchange?: Exchange },
): void {
  const { operation, where } = namedCall(core.options.api, call);
  const before = core.ledger.entries.length;
  if (operation !== undefined && exchange?.response !== undefined)
    core.objects.note(operation, owner, { exchange, parameters: {} });
  if (core.ledger.entries.length === before) core.ledger.add({ owner, by: call, collection: where });
}

interface Fresh {
  readonly name: string;
  readonly user: string;
  readonly secret: string;
}

function registering(origin: Caller, core: Core): What {
  const { register } = origin.config;
  if (register !== undefined) return { config: register };
  const { api, profile } = core.options;
  const operation = inferredCall(api, 'register');
  const { name } = origin.config;
  if (operation === undefined)
    throw new NotTested(
      `nothing says how to register a throw-away user; add to sallyport.yaml: identities: { ${name}: { register: { call: POST /register, body: {...} } } }`,
    );
  if (profile === 'read-only')
    throw new NotTested(`a throw-away user would have to be registered (${operation.id}): use --profile standard`);
  return { operation };
}

function freshUser({ config, login }: Caller, core: Core): Fresh {
  const { random } = core.options;
  const form = formOf(login?.body);
  const [user, secret] = [fieldIn(login?.body, form, form.user), fieldIn(login?.body, form, form.secret)];
  if (form.user === undefined || form.secret === undefined)
    throw new NotTested(
      `the body of the login of ${config.name} has no field for name and secret: no other user can log in by it`,
    );
  const isAddress = wordsOf(form.user).some((word) => word === 'email' || word === 'mail') || user.includes('@');
  const made = {
    user: isAddress ? address(user, random) : madeUpName(user, random),
    secret: freshSecret(secret, random),
  };
  core.callerWorld.learn(made.secret);
  return { ...made, name: `${config.name}-throw-away-${random(4)}` };
}

/** In the domain of the one that it is like: others may be refused, or get mail. */
function address(like: string, random: (length: number) => string): string {
  const domain = like.includes('@') ? like.slice(like.lastIndexOf('@')) : '@example.com';
  return `sp${random(nameChars).toLowerCase()}${domain}`;
}

interface Making {
  readonly core: Core;
  readonly fresh: Fresh;
}

/** The body that registers: that of the config or a valid one of the document, with the new name and secret in it. */
function registration(what: What, origin: Caller, { core, fresh }: Making): Json | undefined {
  const body = 'config' in what ? what.config.body : sampleOf(what.operation, core);
  if (body === undefined) return undefined;
  const form = formOf(origin.login?.body);
  const [user, secret] = [fieldIn(origin.login?.body, form, form.user), fieldIn(origin.login?.body, form, form.secret)];
  const { random } = core.options;
  const renewed = (key: string, value: Json): Json => {
    if (typeof value !== 'string') return value;
    if ((secret !== '' && value === secret) || isSecretName(key)) return fresh.secret;
    if ((user !== '' && value === user) || key === form.user) return fresh.user;
    const isUnique = wordsOf(key).some((word) => /^(username|login|phone|mobile|msisdn|nickname)$/.test(word));
    if (/@/.test(value) || wordsOf(key).includes('email')) return address(value, random);
    return isUnique ? madeUpName(value, random) : value;
  };
  // Through text and back: JSON walks the body, however deep it is.
  const made = JSON.parse(JSON.stringify(body), renewed) as Json;
  const names = formOf(made);
  const isNamed = JSON.stringify(made).includes(JSON.stringify(fresh.user).slice(1, -1));
  return isNamed || form.user === undefined || !isObject(made)
    ? made
    : withFields(made, names, { [form.user]: fresh.user });
}

function sampleOf(operation: Operation, core: Core): Json | undefined {
  const { api, random } = core.options;
  const { body } = buildRequest(operation, {}, { api, random, reveal: (text) => text });
  try {
    return body === undefined ? undefined : (JSON.parse(body.text) as Json);
  } catch {
    return undefined;
  }
}

/** Who registers has neither the role nor the objects of the other. */
function configOf({ config }: Caller, { name, user, secret }: Fresh): CallerConfig {
  const { tenant, scheme, jwks, logout, refresh, login } = config;
  if (login === undefined) throw new NotTested(noLogin(config.name));
  const form = formOf(login.body);
  const fields = { [form.user ?? '']: user, [form.secret ?? '']: secret };
  return {
    name,
    throwAway: true,
    ...(tenant === undefined ? {} : { tenant }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(jwks === undefined ? {} : { jwks }),
    ...(logout === undefined ? {} : { logout }),
    ...(refresh === undefined ? {} : { refresh }),
    login: { ...login, body: withFields(login.body, form, fields) },
  };
}
