import { foreignUpdate, jsonRequest, probeRule } from '#rule';

export default probeRule({
  id: 'bola-update',
  title: "Another user's object can be changed by its id",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 14,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Any customer who learns or guesses an id changes what belongs to somebody else: the address a card is sent to, a payment limit, the account a refund goes to.`,
  fix: `Make the owner, taken from the credential, part of the condition under which the row is changed:

\`\`\`js
const { changedRows } = await db.cards.update(req.body, { id: req.params.cardId, ownerId: req.user.id });
if (changedRows === 0) return res.status(404).end();
\`\`\`

Objects that others may change by design are named in \`sallyport.yaml\` under \`policy.shared\`.`,

  applies: ({ operation }, api) =>
    ['PUT', 'PATCH'].includes(operation.method) &&
    operation.parameters.some((one) => one.in === 'path') &&
    jsonRequest(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const verdict = await foreignUpdate(target, operation);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} lets a user change the object of another user.`,
      subject: 'ownership',
      evidence: verdict.proven,
    };
    return 'decided';
  },
});
