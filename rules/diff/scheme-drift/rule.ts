import {
  canonicalId,
  compareAuth,
  factRow,
  family,
  operationsRequiring,
  strengthOf,
  type AnyRow,
  type FactKind,
  type FactRow,
  type FlowFact,
  type SchemeFact,
  type Versions,
} from '#rule';

type Row<K extends FactKind> = Pick<FactRow<K>, 'id' | 'title' | 'severity' | 'why' | 'fix' | 'on' | 'when' | 'say'> & {
  readonly owasp?: FactRow<K>['owasp'];
  readonly cwe?: number;
  readonly posture?: 'unknown';
};

/** What a scheme is, where it is defined: every operation that asks for it is as weak as it has become. */
function row<K extends FactKind>({ posture, ...each }: Row<K>): AnyRow {
  return factRow<K>({
    owasp: ['API2:2023'],
    cwe: 287,
    controls: ['PCI DSS 8.3.1', 'PCI DSS 8.3.2'],
    compat: 'maybe',
    posture: posture ?? 'widens',
    ...each,
  });
}

const snippet =
  '```yaml\nauth:\n  type: oauth2\n  flows:\n    authorizationCode:\n      authorizationUrl: https://auth.example.com/authorize\n      tokenUrl: https://auth.example.com/token\n      scopes: {}\n```';

function isWeaker({ scheme: { before, after } }: SchemeFact): boolean {
  if (before === undefined || after === undefined) return false;
  const [was, is] = [strengthOf(before), strengthOf(after)];
  return was !== undefined && is !== undefined && is < was;
}

function originOf(url: string | undefined): string {
  return (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url ?? '')?.[0] ?? '').toLowerCase();
}

function isClear(url: string | undefined): boolean {
  return originOf(url).startsWith('http:');
}

/** Both are addresses, and of different hosts: a relative one goes to the API itself. */
function isElsewhere(before: string | undefined, after: string | undefined): boolean {
  const [was, is] = [originOf(before), originOf(after)];
  return was !== '' && is !== '' && was.replace(/^https?:/, '') !== is.replace(/^https?:/, '');
}

const urlKeys = {
  'flow/authorization-url': 'authorizationUrl',
  'flow/token-url': 'tokenUrl',
  'flow/refresh-url': 'refreshUrl',
} as const;

function urlsOf({ kind, flow }: FlowFact): readonly [string | undefined, string | undefined] {
  const key = urlKeys[kind as keyof typeof urlKeys];
  return [flow.before?.[key], flow.after?.[key]];
}

function nameOf({ scheme }: SchemeFact | FlowFact): string {
  return (scheme.after ?? scheme.before)?.name ?? '';
}

/** What asked for it asks for nothing that is weaker: then it was replaced. */
function leavesGap({ scheme: { before } }: SchemeFact, versions: Versions): boolean {
  if (before === undefined) return false;
  const askers = operationsRequiring(versions.before, before);
  const heirs = new Map(versions.after.operations.map((operation) => [canonicalId(operation), operation]));
  const replaced = askers.filter((operation) => {
    const heir = heirs.get(canonicalId(operation));
    if (heir === undefined) return true;
    const isNamed = heir.auth.some(({ schemes }) => schemes.some(({ name }) => name === before.name));
    return !isNamed && compareAuth(operation, heir, versions).kind !== 'weaker';
  });
  return askers.length === 0 || replaced.length < askers.length;
}

