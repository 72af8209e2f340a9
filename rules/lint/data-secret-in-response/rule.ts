import {
  flatten,
  isCredentialFlow,
  lintRule,
  operationsReaching,
  ownerOf,
  responseFlows,
  wordsOf,
  type ApiModel,
  type Operation,
  type Property,
} from '#rule';

export default lintRule({
  id: 'data-secret-in-response',
  title: 'Password or secret in a response',
  severity: 'high',
  owasp: ['API3:2023', 'API2:2023'],
  cwe: 200,
  controls: ['PCI DSS 8.3.2', 'PCI DSS 8.6.2'],
  why: `Whoever reads one such answer (another customer through a broken ownership check, a log, a browser cache) has a credential and no longer needs the flaw. Even a password hash can be cracked at leisure.`,
  fix: `Take it out of the response; accept it in requests alone:

\`\`\`yaml
password: { type: string, format: password, writeOnly: true }
\`\`\`

A secret that must be shown is shown once, by the call that creates it.`,

  property(property, use, api) {
    if (use.direction !== 'response') return undefined;
    const kind = kindOf(property);
    if (kind === undefined || !isText(api, property)) return undefined;
    const operations = operationsReaching(api, ownerOf(api, property), responseFlows);
    // Shown once by the call that makes it, or handed over by a login: both are how secrets begin.
    const meant = operations.filter(
      (operation) =>
        operation.kind === 'path' && !isCredentialFlow(operation) && !(kind === 'secret' && makesSecrets(operation)),
    );
    if (meant.length === 0) return undefined;
    return {
      at: property.at,
      message: `Property ${property.name} returns a ${kind} to the caller.`,
      operations: meant.map(({ id }) => id),
      // Some secrets are made for the client (a payment's): the name alone cannot tell.
      certainty: kind === 'password' ? 'firm' : 'tentative',
    };
  },
});

/** Shown once by the call that makes it. */
function makesSecrets({ method, path }: Operation): boolean {
  return (
    method === 'POST' && /key|secret|token|credential|webhook|hook|client|app|integration|totp|mfa|2fa/i.test(path)
  );
}

/** The last words decide: `passwordHash` is one, `passwordChangedAt` and `passwordPolicy` are none. */
function kindOf(property: Property): 'password' | 'secret' | undefined {
  const words = wordsOf(property.name).join(' ');
  if (/(^| )(encrypted|hashed|masked|tokenized) /.test(`${words} `) && !words.endsWith('hash')) return undefined;
  if (/(^| )(password|passwd|passphrase|passcode)( hash| digest| salt)?$/.test(words)) return 'password';
  return /(^| )(client secret|api secret|secret key|private key|shared secret|signing secret|webhook secret|totp secret|mfa secret|refresh token)$/.test(
    words,
  )
    ? 'secret'
    : undefined;
}

function isText(api: ApiModel, property: Property): boolean {
  const schema = flatten(api, property.schema);
  return (
    schema !== undefined && schema.enum === undefined && (schema.types.length === 0 || schema.types.includes('string'))
  );
}
