import { payloadDifferences, trafficRule, type Difference, type Exchange, type Operation, type Problem } from '#rule';

const type = trafficRule({
  id: 'response-type-differs',
  title: 'Value in a response of another type than documented',
  severity: 'medium',
  tiers: [
    { name: 'other', severity: 'medium' },
    { name: 'null', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 704,
  why: `Clients are generated from the document. What is of another type fails in the strict ones and is converted by the others, where checks written for one type let the other through.`,
  fix: `Answer what is documented, or document what is answered:

\`\`\`yaml
id: { type: string }
closedAt: { type: [string, 'null'], format: date-time }
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture') return undefined;
    return payloadDifferences(exchange, operation, api)
      .response.filter(({ kind, keyword }) => kind === 'broken' && keyword === 'type')
      .map((difference) => ({
        ...problemOf(
          difference,
          operation,
          difference.isNull === true ? 'is null, against the' : 'is of another type than the',
        ),
        tier: difference.isNull === true ? 'null' : 'other',
      }));
  },
});

const constraint = trafficRule({
  id: 'response-constraint-broken',
  title: 'Value in a response that its schema does not allow',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 1286,
  why: `The document promises a closed list, a format or a limit, and clients and filters behind the API rely on it: a status that nobody knows is taken for a good one, a text that is longer than promised is cut or overflows.`,
  fix: `Find where the value comes from. If it is meant, widen the schema; if not, check answers in tests:

\`\`\`yaml
status: { type: string, enum: [active, frozen, closed] }
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture') return undefined;
    return payloadDifferences(exchange, operation, api)
      .response.filter(({ kind, keyword }) => kind === 'broken' && keyword !== 'type')
      .filter(({ keyword }) => keyword !== 'required' || !isPartial(exchange))
      .map((difference) => problemOf(difference, operation, 'breaks'));
  },
});

export default [type, constraint];

function problemOf({ at, keyword, path, name = '' }: Difference, { id }: Operation, how: string): Problem {
  const where = path.slice(0, 120);
  return {
    at,
    message:
      keyword === 'required'
        ? `${id} answers without ${where}, which its schema requires.`
        : `${id} answers with ${where}, which ${how} ${keyword} of its schema.`,
    detail: `${keyword} ${name}`.trim(),
  };
}

/** The client asked for a part of the object. */
function isPartial({ request }: Exchange): boolean {
  return request.query.some(([name]) =>
    /^(?:\$?select|fields?|only|exclude|view|projection|include_fields)(?:\[|$)/i.test(name),
  );
}