const types: readonly AnyRow[] = [
  row({
    id: 'scheme-type-oauth2-to-apikey',
    title: 'OAuth became an API key',
    severity: 'high',
    why: 'Tokens that expire, carry scopes and name a user became one string that does none of it. It stands in scripts and repositories, and nobody knows who uses it.',
    fix: `Define the scheme as it was:\n\n${snippet}`,
    on: ['scheme/type'],
    when: ({ scheme }) =>
      ['oauth2', 'openIdConnect'].includes(scheme.before?.kind ?? '') && scheme.after?.kind === 'apiKey',
    say: (fact) => `${nameOf(fact)} was OAuth and is an API key now.`,
  }),
  row({
    id: 'scheme-bearer-to-basic',
    title: 'Bearer tokens became passwords',
    severity: 'high',
    cwe: 522,
    why: 'The password itself goes with every request, does not expire, and whoever reads one request has it for good.',
    fix: 'Take tokens again:\n\n```yaml\nauth: { type: http, scheme: bearer, bearerFormat: JWT }\n```',
    on: ['scheme/type'],
    when: ({ scheme }) =>
      ['bearer', 'dpop'].includes(scheme.before?.httpScheme ?? '') &&
      ['basic', 'digest'].includes(scheme.after?.httpScheme ?? ''),
    say: (fact) => `${nameOf(fact)} took bearer tokens and takes a password now.`,
  }),
  row({
    id: 'apikey-header-to-query',
    title: 'API key moved into the URL',
    severity: 'high',
    owasp: ['API2:2023', 'API8:2023'],
    cwe: 598,
    why: 'URLs stand in access logs, browser histories, proxies and Referer headers. A key in one of them is a key that strangers read.',
    fix: 'Send it in a header:\n\n```yaml\npartner: { type: apiKey, in: header, name: X-Api-Key }\n```',
    on: ['scheme/type'],
    when: ({ scheme }) =>
      scheme.before?.kind === 'apiKey' && scheme.before.in !== 'query' && scheme.after?.in === 'query',
    say: (fact) => `The key of ${nameOf(fact)} is sent in the URL now.`,
  }),
  row({
    id: 'scheme-weakened',
    title: 'Security scheme weakened',
    severity: 'high',
    why: 'Every operation that asks for the scheme is let in by a weaker proof now, though none of their lines has changed.',
    fix: `Define the scheme as it was:\n\n${snippet}`,
    on: ['scheme/type'],
    when: isWeaker,
    say: (fact) => `${nameOf(fact)} is a weaker scheme now than it was.`,
  }),
  row({
    id: 'scheme-deleted',
    title: 'Security scheme deleted',
    severity: 'medium',
    why: 'Requirements that name it lead nowhere, and many gateways and generated servers take a requirement that they cannot resolve for none.',
    fix: `Define the scheme as long as anybody asks for it:\n\n${snippet}`,
    on: ['scheme/removed'],
    when: leavesGap,
    say: (fact) => `The security scheme ${nameOf(fact)} is gone.`,
  }),
  row({
    id: 'bearer-format-dropped',
    title: 'Bearer format no longer said',
    severity: 'low',
    cwe: 347,
    why: 'Gateways check signature and expiry of what is known to be a JWT. Of a token without a form nobody can check anything before it reaches the service.',
    fix: 'Say the form again:\n\n```yaml\njwt: { type: http, scheme: bearer, bearerFormat: JWT }\n```',
    on: ['scheme/bearer-format'],
    when: ({ scheme }) => scheme.after?.bearerFormat === undefined,
    say: (fact) => `${nameOf(fact)} no longer says what form its tokens have.`,
  }),
  row({
    id: 'bearer-format-changed',
    title: 'Bearer format changed',
    severity: 'low',
    cwe: 347,
    posture: 'unknown',
    why: 'Tokens have another form now. Whether what checks them checks as much as before stands in no document.',
    fix: 'Have the new tokens checked as the old ones were:\n\n```yaml\njwt: { type: http, scheme: bearer, bearerFormat: JWT }\n```',
    on: ['scheme/bearer-format'],
    when: ({ scheme }) => scheme.before?.bearerFormat !== undefined,
    say: (fact) => `Tokens of ${nameOf(fact)} have another form now.`,
  }),
  row({
    id: 'oidc-url-host',
    title: 'Identity provider moved to another origin',
    severity: 'high',
    cwe: 346,
    why: 'The discovery document names the keys that tokens are checked with. Whoever serves it from the new address signs tokens that the API believes.',
    fix: 'Name the issuer that you run, over https:\n\n```yaml\noidc: { type: openIdConnect, openIdConnectUrl: https://auth.example.com/.well-known/openid-configuration }\n```',
    on: ['scheme/issuer'],
    when: ({ scheme }) => {
      const [was, is] = [scheme.before?.openIdConnectUrl, scheme.after?.openIdConnectUrl];
      return isElsewhere(was, is) || (isClear(is) && !isClear(was));
    },
    say: (fact) => `${nameOf(fact)} finds its issuer at another origin now.`,
  }),
];

