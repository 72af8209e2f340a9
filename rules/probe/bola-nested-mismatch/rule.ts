import { judgeForeignRead, probeRule, refusedRead, shown, type Operation } from '#rule';

export default probeRule({
  id: 'bola-nested-mismatch',
  title: "Another user's object can be read below an own parent",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 14,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-read-path'],
  why: `The server checks whose the first id of the path is and looks the second one up by itself. With an own wallet in front, the cards of all other wallets are to be read.`,
  fix: `Look the child up together with the parent that was checked:

\`\`\`js
const card = await db.cards.findOne({ id: req.params.cardId, walletId: wallet.id });
if (!card) return res.status(404).end();
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET' && idsOf(operation).length >= 2,

  async *probe({ operation }, target) {
    const refused = await refusedRead(target, operation);
    if (typeof refused === 'string' || 'undecided' in refused) return refused;
    const { owner, attacker, object, ownObject, own, theirs } = refused;
    const child = idsOf(operation).at(-1) ?? '';
    const random = target.randomObject(object).parameters[child];
    const below = (id: string | undefined) => ({ parameters: { ...ownObject.parameters, [child]: id } });
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      known: refused,
      // What a broken credential gets is asked at this very address.
      ask: (as, how) => target.call(operation, as, { ...below(object.parameters[child]), ...how }),
      random: () => target.call(operation, attacker, below(random)),
      own: () => Promise.resolve(own),
      how: `below a parent of its own`,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} gives a user the object of another user below a parent of its own.`,
      subject: `request/path/${child}`,
      evidence: [
        shown(target, `Below the parent of ${owner.name} it is refused to ${attacker.name}.`, theirs),
        ...verdict.proven,
      ],
    };
    return 'decided';
  },
});

function idsOf({ parameters, path }: Operation): readonly string[] {
  return parameters
    .filter((one) => one.in === 'path')
    .map(({ name }) => name)
    .sort((a, b) => path.indexOf(`{${a}}`) - path.indexOf(`{${b}}`));
}
