import {
  canariesOf,
  canonicalPath,
  carried,
  compared,
  heedShared,
  holdsObject,
  isAdministrative,
  isSuccess,
  isTelling,
  isUnprotected,
  NotTested,
  placesOf,
  probeRule,
  refusedRead,
  shown,
  unusable,
  type ApiModel,
  type Exchange,
  type Identity,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bola-list-leak',
  title: "A list shows another user's objects",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 16,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `One object is refused to all but its owner, and the list gives it to everybody who is logged in. No id need be guessed: one call copies what all customers have.`,
  fix: `Ask the database for the caller's objects alone; leaving some out afterwards is forgotten in the next list:

\`\`\`js
const disputes = await db.disputes.find({ ownerId: req.user.id });
\`\`\`

A list that all may see is named in \`sallyport.yaml\` under \`policy.shared\`.`,

  applies: ({ operation }, api) =>
    operation.method === 'GET' &&
    !isUnprotected(operation) &&
    !isAdministrative(operation) &&
    operation.parameters.every((one) => one.in !== 'path') &&
    itemOf(operation, api) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const item = itemOf(operation, target.api);
    if (item === undefined) throw new NotTested('no GET of one object says whose it is');
    // What says that the object is its owner's alone: asked for by itself it is refused.
    const refused = await refusedRead(target, item);
    if (typeof refused === 'string' || 'undecided' in refused) return refused;
    const { owner, attacker, mine, again, anyone, theirs, own } = refused;
    const list = (as: Identity, fresh = false): Promise<Exchange> => target.call(operation, as, { fresh });
    const known = canariesOf([mine, again], [anyone, theirs, own]);
    if (!isTelling(known)) return { undecided: 'the object holds too little to know it by' };

    const seen = await list(attacker);
    const failed = unusable(seen);
    if (failed !== undefined) return { undecided: failed };
    const held = holdsObject(seen, known, true);
    if (held === 'no')
      return isSuccess(seen)
        ? 'decided'
        : { undecided: `the list is refused to ${attacker.name}, so it proves nothing` };
    if (held === 'part') return { undecided: 'the list shows a part of the object: a public view, or a leak' };

    const [nobody, broken] = [await list(target.anonymous), await list(target.garbage)];
    const replay = await list(attacker, true);
    const unclear = unusable(nobody, broken, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if ([nobody, broken].some((answer) => holdsObject(answer, known, true) !== 'no'))
      return { undecided: 'it is shown without a valid credential: no question of ownership' };
    if (holdsObject(replay, known, true) !== 'whole')
      return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      message: `${operation.id} shows a user the objects of another user, which ${item.id} refuses.`,
      subject: 'ownership',
      evidence: [
        shown(target, `The owner, ${owner.name}, reads the object.`, mine),
        shown(target, `${attacker.name} asks for it and is refused.`, theirs),
        shown(target, 'Without a credential the list is refused.', nobody),
        shown(target, `The list of ${attacker.name} shows the object of ${owner.name}.`, seen),
        shown(target, 'The same on a new connection.', replay),
        compared(
          'Values of the owner that stand in the list and in no control',
          `${owner.name}: ${placesOf(known)}`,
          `${attacker.name}: ${placesOf(carried(seen, known, true))}`,
        ),
      ],
    };
    return 'decided';
  },
});

/** GET of one object of the collection. */
function itemOf({ path }: Operation, api: ApiModel): Operation | undefined {
  const wanted = canonicalPath(`${path.replace(/\/+$/, '')}/{}`);
  return api.operations.find(
    (one) => one.kind === 'path' && one.method === 'GET' && canonicalPath(one.path) === wanted,
  );
}
