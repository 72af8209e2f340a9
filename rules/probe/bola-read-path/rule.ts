import { plainRead, probeRule } from '#rule';

export default probeRule({
  id: 'bola-read-path',
  title: "Another user's object can be read by its id",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Any customer who learns or guesses an id reads what belongs to somebody else: statements, cards, addresses. With ids that count up, one account and a loop copy the whole table.`,
  fix: `Look the object up together with its owner, taken from the credential and never from the request, and answer 404 where that finds nothing:

\`\`\`js
const card = await db.cards.findOne({ id: req.params.cardId, ownerId: req.user.id });
if (!card) return res.status(404).end();
\`\`\`

Objects that others may see by design are named in \`sallyport.yaml\`: \`policy: { shared: [GET /articles/{id}] }\`.`,

  applies: ({ operation }) => operation.method === 'GET' && operation.parameters.some((one) => one.in === 'path'),

  async *probe({ operation }, target) {
    const read = await plainRead(target, operation);
    if ('undecided' in read) return read;
    const { verdict } = read;
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} gives a user the object of another user.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});
