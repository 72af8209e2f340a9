import { matchesGlob } from '../../model/glob.ts';
import type { Fact, FactKind } from '../fact.ts';

/** Probes that a kind of change asks for again. Globs of ids; the first row that fits the change counts. */
interface Row {
  /** A glob of fact kinds. */
  readonly change: string;
  /** Of changes below a body alone. */
  readonly direction?: 'request' | 'response';
  readonly probes: readonly string[];
}

const credentials = ['auth-*', 'jwt-*', 'token-kind', 'bfla-*', 'spec-creds', 'header-trust'];
const ownership = ['bola-*', 'path-id-ignored', 'existence-oracle', 'id-predictable', 'cross-tenant-admin'];
const interpreters = ['sqli-*', 'nosqli', 'cmd-inject', 'ssti', 'path-traversal', 'crlf', 'xxe', 'stored-xss'];
const outgoing = ['ssrf-*', 'open-redirect', 'up-*'];
const assigned = ['mass-*', 'proto-pollution', 'flow-negative'];
const shown = ['bopla-*', 'drift-response', 'hdr-cache', 'cache-cross-user', 'reset-token-leak', 'bola-read-*'];
const sizes = [
  'size-unbounded',
  'page-unbounded',
  'json-depth',
  'redos',
  'bola-batch',
  'xml-expansion',
  'flow-negative',
];
const rates = ['rate-*', '*-no-throttle', 'login-*', 'otp-*'];
const hosts = ['tls-*', 'hdr-*', 'cors-*', 'inv-*', 'debug-endpoint', 'trace-method', 'host-header'];
const texts = [...interpreters, ...outgoing, 'redos'];

/** What is only said to readers has no row with probes: nothing of the target is another. */
export const selects: readonly Row[] = [
  { change: 'api/version', probes: [] },
  { change: 'component/removed', probes: [] },
  { change: 'operation/tag-*', probes: [] },
  { change: 'operation/id', probes: [] },
  { change: 'operation/link-added', probes: [] },
  { change: 'operation/stability', probes: [] },
  { change: 'operation/added', probes: ['*'] },
  { change: 'operation/reactivated', probes: ['*'] },
  { change: 'operation/removed', probes: ['inv-removed-alive'] },
  { change: 'operation/*', probes: ['inv-sunset', 'inv-old-version'] },
  { change: 'webhook/*', probes: ['webhook-*'] },
  { change: 'callback/*', probes: ['ssrf-*', 'webhook-*'] },
  { change: 'auth/*', probes: [...credentials, 'bola-read-*', 'cors-*'] },
  { change: 'requirement/*', probes: credentials },
  { change: 'scheme/*', probes: [...credentials, 'logout-alive', 'refresh-reuse', 'cookie-flags', 'ctype-csrf'] },
  { change: 'flow/*', probes: ['jwt-*', 'token-kind', 'refresh-reuse', 'bfla-scope'] },
  { change: 'server/*', probes: hosts },
  { change: 'reference/host', probes: [] },
  { change: 'extension/*', probes: [...rates, 'bfla-*'] },
  { change: 'parameter/added', probes: [...ownership, ...texts, ...sizes, 'header-trust', 'inv-hidden-param'] },
  { change: 'parameter/*', probes: [...ownership, ...texts] },
  { change: 'body/*', direction: 'request', probes: [...assigned, ...texts, ...sizes, ...ownership, 'ctype-csrf'] },
  { change: 'body/*', direction: 'response', probes: shown },
  { change: 'media/*', direction: 'request', probes: ['xxe', 'xml-expansion', 'ctype-csrf', 'json-depth', ...texts] },
  { change: 'media/*', direction: 'response', probes: ['stored-xss', ...shown] },
  { change: 'response/*', probes: ['verbose-error', 'existence-oracle', ...shown] },
  { change: 'header/*', probes: [...rates, 'hdr-*', 'cookie-flags', 'cors-*', 'cache-cross-user'] },
  { change: 'property/marked', probes: ['mass-*', 'bopla-*'] },
  { change: 'property/unmarked', probes: ['mass-*', 'bopla-*'] },
  {
    change: 'property/*',
    direction: 'request',
    probes: [...assigned, ...texts, 'bola-read-body', 'bola-batch', 'size-unbounded'],
  },
  { change: 'property/*', direction: 'response', probes: shown },
  { change: 'enum/*', direction: 'request', probes: ['mass-*', 'bfla-*', ...interpreters] },
  { change: 'max*/*', direction: 'request', probes: sizes },
  { change: 'min*/*', direction: 'request', probes: sizes },
  { change: 'exclusive*/*', direction: 'request', probes: sizes },
  { change: 'pattern/*', direction: 'request', probes: texts },
  { change: 'format/*', direction: 'request', probes: [...texts, 'id-predictable'] },
  { change: 'type/*', direction: 'request', probes: [...assigned, ...texts, 'bola-type-juggle', 'nosqli'] },
  { change: 'additionalProperties/*', direction: 'request', probes: assigned },
  { change: 'schema/*', probes: [] },
  { change: '*', direction: 'request', probes: [...assigned, ...texts, ...sizes] },
  { change: '*', direction: 'response', probes: shown },
  // A kind that nobody thought of here is no reason to ask less.
  { change: '*', probes: ['*'] },
];

export function probesFor(kind: FactKind, direction?: 'request' | 'response'): readonly string[] {
  const row = selects.find(
    (one) => matchesGlob(one.change, kind) && (one.direction === undefined || one.direction === direction),
  );
  return row?.probes ?? ['*'];
}

/** Below which side of a call the change stands, where it stands below one. */
export function directionOf(fact: Fact): 'request' | 'response' | undefined {
  if ('direction' in fact) return fact.direction;
  return 'use' in fact ? fact.use.direction : undefined;
}
