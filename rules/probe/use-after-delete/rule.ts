import {
  canariesOf,
  canonicalPath,
  compared,
  holdsObject,
  isFromCache,
  isPrivilegedRole,
  isSameState,
  isSideEffecting,
  isSuccess,
  isTelling,
  listShows,
  NotTested,
  probeRule,
  shown,
  unusable,
  type ApiModel,
  type Exchange,
  type Identity,
  type Operation,
  type OwnedObject,
  type Target,
} from '#rule';

/** Waits between reads, in milliseconds: readers' copies may be that much behind. */
const waitsMs = [1_000, 1_000, 3_000] as const;

export default probeRule({
  id: 'use-after-delete',
  title: 'Deleted object can still be read',
  severity: 'medium',
  owasp: ['API1:2023'],
  cwe: 672,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 14,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The object is marked as deleted and taken out of lists, and its address gives it as before. What people had deleted, because it was wrong, secret or theirs to delete, is there for whoever kept the link.`,
  fix: `Let every read know what is deleted, not the lists alone:

\`\`\`js
const note = await db.notes.findOne({ id: req.params.noteId, ownerId: req.user.id, deletedAt: null });
if (!note) return res.status(404).end();
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'GET' &&
    /\}\/?$/.test(operation.path) &&
    !isSideEffecting(operation) &&
    deleteOf(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const remove = deleteOf(operation, target.api);
    if (remove === undefined) throw new NotTested('no DELETE of the object is documented');
    const { owner, object } = await spentObject(target, operation);
    const { parameters } = object;
    const read = (fresh = false): Promise<Exchange> => target.call(operation, owner, { parameters, fresh });
    const mine = await read();
    const again = await read();
    const removed = await target.call(remove, owner, { parameters });
    const failed = unusable(mine, again, removed);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine) || !isSuccess(again))
      return { undecided: `${owner.name} does not get the object that it made` };
    if (!isSuccess(removed)) return { undecided: `${owner.name} cannot delete the object that it made` };
    if (removed.response?.status === 202) return { undecided: 'it is deleted some time later, as the answer says' };
    const known = canariesOf([mine, again], []);
    if (!isTelling(known)) return { undecided: 'the object holds too little to know it by' };

    let last = await read();
    const later: Exchange[] = [];
    for (const waitMs of waitsMs) {
      const unclear = unusable(last);
      if (unclear !== undefined) return { undecided: unclear };
      if (holdsObject(last, known) !== 'whole') return 'decided';
      await target.sleep(waitMs);
      last = await read(later.length === waitsMs.length - 1);
      later.push(last);
    }
    const unsettled = unusable(last);
    if (unsettled !== undefined) return { undecided: unsettled };
    if (holdsObject(last, known) !== 'whole') return 'decided';
    if (isFromCache(last)) return { undecided: 'a cache answers, and not the server' };
    if (!isSameState(last, again, [mine, again]))
      return { undecided: 'the object is kept and says another state: deleted, closed' };

    const removedAgain = await target.call(remove, owner, { parameters });
    const isKnownGone = !isSuccess(removedAgain) || (await isOutOfList(target, operation, { owner, object }));
    if (!isKnownGone) return { undecided: 'nothing else says that the object was deleted' };
    yield {
      at: operation.at,
      message: `${operation.id} gives an object as before after ${remove.id}.`,
      subject: 'deleted',
      evidence: [
        shown(target, `${owner.name} reads its object (made by this run).`, again),
        shown(target, 'It deletes the object.', removed),
        shown(target, 'The server says otherwise of a second deletion, or its list is without it.', removedAgain),
        ...later.slice(1).map((one) => shown(target, 'Seconds later it is read as before.', one)),
        compared('What the owner reads', 'before it was deleted: the object', 'seconds after: the same'),
      ],
    };
    return 'decided';
  },
});

function deleteOf({ path }: Operation, api: ApiModel): Operation | undefined {
  const wanted = canonicalPath(path);
  return api.operations.find(
    (one) => one.kind === 'path' && one.method === 'DELETE' && canonicalPath(one.path) === wanted,
  );
}

async function spentObject(
  target: Target,
  operation: Operation,
): Promise<{ readonly owner: Identity; readonly object: OwnedObject }> {
  const ordinary = target.users.filter((user) => !isPrivilegedRole(user));
  for (const owner of ordinary.length > 0 ? ordinary : target.users) {
    const object = await target.object(operation, owner, { spent: true });
    if (object !== undefined) return { owner, object };
  }
  throw new NotTested(target.why());
}

/** The owner's list shows another of its objects, and this one no more. */
async function isOutOfList(
  target: Target,
  operation: Operation,
  { owner, object }: { readonly owner: Identity; readonly object: OwnedObject },
): Promise<boolean> {
  const other = await target.object(operation, owner, { made: true });
  if (other === undefined) return false;
  const shows = (one: OwnedObject): Promise<boolean> => listShows(target, operation, { caller: owner, object: one });
  return (await shows(other)) && !(await shows(object));
}
