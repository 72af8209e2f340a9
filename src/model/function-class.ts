import type { Operation } from './api.ts';
import { pathWords, wordsOf } from './words.ts';

const credentialWords = new Set(
  'login signin logon signup register registration oauth oauth2 authorize authorization authenticate authentication password passwords otp mfa sso saml forgot forgotten magiclink'.split(
    ' ',
  ),
);
/** Words that also name things of the business: `POST /transfers/{id}/confirm` is no registration. */
const ambiguousWords = new Set(
  'auth token tokens verify verification confirm confirmation activate activation reset recover recovery refresh session sessions invitation invitations'.split(
    ' ',
  ),
);
const credentialPairs = ['sign in', 'sign up', 'log in', 'magic link', 'one time'];

/**
 * Calls that a client makes before it has a credential: login, registration, token, reset, confirmation by a code.
 * They are anonymous by nature. The last literal segment or the operationId decides, so `/auth/users/{id}` is none;
 * ambiguous words count only where no object is named.
 */
export function isCredentialFlow(operation: Operation): boolean {
  const known = credentialFlows.get(operation);
  if (known !== undefined) return known;
  const answer = isCredentialCall(operation);
  credentialFlows.set(operation, answer);
  return answer;
}

/** A shared schema asks it for every operation that reaches it. */
const credentialFlows = new WeakMap<Operation, boolean>();

function isCredentialCall(operation: Operation): boolean {
  const literals = operation.path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  // A webhook's signature is verified by whoever got it.
  if (/signature|webhook/i.test(operation.path)) return false;
  const namesObject = operation.path.includes('{');
  return [wordsOf(literals.at(-1) ?? ''), wordsOf(operation.operationId ?? '')].some(
    (words) =>
      words.some(
        (word) => credentialWords.has(word) || (!namesObject && ambiguousWords.has(word) && isBare(word, words)),
      ) || credentialPairs.some((pair) => words.join(' ').includes(pair)),
  );
}

/** `payment-tokens` are cards of the business, `access-token` is not. */
function isBare(word: string, words: readonly string[]): boolean {
  return !word.startsWith('token') || words.every((one) => one.startsWith('token') || tokenWords.has(one));
}
const tokenWords = new Set(
  'access refresh auth oauth id bearer device create get issue revoke introspect exchange request client api v1 v2 new'.split(
    ' ',
  ),
);

/** Calls that third parties make to tell us something: their proof is a signature in the request, not a scheme. */
export function isInboundHook(operation: Operation): boolean {
  // Customers register their addresses at the collection itself.
  if (/\/(webhooks|hooks|callbacks)\/?$/i.test(operation.path)) return false;
  const words = [...pathWords(operation.path), ...wordsOf(operation.operationId ?? '')];
  return (
    ['POST', 'PUT'].includes(operation.method) &&
    words.some((word) => ['webhook', 'webhooks', 'hook', 'callback', 'callbacks', 'ipn'].includes(word))
  );
}

/** Liveness and documents about the API: open everywhere. */
export function isServiceInfo(operation: Operation): boolean {
  // `/cards/{id}/status` and `/admin/status` are about something else.
  if (operation.path.includes('{') || isAdministrative(operation)) return false;
  const last = wordsOf(
    operation.path
      .split('/')
      .filter((segment) => segment !== '')
      .at(-1) ?? '',
  );
  return last.some((word) =>
    [
      'health',
      'healthz',
      'healthcheck',
      'livez',
      'readyz',
      'ready',
      'alive',
      'ping',
      'status',
      'version',
      'openapi',
      'swagger',
      'docs',
      'metrics',
      'jwks',
      'csrf',
    ].includes(word),
  );
}

/** Meant for operators, as its path, tags or operationId say. */
export function isAdministrative(operation: Operation): boolean {
  const words = [
    ...pathWords(operation.path),
    ...operation.tags.flatMap(wordsOf),
    ...wordsOf(operation.operationId ?? ''),
  ];
  return words.some((word) =>
    ['admin', 'administrator', 'admins', 'backoffice', 'internal', 'operator', 'superuser'].includes(word),
  );
}

const debugging = new Set(
  'actuator heapdump threaddump phpinfo pprof jolokia h2-console debug __debug__ _debug trace.axd elmah.axd server-status'.split(
    ' ',
  ),
);
const inside = new Set(['internal', '_internal', 'private', '_private']);

/** Not meant for callers from outside, by a whole segment of its path: `/internal-transfers` is a product. */
export function insideOf({ path }: Pick<Operation, 'path'>): 'debug' | 'internal' | undefined {
  const segments = path.toLowerCase().split('/');
  if (segments.some((segment) => debugging.has(segment))) return 'debug';
  return segments.some((segment) => inside.has(segment)) ? 'internal' : undefined;
}

const changing = new Set(
  'create make add insert reset delete remove purge wipe clear send resend logout signout populate seed mark approve reject cancel activate deactivate freeze unfreeze unlock lock enable disable toggle rotate revoke reissue renew trigger run execute start stop restart import sync refresh regenerate generate redeem pay transfer withdraw'.split(
    ' ',
  ),
);

/** Written as one word: `createdb`, `resetall`. */
const glued =
  /^(?:create|reset|delete|remove|drop|wipe|purge|clear|seed|init|populate)(?:db|database|all|data|users?|accounts?|passwords?|cache|tokens?|keys?)$/;

/** A GET that changes something, as its path, operationId or summary say: not for probes that only read. */
export function isSideEffecting(operation: Operation): boolean {
  const last =
    operation.path
      .split('/')
      .filter((segment) => segment !== '' && !segment.includes('{'))
      .at(-1) ?? '';
  const words = [
    ...wordsOf(last),
    ...wordsOf(operation.operationId ?? '').slice(0, 1),
    ...wordsOf(operation.summary ?? '').slice(0, 1),
  ];
  return words.some((word) => changing.has(word) || glued.test(word)) || pathWords(operation.path).includes('logout');
}
