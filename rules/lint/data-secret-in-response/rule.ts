import {
  effectiveBounds,
  flatten,
  isCredentialFlow,
  lintRule,
  operationsReaching,
  ownerOf,
  pathWords,
  responseFlows,
  wordsOf,
  type ApiModel,
  type Operation,
  type Property,
  type Schema,
} from '#rule';

export default lintRule({
  id: 'data-secret-in-response',
  title: 'Password or secret in a response',
  severity: 'high',
  owasp: ['API3:2023', 'API2:2023'],
  cwe: 200,
  controls: ['PCI DSS 8.3.2'],
  why: `Whoever reads one such answer (another customer through a broken ownership check, a log, a browser cache) has a credential and no longer needs the flaw. Even a password hash can be cracked at leisure.`,
  fix: `Take it out of the response; accept it in requests alone:

\`\`\`yaml
password: { type: string, format: password, writeOnly: true }
\`\`\`

Swagger 2.0 has no \`writeOnly\`: there request and response need a schema each. A secret that must be shown is shown once, by the call that creates it.`,

  property(property, use, api) {
    if (use.direction !== 'response') return undefined;
    const kind = kindOf(property);
    const schema = flatten(api, property.schema);
    if (kind === undefined || schema === undefined || !mayBeReturned(schema, api)) return undefined;
    const operations = operationsReaching(api, ownerOf(api, property), responseFlows);
    // Shown once by the call that makes it, or handed over by a login: both are how secrets begin.
    const meant = operations.filter(
      (operation) => operation.kind === 'path' && !isCredentialFlow(operation) && !makesSecrets(operation, kind),
    );
    if (meant.length === 0) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} returns a ${kind} to the caller.`,
      operations: meant.map(({ id }) => id),
      certainty: kind === 'password' && isSomebodysOwn(property, meant, api) ? 'firm' : 'tentative',
    };
  },
});

/** Shown once by the call that makes it. Paths of apps and clients also make people. */
function makesSecrets({ method, path }: Operation, kind: 'password' | 'secret'): boolean {
  if (method !== 'POST') return false;
  const makes =
    kind === 'password'
      ? /key|secret|token|credential/i
      : /key|secret|token|credential|webhook|hook|client|app|integration|totp|mfa|2fa/i;
  return makes.test(path);
}

/** The last words decide: `passwordHash` is one, `passwordChangedAt` and `passwordPolicy` are none. */
function kindOf(property: Property): 'password' | 'secret' | undefined {
  const words = wordsOf(property.name).join(' ');
  if (/(^| )(encrypted|hashed|masked|tokenized) /.test(`${words} `) && !words.endsWith('hash')) return undefined;
  if (passwordName.test(words)) return 'password';
  return /(^| )(client secret|api secret|secret key|private key|shared secret|signing secret|webhook secret|totp secret|mfa secret|refresh token)$/.test(
    words,
  )
    ? 'secret'
    : undefined;
}

const passwordName = /(^| )(password|passwd|passphrase|passcode)( hash| digest| salt)?$/;

/** Text that the document does not list, does not call hidden or made for the client, and does not show as stars. */
function mayBeReturned(schema: Schema, api: ApiModel): boolean {
  const { types, isClosed } = effectiveBounds(api, schema.id);
  if (isClosed || types?.includes('string') === false) return false;
  const isHidden =
    /\b(?:not|never)(?: be)? (?:returned|included|shown|sent back)|\bwrite-?\s?only\b|\b(?:redacted|masked|obfuscated)\b/i;
  const isForClients = /client-side|to the client\b|publishable|ephemeral|short-lived|temporary/i;
  if (isHidden.test(schema.description ?? '') || isForClients.test(schema.description ?? '')) return false;
  return (
    schema.examples.length === 0 ||
    !schema.examples.every(({ value }) => typeof value === 'string' && /^[*•#x]{3,}$/i.test(value))
  );
}

const people = new Set(
  'user users account accounts customer customers member members profile employee employees person persons patient patients admin admins me'.split(
    ' ',
  ),
);

/**
 * A password with which somebody signs in: a hash of one, one beside a name to sign in with, or one of a person. Databases,
 * meetings and shared files have passwords that are made to be handed on, and a secret may be the client's own.
 */
function isSomebodysOwn(property: Property, operations: readonly Operation[], api: ApiModel): boolean {
  const words = wordsOf(property.name).join(' ');
  if (/ (hash|digest|salt)$/.test(words)) return true;
  // Only the server writes it: it made it for the caller.
  if (property.readOnly || operations.every(isAboutCredentials)) return false;
  const owner = flatten(api, ownerOf(api, property));
  const before = words.replace(passwordName, '');
  const beside = ['username', 'user name', 'user', 'login', 'email', 'e mail'].map((name) =>
    `${before} ${name}`.trim(),
  );
  if (owner?.properties.some(({ name }) => beside.includes(wordsOf(name).join(' '))) === true) return true;
  const about = [...wordsOf(owner?.name ?? ''), ...operations.flatMap(({ path }) => pathWords(path).slice(-2))];
  return about.some((word) => people.has(word));
}

/** `/databases/metrics/credentials`: to hand them out is what it is for. */
function isAboutCredentials({ path }: Operation): boolean {
  return /credentials?$/i.test(path.replace(/\/\{[^}]*\}$/, ''));
}