const flows: readonly AnyRow[] = [
  row({
    id: 'oauth-flow-password-added',
    title: 'Password flow offered',
    severity: 'high',
    cwe: 522,
    why: 'The client sees the password of the user. Second factors and single sign-on are out, and every client is a place where passwords are stolen (OAuth 2.1 has dropped the flow).',
    fix: `Offer the code flow with PKCE:\n\n${snippet}`,
    on: ['flow/added'],
    when: ({ flow }) => flow.after?.kind === 'password',
    say: (fact) => `${nameOf(fact)} offers the password flow now.`,
  }),
  row({
    id: 'oauth-flow-to-implicit',
    title: 'Implicit flow offered',
    severity: 'high',
    cwe: 598,
    why: 'The token comes back in the URL: it stands in histories and Referer headers, and any page that the user is led to may read it (OAuth 2.1 has dropped the flow).',
    fix: `Offer the code flow with PKCE:\n\n${snippet}`,
    on: ['flow/added'],
    when: ({ flow }) => flow.after?.kind === 'implicit',
    say: (fact) => `${nameOf(fact)} offers the implicit flow now.`,
  }),
  row({
    id: 'oauth-flow-device-added',
    title: 'Device flow offered',
    severity: 'medium',
    cwe: 345,
    why: 'The user types a code on another device and sees nothing of who asked for it. Attackers send such codes by mail and get the token (device code phishing).',
    fix: `Offer it to clients without a browser alone, with short-lived codes:\n\n${snippet}`,
    on: ['flow/added'],
    when: ({ flow }) => flow.after?.kind === 'deviceAuthorization',
    say: (fact) => `${nameOf(fact)} offers the device flow now.`,
  }),
  row({
    id: 'oauth-token-url-http',
    title: 'OAuth endpoint in clear text',
    severity: 'high',
    owasp: ['API2:2023', 'API8:2023'],
    cwe: 319,
    why: 'Codes, client secrets and tokens go over http: everybody on the way reads them.',
    fix: `Use https:\n\n${snippet}`,
    on: ['flow/token-url', 'flow/authorization-url', 'flow/refresh-url'],
    when: (fact) => isClear(urlsOf(fact)[1]) && !isClear(urlsOf(fact)[0]),
    say: (fact) => `${nameOf(fact)} sends codes and tokens in clear text now.`,
  }),
  row({
    id: 'oauth-refresh-url-host',
    title: 'Refresh tokens go to another origin',
    severity: 'high',
    cwe: 346,
    why: 'Whoever runs the new address gets refresh tokens, which are worth months of access.',
    fix: `Name the address that you run:\n\n${snippet}`,
    on: ['flow/refresh-url'],
    when: (fact) => isMoved(fact),
    say: (fact) => `${nameOf(fact)} sends refresh tokens to another origin now.`,
  }),
  row({
    id: 'oauth-token-url-host',
    title: 'Credentials go to another origin',
    severity: 'high',
    cwe: 346,
    why: 'Whoever runs the new address gets what clients send there: user names, codes, client secrets.',
    fix: `Name the address that you run:\n\n${snippet}`,
    on: ['flow/token-url', 'flow/authorization-url'],
    when: (fact) => isMoved(fact),
    say: (fact) => `${nameOf(fact)} sends credentials to another origin now.`,
  }),
];

/** A first refresh address beside the token's own is no move. */
function isMoved(fact: FlowFact): boolean {
  const [was, is] = urlsOf(fact);
  return isElsewhere(was ?? fact.flow.before?.tokenUrl, is);
}

export default family([...types, ...flows]);
