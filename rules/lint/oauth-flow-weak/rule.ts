import {
  isWildcardScope,
  lintRule,
  operationsRequiring,
  schemeUse,
  type ApiModel,
  type AuthScheme,
  type LintRule,
  type OAuthFlow,
  type Problem,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  /** What is wrong with the flow, or the name of the tier and what is wrong; undefined: nothing. */
  readonly judge: (
    flow: OAuthFlow,
    scheme: AuthScheme,
    api: ApiModel,
  ) => string | readonly [tier: string, says: string] | undefined;
  /** The tier is how the scheme is used. */
  readonly byUse?: boolean;
}

const byUse = [
  { name: 'declared', severity: 'low' },
  { name: 'required', severity: 'medium' },
  { name: 'cleartext', severity: 'high' },
] as const;

const withCode = `Use the authorisation code flow with PKCE (RFC 9700 section 2.1):

\`\`\`yaml
flows:
  authorizationCode:
    authorizationUrl: https://auth.example.com/authorize
    tokenUrl: https://auth.example.com/token
    scopes: { 'cards:read': Read cards }
\`\`\`

In Swagger 2.0: \`flow: accessCode\`, with the two addresses and \`scopes\` beside it.`;

const userFlows: readonly OAuthFlow['kind'][] = ['authorizationCode', 'deviceAuthorization'];

const rows: readonly Row[] = [
  {
    byUse: true,
    meta: {
      id: 'oauth-implicit',
      title: 'OAuth implicit flow',
      severity: 'medium',
      tiers: byUse,
      owasp: ['API2:2023'],
      cwe: 1390,
      controls: ['PCI DSS 8.3.2', 'FAPI 2.0 5.3'],
      why: `The access token comes back in the address (RFC 6749 section 4.2): it stays in the browser's history, in logs and in \`Referer\` headers, and nothing binds it to the client. RFC 9700 forbids the flow for new clients.`,
      fix: withCode,
    },
    judge: ({ kind }) => (kind === 'implicit' ? 'hands out tokens in the address (implicit flow)' : undefined),
  },
  {
    byUse: true,
    meta: {
      id: 'oauth-password',
      title: 'OAuth password flow',
      severity: 'medium',
      tiers: byUse,
      owasp: ['API2:2023'],
      cwe: 1390,
      controls: ['PCI DSS 8.3.2', 'FAPI 2.0 5.3'],
      why: `Every client gets to see the customer's password, so no second factor can be asked for and one leaking client gives away all of the customer. RFC 9700 section 2.4: must not be used.`,
      fix: withCode,
    },
    judge: ({ kind }) => (kind === 'password' ? 'gives the password to the client (password flow)' : undefined),
  },
  {
    meta: {
      id: 'oauth-no-refresh',
      title: 'User flow without a refresh URL',
      severity: 'info',
      owasp: ['API2:2023'],
      cwe: 613,
      why: `Where tokens cannot be renewed they are commonly made to live for days: whoever steals one has it for as long. The document does not say how a session is kept short.`,
      fix: `Name where a short-lived token is renewed (it may be the token URL):

\`\`\`yaml
refreshUrl: https://auth.example.com/token
\`\`\``,
    },
    judge: ({ kind, refreshUrl }, _scheme, { dialect }) =>
      // 2.0 has no such key.
      dialect !== '2.0' && userFlows.includes(kind) && refreshUrl === undefined ? 'names no refreshUrl' : undefined,
  },
  {
    meta: {
      id: 'oauth-empty-or-wildcard-scopes',
      title: 'OAuth flow without real scopes',
      severity: 'low',
      tiers: [
        { name: 'empty', severity: 'low' },
        { name: 'wildcard', severity: 'medium' },
      ],
      owasp: ['API5:2023', 'API2:2023'],
      cwe: 272,
      controls: ['PCI DSS 7.2.1'],
      why: `A token that may do everything is what every client gets: one leaked token of a read-only dashboard moves money.`,
      fix: `Declare scopes by resource and action, and ask each operation for its own:

\`\`\`yaml
scopes:
  'cards:read': Read cards
  'cards:write': Issue and freeze cards
\`\`\``,
    },
    judge: ({ scopes }) => {
      if (scopes.length === 0) return ['empty', 'declares no scopes'];
      return scopes.some(isWildcardScope) ? ['wildcard', 'declares a scope that allows everything'] : undefined;
    },
  },
  {
    meta: {
      id: 'oauth-no-pkce-hint',
      title: 'Code flow without a word on PKCE',
      severity: 'info',
      owasp: ['API2:2023'],
      cwe: 345,
      controls: ['FAPI 2.0 5.3'],
      why: `Without PKCE (RFC 7636) a stolen authorisation code is as good as the token. FAPI 2.0 and RFC 9700 ask for it from every client; a client's developer reads the document and not the server's settings.`,
      fix: `Say it where client developers look:

\`\`\`yaml
description: Authorisation code with PKCE (S256), as FAPI 2.0 asks.
\`\`\``,
    },
    judge: ({ kind }, { raw }) => {
      // The device flow has no redirect in which a code could be stolen.
      if (kind !== 'authorizationCode') return undefined;
      const said = JSON.stringify([raw['description'], Object.keys(raw)]);
      return /pkce|code[_-]?challenge|s256|fapi/i.test(said) ? undefined : 'does not say that PKCE is required';
    },
  },
];

export default rows.map((row) =>
  lintRule({
    ...row.meta,
    authScheme: (scheme, api) =>
      scheme.flows.flatMap((flow): Problem | readonly Problem[] => {
        const found = row.judge(flow, scheme, api);
        if (found === undefined) return [];
        const [tier, says] = typeof found === 'string' ? [undefined, found] : found;
        const named = row.byUse === true ? schemeUse(api, scheme) : tier;
        return {
          at: flow.at,
          ...(named === undefined ? {} : { tier: named }),
          operations: operationsRequiring(api, scheme).map(({ id }) => id),
          message: `Scheme ${scheme.name} ${says}.`,
        };
      }),
  }),
);
