import {
  isWrite,
  lintRule,
  operationsRequiring,
  schemeUse,
  type ApiModel,
  type AuthScheme,
  type LintRule,
  type Operation,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly fits: (scheme: AuthScheme, api: ApiModel) => boolean;
  readonly says: string;
}

const tokens = `Use short-lived tokens:

\`\`\`yaml
type: http
scheme: bearer
bearerFormat: JWT
\`\`\`

Swagger 2.0 knows no bearer scheme: write \`type: apiKey, in: header, name: Authorization\`.`;

/** Of RFC 9110's registry; custom ones exist and are used in earnest, but nothing tells a client what they ask. */
const registered: ReadonlySet<string> = new Set(
  'basic bearer concealed digest dpop gnap hoba mutual negotiate oauth privatetoken scram-sha-1 scram-sha-256 vapid ntlm'.split(
    ' ',
  ),
);

const rows: readonly Row[] = [
  {
    meta: {
      id: 'auth-http-digest',
      title: 'HTTP digest authentication',
      severity: 'medium',
      tiers: [
        { name: 'declared', severity: 'low' },
        { name: 'required', severity: 'medium' },
        { name: 'cleartext', severity: 'high' },
      ],
      owasp: ['API2:2023'],
      cwe: 327,
      controls: ['PCI DSS 8.3.2'],
      why: `Digest authentication (RFC 7616) is mostly deployed with MD5: a recorded exchange is cracked offline, and the server has to keep what is as good as the password.`,
      fix: tokens,
    },
    fits: ({ kind, httpScheme }) => kind === 'http' && httpScheme === 'digest',
    says: 'is HTTP digest: recorded exchanges can be cracked offline',
  },
  {
    meta: {
      id: 'auth-legacy-scheme',
      title: 'Authentication scheme of another age',
      severity: 'medium',
      tiers: [
        { name: 'declared', severity: 'low' },
        { name: 'required', severity: 'medium' },
        { name: 'cleartext', severity: 'high' },
      ],
      owasp: ['API2:2023'],
      cwe: 327,
      controls: ['PCI DSS 8.3.2'],
      why: `NTLM, Negotiate and OAuth 1.0 rest on broken or forgotten cryptography and on connections that proxies share: credentials can be relayed, and few libraries are still kept up.`,
      fix: tokens,
    },
    fits: ({ kind, httpScheme = '' }) => kind === 'http' && ['ntlm', 'negotiate', 'oauth'].includes(httpScheme),
    says: 'is a scheme of another age (NTLM, Negotiate or OAuth 1.0)',
  },
  {
    meta: {
      id: 'auth-unknown-scheme',
      title: 'Authentication scheme that no registry knows',
      severity: 'low',
      owasp: ['API2:2023'],
      cwe: 287,
      why: `Gateways, clients and tests that are made from the document cannot know what is asked for, and commonly skip it. What nobody else uses nobody else has reviewed.`,
      fix: `Name a scheme of the IANA registry, or describe a key of your own as what it is:

\`\`\`yaml
type: apiKey
in: header
name: X-Signature
\`\`\``,
    },
    fits: ({ kind, httpScheme }) =>
      kind === 'unknown' || (kind === 'http' && (httpScheme === undefined || !registered.has(httpScheme))),
    says: 'is of a kind that no registry knows',
  },
  {
    meta: {
      id: 'auth-apikey-in-cookie',
      title: 'Cookie as the only credential of a write',
      severity: 'low',
      tiers: [
        { name: 'declared', severity: 'info' },
        { name: 'required', severity: 'low' },
        { name: 'cleartext', severity: 'high' },
      ],
      owasp: ['API2:2023'],
      cwe: 352,
      controls: ['PCI DSS 6.2.4'],
      why: `A browser sends the cookie with every request, also with those that a foreign page makes. Without a second proof in a header a customer who visits that page moves his own money.`,
      fix: `Ask for a token in a header besides, and set the cookie \`SameSite\`:

\`\`\`yaml
security:
  - session: []
    csrfToken: []   # apiKey, in: header
\`\`\``,
    },
    fits: (scheme, api) => scheme.kind === 'apiKey' && scheme.in === 'cookie' && !isSecondFactor(scheme, api),
    says: 'is a cookie that changes data without a second proof against forged requests',
  },
];

export default rows.map(({ meta, fits, says }) =>
  lintRule({
    ...meta,
    authScheme(scheme, api) {
      if (!fits(scheme, api)) return undefined;
      return {
        at: scheme.at,
        ...(meta.tiers === undefined ? {} : { tier: schemeUse(api, scheme) }),
        operations: operationsRequiring(api, scheme).map(({ id }) => id),
        message: `Scheme ${scheme.name} ${says}.`,
      };
    },
  }),
);

const forgery = /csrf|xsrf|forgery/i;

/** Every write that the cookie opens asks for something that a foreign page cannot send; or it opens no write at all. */
function isSecondFactor(scheme: AuthScheme, api: ApiModel): boolean {
  const used = operationsRequiring(api, scheme);
  return used.length > 0 && used.every((operation) => !isWrite(operation) || isGuarded(operation, scheme.name));
}

function isGuarded(operation: Operation, cookie: string): boolean {
  if (operation.parameters.some((parameter) => parameter.in === 'header' && forgery.test(parameter.name))) return true;
  return operation.auth
    .filter(({ schemes }) => schemes.some(({ name }) => name === cookie))
    .every(({ schemes }) => schemes.length > 1);
}
