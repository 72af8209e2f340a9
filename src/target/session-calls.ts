import type { ApiModel, Operation } from '../model/api.ts';
import { isUnprotected } from '../model/auth.ts';
import { flatten } from '../model/flatten.ts';
import { literalsOf, wordsOf } from '../model/words.ts';
import { pathParameters } from './values.ts';

/** Calls of a session that a document has, where the config does not name them. */
export type SessionCall = 'logout' | 'refresh' | 'register';

const said: Readonly<Record<SessionCall, RegExp>> = {
  logout: /^(logout|log out|logoff|log off|signout|sign out|signoff|sign off|end session)$/,
  refresh: /^(refresh|(token|session|jwt|auth) refresh|(refresh|renew) (access )?(token|session|jwt|auth))$/,
  register:
    /^(register|registration|registrations|signup|sign up|enrol|enroll|(register|create) (user|customer|account))$/,
};

/** The operation that does it, as its last literal segment or its operationId says; undefined where none is sure. */
export function inferredCall(api: ApiModel, what: SessionCall): Operation | undefined {
  const candidates = api.operations.filter(
    ({ kind, method, path }) =>
      kind === 'path' &&
      pathParameters(path).length === 0 &&
      (method === 'POST' || (what === 'logout' && method === 'DELETE')),
  );
  return (
    candidates.find(({ path }) => saysIt(lastWords(path), what)) ??
    candidates.find(({ operationId = '' }) => saysIt(wordsOf(operationId).join(' '), what)) ??
    (what === 'register' ? candidates.find((one) => isOpenUserCreation(api, one)) : undefined) ??
    (what === 'logout'
      ? candidates.find(({ method, path }) => method === 'DELETE' && /^(session|token)s?$/.test(lastWords(path)))
      : undefined)
  );
}

function saysIt(words: string, what: SessionCall): boolean {
  return said[what].test(words);
}

function lastWords(path: string): string {
  return wordsOf(literalsOf(path).at(-1) ?? '').join(' ');
}

/** `POST /users` that anybody may call, with a password. */
function isOpenUserCreation(api: ApiModel, operation: Operation): boolean {
  if (operation.method !== 'POST' || !isUnprotected(operation)) return false;
  return (
    /^(user|customer|account|client|member)s?$/.test(lastWords(operation.path)) &&
    propertyOf(api, operation, isSecretName) !== undefined
  );
}

/** The first property of the operation's body whose name fits. */
export function propertyOf(api: ApiModel, operation: Operation, fits: (name: string) => boolean): string | undefined {
  for (const { schema } of operation.requestBodies) {
    const properties = schema === undefined ? [] : (flatten(api, schema)?.properties ?? []);
    const found = properties.find(({ name }) => fits(name));
    if (found !== undefined) return found.name;
  }
  return undefined;
}

const secretWords = new Set(
  'password pass passwd pwd passcode passphrase pin secret passwort kennwort motdepasse senha contrasena wachtwoord'.split(
    ' ',
  ),
);

export function isSecretName(name: string): boolean {
  return wordsOf(name).some((word) => secretWords.has(word));
}
