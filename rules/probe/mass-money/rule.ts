import { isAssigning, judgeAssigning, probeRule, type Assignable } from '#rule';

export default probeRule({
  id: 'mass-money',
  title: 'User can set an amount that the server should work out',
  severity: 'critical',
  owasp: ['API3:2023', 'API6:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 28,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'mass-role'],
  why: `A new account says what is on it, an order what it costs, a card what its limit is: one more line in the request, \`"balanceCents": 100000\`, and the server stores it. This is money made of nothing.`,
  fix: `Take from the request what a customer may say, by name, and work out the rest:

\`\`\`js
const { label } = req.body;                       // not: { balanceCents: 0, ...req.body }
await db.accounts.insert({ label, ownerId: req.user.id, balanceCents: 0 });
\`\`\`

In the document the property is \`readOnly: true\` and the request body has \`additionalProperties: false\`.`,

  applies: ({ operation }, api) => isAssigning(operation, api),

  async *probe({ operation }, target) {
    const verdict = await judgeAssigning(target, operation, isMoney);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      subject: `request/json/${verdict.path}`,
      message: `${operation.id} lets a user set ${verdict.path.slice(2)}.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

const money =
  /(^| )(balance|limit|fee|fees|price|amount|cost|discount|credit|cashback|interest|overdraft|total|commission|rate|bonus|refund)( |$)/;

function isMoney({ words, depth, now }: Assignable): boolean {
  return (
    depth === 0 &&
    money.test(words) &&
    /^-?\d+(\.\d+)?$/.test(typeof now === 'number' || typeof now === 'string' ? `${now}` : '')
  );
}
