import {
  canariesOf,
  foreignObject,
  heedShared,
  holdsObject,
  isSuccess,
  isTelling,
  judgeForeignWrite,
  listShows,
  NotTested,
  probeRule,
  type Exchange,
  type Identity,
  type OwnedObject,
} from '#rule';

export default probeRule({
  id: 'bola-delete',
  title: "Another user's object can be deleted by its id",
  severity: 'critical',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 18,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Any customer who learns or guesses an id deletes what belongs to somebody else: cards, payees, standing orders. With ids that count up, a loop empties the table.`,
  fix: `Make the owner, taken from the credential, part of the condition under which the row is deleted:

\`\`\`js
const { deleted } = await db.payees.delete({ id: req.params.payeeId, ownerId: req.user.id });
if (deleted === 0) return res.status(404).end();
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'DELETE' &&
    /\}\/?$/.test(operation.path) &&
    operation.parameters.some((one) => one.in === 'path'),

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const reader = target.readerOf(operation);
    if (reader === undefined) throw new NotTested('no GET reads back what it deletes');
    const { owner, attacker, object: first } = await foreignObject(target, operation, { spent: true });
    let { parameters } = first;
    const another = async (user: Identity): Promise<OwnedObject> => {
      const made = await target.object(operation, user, { spent: true });
      if (made === undefined) throw new NotTested(target.why());
      return made;
    };
    if (await listShows(target, operation, { caller: attacker, object: first }))
      return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
    const sibling = await another(owner);
    const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
    const verdict = await judgeForeignWrite(target, {
      owner,
      attacker,
      read,
      write: (as, how) => target.call(operation, as, { parameters, ...how }),
      shows: (after, _sent, before) => isGone(after, before),
      again: async () => {
        ({ parameters } = await another(owner));
      },
      ownWrite: async () => {
        const before = await read();
        return { before, write: await target.call(operation, owner, { parameters }), after: await read() };
      },
      own: async () => target.call(operation, attacker, { parameters: (await another(attacker)).parameters }),
      what: 'deletes it',
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    const left = await target.call(reader, owner, { parameters: sibling.parameters });
    if (!isSuccess(left)) return { undecided: 'objects that nobody deleted are gone as well' };
    yield {
      at: operation.at,
      message: `${operation.id} lets a user delete the object of another user.`,
      subject: 'ownership',
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** The owner was given it and is no more, or is given a stone with nothing of it on. */
function isGone(after: Exchange, before: Exchange): boolean {
  if (!isSuccess(before)) return false;
  if (!isSuccess(after)) return true;
  const known = canariesOf([before], []);
  return isTelling(known) && holdsObject(after, known) === 'no';
}
