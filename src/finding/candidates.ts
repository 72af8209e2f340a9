/**
 * What lint suspects and which probes can prove it: these are asked first, and what is proven takes the suspicion with it.
 * `operation`: the same operation is meant; `name`: also the same property or parameter.
 */
export interface Candidate {
  readonly by: 'operation' | 'name';
  readonly probes: readonly string[];
}

const onObject = ['bola-read-path', 'bola-read-query', 'bola-read-body', 'bola-type-juggle', 'bola-verb-asymmetry'];
const onParents = ['bola-foreign-parent', 'bola-nested-mismatch', 'path-id-ignored', 'bola-tenant-header'];
const onChanges = ['bola-update', 'bola-delete', 'bola-action'];
const ssrf = ['ssrf-callback', 'ssrf-content', 'ssrf-file', 'ssrf-loopback', 'ssrf-redirect', 'ssrf-stored'];
const mass = ['mass-role', 'mass-owner', 'mass-money', 'mass-readonly', 'mass-nested'];
const unthrottled = ['login-no-throttle', 'otp-no-throttle', 'rate-sensitive-none', 'rate-doc-not-enforced'];
const listed = ['page-unbounded'];
const jwt = ['jwt-none', 'jwt-unverified', 'jwt-expired', 'jwt-aud', 'jwt-iss'];

export const candidates: Readonly<Record<string, Candidate>> = {
  'bola-candidate': { by: 'operation', probes: [...onObject, ...onParents, 'bola-export-file', 'bola-version-twin'] },
  'bola-no-403-404': { by: 'operation', probes: [...onObject, ...onParents, ...onChanges] },
  'bola-two-ids': { by: 'operation', probes: [...onParents, 'bola-update', 'mass-owner'] },
  'batch-ids-unbounded': { by: 'operation', probes: ['bola-batch'] },
  'id-sequential-path-query': { by: 'operation', probes: ['id-predictable'] },
  'id-sequential-in-body': { by: 'operation', probes: ['id-predictable'] },
  'auth-op-empty-array': { by: 'operation', probes: ['auth-missing'] },
  'auth-op-unprotected-read': { by: 'operation', probes: ['auth-missing'] },
  'auth-op-unprotected-write': { by: 'operation', probes: ['auth-missing'] },
  'auth-optional-on-sensitive': { by: 'operation', probes: ['auth-missing', 'auth-garbage-ok'] },
  'bfla-admin-same-security': { by: 'operation', probes: ['bfla-role', 'bfla-scope', 'cross-tenant-admin'] },
  'bfla-no-scope': { by: 'operation', probes: ['bfla-scope', 'bfla-role'] },
  'bfla-write-with-read-scope': { by: 'operation', probes: ['bfla-scope'] },
  'prop-privileged-writable': { by: 'name', probes: mass },
  'prop-server-field-writable': { by: 'name', probes: mass },
  'prop-shared-schema-no-direction': { by: 'operation', probes: ['mass-readonly'] },
  'prop-additional-open': { by: 'operation', probes: ['mass-role', 'mass-owner', 'proto-pollution'] },
  'data-secret-in-response': { by: 'operation', probes: ['bopla-declared-secret', 'reset-token-leak'] },
  'ssrf-url-body': { by: 'name', probes: [...ssrf, 'up-cred-forward', 'up-tls-noverify'] },
  'ssrf-url-param': { by: 'name', probes: [...ssrf, 'open-redirect'] },
  'open-redirect-param': { by: 'name', probes: ['open-redirect'] },
  'limit-array-items': { by: 'name', probes: ['size-unbounded', 'bola-batch'] },
  'limit-string-length': { by: 'name', probes: ['size-unbounded'] },
  'limit-pattern-redos': { by: 'name', probes: ['redos'] },
  'page-missing': { by: 'operation', probes: listed },
  'page-limit-unbounded': { by: 'operation', probes: listed },
  'schema-recursion-unbounded': { by: 'operation', probes: ['json-depth'] },
  'auth-flow-op-unthrottled': { by: 'operation', probes: unthrottled },
  'costly-op-unthrottled': { by: 'operation', probes: unthrottled },
  'rate-429': { by: 'operation', probes: unthrottled },
  'flow-no-idempotency': { by: 'operation', probes: ['flow-idempotency'] },
  'get-side-effect': { by: 'operation', probes: ['ctype-csrf'] },
  'xml-body': { by: 'operation', probes: ['xxe', 'xml-expansion'] },
  'error-leaks-internals': { by: 'operation', probes: ['verbose-error'] },
  'hdr-cache-sensitive': { by: 'operation', probes: ['hdr-cache', 'cache-cross-user'] },
  'hook-unsigned': { by: 'operation', probes: ['webhook-unsigned', 'webhook-replay'] },
  'jwt-bcp': { by: 'operation', probes: jwt },
  'inv-deprecated-no-sunset': { by: 'operation', probes: ['inv-old-version'] },
};
