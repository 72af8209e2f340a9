import type { ApiModel, AuthRequirement, AuthScheme, Operation, Server } from './api.ts';
import { parent } from './source.ts';

/** `{}`, `security: []` or no security at all: this alternative lets anybody in. */
export function isAnonymousAlternative(requirement: AuthRequirement): boolean {
  return requirement.schemes.length === 0;
}

/** Some alternative lets anybody in, whatever the others ask. */
export function allowsAnonymous(operation: Operation): boolean {
  return operation.auth.some(isAnonymousAlternative);
}

/** No alternative asks for anything: open on purpose or by mistake, but not optional. */
export function isUnprotected(operation: Operation): boolean {
  return operation.auth.every(isAnonymousAlternative);
}

const misspeltIn = new WeakMap<ApiModel, ReadonlySet<string>>();

/** The operation's own `security` is there under a misspelt key: why it is open, and the one thing to say of it. */
export function hasMisspeltSecurity({ at }: Operation, api: ApiModel): boolean {
  let places = misspeltIn.get(api);
  if (places === undefined) {
    const keys = api.faults.filter(({ kind, meant }) => kind === 'unknown-key' && meant === 'security');
    places = new Set(keys.map((fault) => `${fault.at.source}#${parent(fault.at).path}`));
    misspeltIn.set(api, places);
  }
  return places.has(`${at.source}#${at.path}`);
}

/** Some alternative asks for static keys and nothing else. */
export function takesKeyAlone({ auth }: Operation, api: ApiModel): boolean {
  return auth.some(
    ({ schemes }) => schemes.length > 0 && schemes.every(({ name }) => api.authSchemes.get(name)?.kind === 'apiKey'),
  );
}

/** Operations that some alternative lets in with this scheme. */
export function operationsRequiring(api: ApiModel, scheme: AuthScheme): readonly Operation[] {
  return api.operations.filter((operation) => requires(operation, scheme.name));
}

export function requires(operation: Operation, scheme: string): boolean {
  return operation.auth.some((alternative) => alternative.schemes.some(({ name }) => name === scheme));
}

/** Clear text for anybody on the way: `http://`, but for the machine itself (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3). */
export function isCleartext(server: Server): boolean {
  return isCleartextUrl(server.resolvedUrl);
}

export function isCleartextUrl(url: string): boolean {
  const match = /^http:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url);
  return match !== null && !isLoopback(match[1] ?? '');
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);
}

/** How far a scheme matters: only defined, needed by some operation, or needed by one that is served in clear text. */
export function schemeUse(api: ApiModel, scheme: AuthScheme): 'declared' | 'required' | 'cleartext' {
  const operations = operationsRequiring(api, scheme);
  if (operations.some(({ servers }) => servers.some(isCleartext))) return 'cleartext';
  return operations.length > 0 ? 'required' : 'declared';
}

/** HTTP schemes that send a secret in the clear or rest on broken cryptography, by their name in the IANA registry. */
const weakHttpSchemes: ReadonlySet<string> = new Set(['basic', 'digest', 'ntlm', 'negotiate', 'oauth']);

/** Grants everything, by its name. */
export function isWildcardScope(scope: string): boolean {
  return /^(?:\*|all|full|full[_-]access|root)$|[:./]\*$/i.test(scope);
}

/** A scheme that a rule speaks of even where it is only declared. */
export function isWeakScheme(scheme: AuthScheme): boolean {
  if (scheme.kind === 'http') return weakHttpSchemes.has(scheme.httpScheme ?? '');
  if (scheme.kind === 'apiKey') return scheme.in === 'query';
  return scheme.flows.some(({ kind }) => kind === 'implicit' || kind === 'password');
}
