import { isAssigning, judgeAssigning, probeRule, type Assignable } from '#rule';

export default probeRule({
  id: 'mass-nested',
  title: 'Nested property that only the server should set can be written',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 28,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'mass-role', 'mass-money', 'mass-owner', 'mass-readonly'],
  why: `The properties of the request itself are picked, but what lies in them is stored as it comes: the price in a line of an order, the state in an address that was verified.`,
  fix: `Pick by name in lists and inner objects too:

\`\`\`js
const lines = req.body.lines.map(({ sku, quantity }) => ({ sku, quantity, unitPriceCents: priceOf(sku) }));
\`\`\`

A schema with \`additionalProperties: false\` at every level refuses the rest.`,

  applies: ({ operation }, api) => isAssigning(operation, api),

  async *probe({ operation }, target) {
    const verdict = await judgeAssigning(target, operation, isInside);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    const path = verdict.path.replaceAll('[0]', '[]');
    yield {
      at: operation.at,
      subject: `request/json/${path}`,
      message: `${operation.id} lets a user set ${path.slice(2)}, which the document only gives out.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

const identifying = /(^| )(id|ids|uuid|guid|key|href|url|self)$/;

function isInside({ words, depth }: Assignable): boolean {
  return depth > 0 && !identifying.test(words);
}
