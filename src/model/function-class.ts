import type { Operation } from './api.ts';
import { isWrite } from './operation.ts';
import { literalsOf, pathWords, wordsOf } from './words.ts';

const hookWords = new Set(['webhook', 'webhooks', 'hook', 'hooks', 'callback', 'callbacks', 'ipn']);
/** Below the hooks of an API that its customers set up: `/webhooks/subscriptions`, `/webhooks/{id}/test`. */
const managed =
  /^(subscriptions?|endpoints?|registrations?|register|settings?|config(uration)?|test|ping|verify|rotate|secret|replay|retry|enable|disable|deliver(y|ies)|attempts?|pings|tests)$/i;
/** First words of an operationId that sets a hook up. */
const setsUp = /^(create|register|add|update|upsert|subscribe|set|configure|edit|save|put|patch|replace|test|enable)$/;

/** Calls that third parties make to tell us something: their proof is a signature in the request, not a scheme. */
export function isInboundHook(operation: Operation): boolean {
  if (!['POST', 'PUT'].includes(operation.method) || managesHooks(operation)) return false;
  const words = [...pathWords(operation.path), ...wordsOf(operation.operationId ?? '')];
  return words.some((word) => hookWords.has(word));
}

/** Customers register their addresses at the collection itself, and change each by its id. */
function managesHooks({ path, operationId }: Operation): boolean {
  if (/\/(webhooks|hooks|callbacks)\/?$/i.test(path)) return true;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (literalsOf(path).some((segment) => managed.test(segment))) return true;
  const isOwn = (segment: string, index: number): boolean =>
    /^\{(id|.*(hook|subscription|endpoint|callback).*)\}$/i.test(segment) &&
    hookWords.has(wordsOf(segments[index - 1] ?? '').at(-1) ?? '');
  if (segments.some(isOwn)) return true;
  return setsUp.test(wordsOf(operationId ?? '')[0] ?? '') && !pathWords(path).some((word) => hookWords.has(word));
}

/** They say it wherever they stand in the last segments. */
const alive = new Set(
  'health healthz healthcheck livez liveness readyz readiness ping heartbeat openapi swagger jwks csrf'.split(' '),
);
/** They say it where they stand alone: `/account-status` and `/payments/status` are about something else. */
const aboutService = /^(status|version|ready|alive|live|up|info|docs|metrics|openapi\.\w+|swagger\.\w+)$/i;
const root = /^(api|rest|service|system|actuator|manage|management|monitoring|health|healthz|v\d[\w.-]*)$/i;

/** Liveness and documents about the API: open everywhere. */
export function isServiceInfo(operation: Operation): boolean {
  const { path } = operation;
  // `/cards/{id}/status` and `/admin/status` are about something else.
  if (path.includes('{') || isWrite(operation) || isAdministrative(operation)) return false;
  const segments = literalsOf(path);
  const last = segments.at(-1) ?? '';
  if (segments.includes('.well-known') || wordsOf(last).some((word) => alive.has(word))) return true;
  return aboutService.test(last) && segments.slice(0, -1).every((segment) => root.test(segment));
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
  const last = literalsOf(operation.path).at(-1) ?? '';
  const words = [
    ...wordsOf(last),
    ...wordsOf(operation.operationId ?? '').slice(0, 1),
    ...wordsOf(operation.summary ?? '').slice(0, 1),
  ];
  return words.some((word) => changing.has(word) || glued.test(word)) || pathWords(operation.path).includes('logout');
}

const sweeping = new Set('reset delete remove purge wipe clear drop truncate seed populate'.split(' '));

/** A GET that does away with what is there, as its path, operationId or summary say, and of no object of its own. */
export function isSweeping(operation: Operation): boolean {
  if (operation.method !== 'GET' || operation.path.includes('{')) return false;
  const words = [
    ...wordsOf(literalsOf(operation.path).at(-1) ?? ''),
    ...wordsOf(operation.operationId ?? '').slice(0, 1),
    ...wordsOf(operation.summary ?? '').slice(0, 1),
  ];
  return words.some((word) => sweeping.has(word) || glued.test(word));
}

/** POST is also how long questions are asked. */
const asking = new Set(
  'search query lookup filter count calculate calculator simulate simulation simulator estimate estimates quote preview validate'.split(
    ' ',
  ),
);

/** A POST that changes nothing, as its last segment or the first word of its name says. */
export function isAsking(operation: Operation): boolean {
  if (operation.method !== 'POST') return false;
  const last = literalsOf(operation.path).at(-1) ?? '';
  return [...wordsOf(last), ...wordsOf(operation.operationId ?? '').slice(0, 1)].some((word) => asking.has(word));
}
