import type { AuthScheme, OAuthFlow } from './api.ts';

const fingerprints = new WeakMap<AuthScheme, string>();

/** What a scheme is, whatever its key: kind, place and name of the key, flows, and the origins that credentials go to. */
export function fingerprintOf(scheme: AuthScheme): string {
  const known = fingerprints.get(scheme);
  if (known !== undefined) return known;
  const flows = scheme.flows.map(
    ({ kind, authorizationUrl, tokenUrl, refreshUrl }) =>
      `${kind} ${[authorizationUrl, tokenUrl, refreshUrl].map(originOf).join(' ')}`,
  );
  const text = JSON.stringify([
    scheme.kind,
    scheme.in ?? '',
    // Header names are case-insensitive (RFC 9110 section 5.1), the names of query keys and cookies are not.
    scheme.in === 'header' ? scheme.parameterName?.toLowerCase() : scheme.parameterName,
    scheme.httpScheme ?? '',
    originOf(scheme.openIdConnectUrl),
    ...flows.sort(),
  ]);
  fingerprints.set(scheme, text);
  return text;
}

/** `https://auth.example.com`; empty for none and for relative ones, which go to the server itself. */
function originOf(url: string | undefined): string {
  return (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url ?? '')?.[0] ?? '').toLowerCase();
}

/** Higher is stronger; undefined where the document does not say enough. An OAuth scheme is as strong as the weakest flow it offers. */
export function strengthOf(scheme: AuthScheme): number | undefined {
  const urls = [scheme.openIdConnectUrl, ...scheme.flows.flatMap((flow) => [flow.authorizationUrl, flow.tokenUrl])];
  if (urls.some((url) => originOf(url).startsWith('http:'))) return 1;
  switch (scheme.kind) {
    case 'mutualTLS':
      return 10;
    case 'openIdConnect':
      return 9;
    case 'oauth2':
      return scheme.flows.length === 0 ? undefined : Math.min(...scheme.flows.map(({ kind }) => flowStrengths[kind]));
    case 'http':
      return httpStrengths.get(scheme.httpScheme ?? '');
    case 'apiKey':
      return scheme.in === undefined ? undefined : keyStrengths[scheme.in];
    default:
      return undefined;
  }
}

// The order is that of the attacks each leaves open: theft in transit, from logs, from a page, by guessing, by phishing.
const flowStrengths: Readonly<Record<OAuthFlow['kind'], number>> = {
  authorizationCode: 9,
  clientCredentials: 8,
  deviceAuthorization: 8,
  implicit: 2,
  password: 2,
};
const httpStrengths: ReadonlyMap<string, number> = new Map([
  ['bearer', 7],
  ['dpop', 8],
  ['digest', 3],
  ['basic', 3],
]);
const keyStrengths = { header: 6, cookie: 5, query: 4 } as const;
