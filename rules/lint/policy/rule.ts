import {
  dataOf,
  demandsOn,
  flatten,
  isCleartext,
  isCredentialFlow,
  isInboundHook,
  isMasked,
  isRepeatable,
  isServiceInfo,
  isWrite,
  lintRule,
  sensitivityOf,
  type ApiModel,
  type AuthScheme,
  type Demand,
  type LintRule,
  type Operation,
  type Pointer,
} from '#rule';

interface Row {
  readonly meta: Omit<LintRule, 'kind'>;
  readonly demanded: (demand: Demand) => boolean;
  /** What is missing, and where it belongs; undefined: the demand is met. */
  readonly judge: (
    operation: Operation,
    api: ApiModel,
    demand: Demand,
  ) => { readonly says: string; readonly at: Pointer } | undefined;
}

const why = `The security team decided that operations of this audience and sensitivity have this control. Without it the operation is less protected than its neighbours, and than what was agreed.`;

const placeOfAuth = (operation: Operation): Pointer =>
  operation.authFrom === 'operation' ? operation.authAt : operation.at;

const rows: readonly Row[] = [
  {
    meta: {
      id: 'policy-auth',
      title: 'Other authentication than the policy demands',
      severity: 'high',
      owasp: ['API2:2023'],
      cwe: 287,
      controls: ['PCI DSS 8.3.1'],
      why,
      fix: `Require one of the kinds that the policy names:

\`\`\`yaml
security:
  - oauth: ['cards:write']
\`\`\``,
    },
    demanded: ({ auth }) => auth.length > 0,
    judge: (operation, api, { auth }) => {
      const isMet =
        comesBefore(operation) ||
        operation.auth.every(({ schemes }) =>
          schemes.some(({ name }) => auth.includes(kindOf(api.authSchemes.get(name)))),
        );
      return isMet ? undefined : { says: `needs ${auth.join(' or ')}`, at: placeOfAuth(operation) };
    },
  },
  {
    meta: {
      id: 'policy-scopes',
      title: 'No scope where the policy demands one',
      severity: 'high',
      owasp: ['API5:2023'],
      cwe: 862,
      controls: ['PCI DSS 7.2.1'],
      why,
      fix: `Require a scope of the operation's own:

\`\`\`yaml
security:
  - oauth: ['cards:write']
\`\`\``,
    },
    demanded: ({ scopes }) => scopes,
    judge: (operation) =>
      comesBefore(operation) || operation.auth.every(({ schemes }) => schemes.some(({ scopes }) => scopes.length > 0))
        ? undefined
        : { says: 'needs a scope', at: placeOfAuth(operation) },
  },
  {
    meta: {
      id: 'policy-transport',
      title: 'Clear text where the policy demands https',
      severity: 'high',
      owasp: ['API8:2023'],
      cwe: 319,
      controls: ['PCI DSS 4.2.1'],
      why,
      fix: `Name https servers alone:

\`\`\`yaml
servers:
  - url: https://api.example.com
\`\`\``,
    },
    demanded: ({ https }) => https,
    judge: ({ servers }) => {
      const clear = servers.find(isCleartext);
      return clear === undefined ? undefined : { says: 'needs https', at: clear.at };
    },
  },
  {
    meta: {
      id: 'policy-limits',
      title: 'No limit where the policy demands one',
      severity: 'medium',
      owasp: ['API4:2023'],
      cwe: 770,
      why,
      fix: `Declare it:

\`\`\`yaml
responses:
  '429': { description: Too many requests }
\`\`\``,
    },
    demanded: ({ limits }) => limits,
    judge: (operation) =>
      operation.responses.some(({ status }) => status === '429' || status === '4XX')
        ? undefined
        : { says: 'needs a declared limit (429)', at: operation.at },
  },
  {
    meta: {
      id: 'policy-masking',
      title: 'Card number unmasked where the policy demands masking',
      severity: 'high',
      owasp: ['API3:2023'],
      cwe: 359,
      controls: ['PCI DSS 3.4.1'],
      why,
      fix: `Return the masked form, and say so:

\`\`\`yaml
cardNumber: { type: string, pattern: '^[*]{12}[0-9]{4}$' }
\`\`\``,
    },
    demanded: ({ masking }) => masking,
    judge: (operation, api) => {
      const shown = dataOf(operation, api).find(({ dataClass, direction, name, schema: id }) => {
        const schema = id === undefined ? undefined : flatten(api, id);
        return (
          direction === 'response' &&
          dataClass.id === 'pci.pan' &&
          (schema === undefined || !isMasked({ name }, schema, api))
        );
      });
      return shown === undefined ? undefined : { says: `needs ${shown.name} masked`, at: shown.at };
    },
  },
  {
    meta: {
      id: 'policy-idempotency',
      title: 'No idempotency key where the policy demands one',
      severity: 'medium',
      owasp: ['API6:2023'],
      cwe: 837,
      why,
      fix: `Take a key that makes the second try the same as the first:

\`\`\`yaml
parameters:
  - { name: Idempotency-Key, in: header, required: true, schema: { type: string, format: uuid } }
\`\`\``,
    },
    demanded: ({ idempotency }) => idempotency,
    judge: (operation, api) =>
      operation.method !== 'POST' || !isWrite(operation) || isRepeatable(operation, api)
        ? undefined
        : { says: 'needs an idempotency key', at: operation.at },
  },
];

export default rows.map(({ meta, demanded, judge }) =>
  lintRule({
    ...meta,
    operation(operation, api) {
      for (const demand of demandsOn(operation, api)) {
        const found = demanded(demand) ? judge(operation, api, demand) : undefined;
        if (found === undefined) continue;
        const { sensitivity, why: reason } = sensitivityOf(operation, api);
        return {
          at: found.at,
          subject: meta.id,
          operations: [operation.id],
          message: `${operation.id} ${found.says}: by the policy it is ${sensitivity} (${reason}).`,
        };
      }
      return undefined;
    },
  }),
);

/** Nobody has the credential yet that logging in is to give, and a hook's proof is its signature. */
function comesBefore(operation: Operation): boolean {
  return isCredentialFlow(operation) || isInboundHook(operation) || isServiceInfo(operation);
}

function kindOf(scheme: AuthScheme | undefined): string {
  if (scheme === undefined) return '';
  return scheme.kind === 'http' ? (scheme.httpScheme ?? '') : scheme.kind;
}
