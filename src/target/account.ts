/** A caller's own account: logging in and out, and exchanging tokens. */
import { NotTested, type Account, type Identity, type LoggedIn, type LoginChange } from '../check/target.ts';
import type { Json } from '../model/json.ts';
import { tagFor } from '../model/vault.ts';
import type { Caller } from './callers.ts';
import type { Core } from './core.ts';
import { fieldIn, formOf, withFields } from './login-form.ts';
import { freshSecret, madeUpName, otherSecret } from './made-up.ts';
import { anonymous } from './options.ts';
import { endSession, exchangeToken } from './session.ts';
import { revealed, sendForToken, type Using } from './token-call.ts';

/** Throws NotTested where the config has no login. */
export function accountOf(identity: Identity, using: Using): Account {
  const { core } = using;
  const caller = core.callerOf(identity);
  const login = caller?.login;
  if (caller === undefined || login === undefined) throw new NotTested(noLogin(identity.name));
  const { vault } = core.options.redactor;
  const form = formOf(login.body);
  const { secret, user } = form;
  const now = (name: string | undefined): string => fieldIn(caller.login?.body, form, name);
  const tag = (text: string, kind: string): string => (text === '' ? '' : tagFor(vault, kind, text));
  const logout = endSession(caller, using);
  const refresh = exchangeToken(caller, using);
  return {
    login: (change = {}) => logIn(caller, change, using),
    ...(logout === undefined ? {} : { logout }),
    ...(refresh === undefined ? {} : { refresh }),
    fields: { ...(secret === undefined ? {} : { secret }), ...(user === undefined ? {} : { user }) },
    newSecret: () => tag(freshSecret(now(secret), core.options.random), 'sec.password'),
    unknownName: () => madeUpName(now(user), core.options.random),
    get secret() {
      return tag(now(secret), 'sec.password');
    },
    get user() {
      return tag(now(user), now(user).includes('@') ? 'pii.email' : 'sec.credential');
    },
    adopt(fresh) {
      if (secret !== undefined) caller.relog(withFields(caller.login?.body, form, { [secret]: core.reveal(fresh) }));
    },
  };
}

export function noLogin(name: string): string {
  const how = '{ call: POST /login, body: { username: ..., password: ... }, token: { body: $.token } }';
  return `nothing says how ${name} logs in; add to sallyport.yaml: identities: { ${name}: { login: ${how} } }`;
}

async function logIn(caller: Caller, change: LoginChange, { core, count, why }: Using): Promise<LoggedIn> {
  // The account may still have to be registered.
  if (!core.options.dryRun) await caller.ready();
  const { login } = caller;
  if (login === undefined) throw new NotTested(noLogin(caller.config.name));
  const body = changedBody(login.body, change, core);
  if (caller.config.throwAway !== true && mayLock(login.body, body))
    throw new NotTested('a wrong secret is tried with throw-away users alone: it may lock the account');
  count();
  const { headers, fresh } = change;
  const wish = { ...(headers === undefined ? {} : { headers }), ...(fresh === undefined ? {} : { fresh }) };
  const { token: place, ...call } = login;
  const config = { ...call, ...(body === undefined ? {} : { body }) };
  return sendForToken({ config }, caller, { core, why, as: anonymous, wish, place });
}

/** The same name with another secret, whatever the probe calls its change. */
function mayLock(before: Json | undefined, after: Json | undefined): boolean {
  const form = formOf(before);
  const [user, secret] = [form.user, form.secret].map((name) => [
    fieldIn(before, form, name),
    fieldIn(after, form, name),
  ]);
  return user?.[0] === user?.[1] && secret?.[0] !== secret?.[1];
}

function changedBody(body: Json | undefined, change: LoginChange, core: Core): Json | undefined {
  const form = formOf(body);
  const { random, redactor } = core.options;
  const fields: Record<string, Json> = {};
  if (change.wrongSecret === true) {
    const name = needed(form.secret, 'secret');
    const wrong = otherSecret(fieldIn(body, form, name), random);
    tagFor(redactor.vault, 'sec.password', wrong);
    fields[name] = wrong;
  }
  if (change.unknownUser === true) {
    const name = needed(form.user, 'name');
    fields[name] = madeUpName(fieldIn(body, form, name), random);
  }
  if (Object.keys(fields).length === 0 && change.fields === undefined) return body;
  return withFields(body, form, { ...fields, ...revealed(change.fields ?? {}, core) });
}

function needed(name: string | undefined, what: string): string {
  if (name === undefined) throw new NotTested(`the body of the login has no field for the ${what}`);
  return name;
}
