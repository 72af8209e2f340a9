import {
  formProperty,
  formSchema,
  isServedStatus,
  isToldAsLeak,
  payloadDifferences,
  trafficRule,
  type ApiModel,
  type Difference,
  type Exchange,
  type Operation,
  type Problem,
} from '#rule';

const inResponse = trafficRule({
  id: 'undocumented-response-property',
  title: 'Property in a response that the document does not declare',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['GDPR 5(1)(c)'],
  why: `The server sends more than it promised, usually a whole database row. Scores, flags, costs and ids of other systems leave with it, unseen, as clients show only what they know.`,
  fix: `Build the answer from an explicit list of properties, or declare the property:

\`\`\`yaml
properties:
  vendorCode: { type: string, maxLength: 12 }
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture') return undefined;
    const undeclared = payloadDifferences(exchange, operation, api).response.filter(
      ({ kind }) => kind === 'undeclared',
    );
    return undeclared
      .filter(({ path }) => !isToldAsLeak(path, exchange))
      .map((difference) => problemOf(difference, `${operation.id} answers with`));
  },
});

const inRequest = trafficRule({
  id: 'undocumented-request-property',
  title: 'Property in a request that the document does not declare, and the server takes',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4'],
  why: `The server took a body with a property that nobody wrote down. If it is bound to the stored object, a client sets what only the server should set: a role, a credit line, a price (mass assignment).`,
  fix: `Refuse what is not declared, and declare what clients need:

\`\`\`yaml
NewCard:
  type: object
  additionalProperties: false
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    const undeclared = payloadDifferences(exchange, operation, api).request.filter(({ kind }) => kind === 'undeclared');
    return [
      ...undeclared.map((difference) => problemOf(difference, `${operation.id} takes`)),
      ...undeclaredFields(exchange, operation, api),
    ];
  },
});

export default [inRequest, inResponse];

function problemOf({ at, path, name = '' }: Difference, does: string): Problem {
  return {
    at,
    message: `${does} the property ${name} (${path.slice(0, 120)}), which its schema does not declare.`,
    detail: name,
  };
}

/** Fields told of one form. */
const fieldsMax = 10;

function undeclaredFields(exchange: Exchange, operation: Operation, api: ApiModel): readonly Problem[] {
  const schema = formSchema(exchange, operation, api);
  if (schema === undefined) return [];
  const names = new Set((exchange.request.body?.form ?? []).map(([name]) => name));
  return [...names]
    .filter((name) => /^[A-Za-z_][\w.[\]-]{0,59}$/.test(name) && formProperty(schema, name) === undefined)
    .slice(0, fieldsMax)
    .map((name) => ({
      at: operation.at,
      message: `${operation.id} takes the form field ${name}, which the document does not declare.`,
      subject: `request/form/${name}`,
    }));
}
