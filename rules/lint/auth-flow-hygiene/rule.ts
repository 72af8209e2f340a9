import {
  classesOf,
  classifyName,
  inputNames,
  isWrite,
  lacking,
  lintRule,
  type ApiModel,
  type AuthScheme,
  type Operation,
} from '#rule';

const unthrottled = lintRule({
  id: 'auth-flow-op-unthrottled',
  title: 'Login without a word on limits',
  severity: 'low',
  owasp: ['API2:2023', 'API4:2023'],
  cwe: 307,
  controls: ['PCI DSS 8.3.4'],
  why: `Passwords and codes are guessed by the million where nothing slows the guesser down. A document that knows neither 429 nor a locked account gives clients no way to behave, and reviewers no sign that there is a limit.`,
  fix: `Say what happens to the eleventh try:

\`\`\`yaml
responses:
  '429':
    description: Too many tries
    headers: { Retry-After: { schema: { type: integer } } }
\`\`\``,

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => isWrite(operation) && takesSecrets(operation, api)),
      has: isLimited,
      here: (operation) => ({
        at: operation.at,
        message: `${operation.id} takes a password or code and declares no limit (429 or 423).`,
      }),
      everywhere: (operations) => `${operations.length} operations that take passwords or codes declare no limit.`,
    }),
});

const keyOnly = lintRule({
  id: 'auth-apikey-only-on-money',
  title: 'Static key is all that guards a payment',
  severity: 'low',
  owasp: ['API2:2023', 'API6:2023'],
  cwe: 308,
  controls: ['PCI DSS 8.6.3', 'FAPI 2.0 5.3'],
  why: `A key that does not expire and proves no person is enough to move money: one that leaks from a repository or a log is worth whatever the account holds.`,
  fix: `Ask for a short-lived token or a client certificate besides:

\`\`\`yaml
security:
  - apiKey: []
    clientCertificate: []   # type: mutualTLS; before OpenAPI 3.1: type: http, scheme: mutual
\`\`\``,

  api: (api) =>
    lacking(api, {
      among: api.operations.filter((operation) => classesOf(operation, api).has('money') && isProtected(operation)),
      has: (operation) => !isKeyOnly(operation, api),
      here: (operation) => ({
        at: operation.at,
        message: `${operation.id} moves money for whoever holds a static key.`,
      }),
      everywhere: (operations) => `${operations.length} operations that move money need a static key alone.`,
    }),
});

export default [unthrottled, keyOnly];

function takesSecrets(operation: Operation, api: ApiModel): boolean {
  const classes = classesOf(operation, api);
  if (/signature|webhook/i.test(operation.path)) return false;
  if (!classes.has('login') && !classes.has('reset') && !classes.has('mfa')) return false;
  // A session of a purchase is opened by POST as well; where nothing is described the name has to do.
  const names = inputNames(operation, api);
  return names.length === 0 || names.some(isGuessed);
}

/** What is tried until it fits. */
function isGuessed(name: string): boolean {
  return (
    classifyName(name)?.category === 'secret' ||
    /^(code|pin|otp|answer|credentials?|username|login|e-?mail|phone|assertion|grant_?type)$/i.test(name)
  );
}

function isLimited({ responses }: Operation): boolean {
  return responses.some(
    ({ status, headers }) =>
      status === '429' || status === '423' || status === '4XX' || headers.some(({ name }) => /rate-?limit/i.test(name)),
  );
}

function isProtected({ auth }: Operation): boolean {
  return auth.every(({ schemes }) => schemes.length > 0);
}

function isKeyOnly({ auth }: Operation, api: ApiModel): boolean {
  return auth.some(({ schemes }) => schemes.every(({ name }) => isStatic(api.authSchemes.get(name))));
}

/** A signature or a certificate that travels in a header is written as an API key, and is none. */
function isStatic(scheme: AuthScheme | undefined): boolean {
  return (
    scheme?.kind === 'apiKey' && !/signature|hmac|jws|dpop|cert|digest/i.test(`${scheme.name} ${scheme.parameterName}`)
  );
}
