import {
  allowsAnonymous,
  canariesOf,
  carried,
  compared,
  foreignObject,
  heedShared,
  holdsObject,
  isAlike,
  isSameJson,
  isServed,
  isSuccess,
  isTelling,
  listShows,
  placesOf,
  probeRule,
  shown,
  unusable,
} from '#rule';

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
    heedShared(target, operation);
    const { owner, attacker, object } = await foreignObject(target, operation);
    const { parameters } = object;
    const mine = await target.call(operation, owner, { parameters });
    const again = await target.call(operation, owner, { parameters });
    const anyone = await target.call(operation, target.anonymous, { parameters });
    const theirs = await target.call(operation, attacker, { parameters });
    const failed = unusable(mine, again, anyone, theirs);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine)) return { undecided: `${owner.name} does not get the object that should be its own` };
    const known = canariesOf([mine, again], []);
    if (allowsAnonymous(operation) && isSuccess(anyone) && isAlike(anyone, mine)) return 'decided';
    if (holdsObject(anyone, known) !== 'no') return { undecided: 'anybody gets it: no question of ownership' };

    // The attacker's own object: proof that it is alive (C5), and of what it may see anyway.
    const own = await target.object(operation, attacker);
    if (own !== undefined && isSameJson(own.parameters, parameters))
      return { undecided: 'both users are given the same object: name one of each under owns' };
    const ownAnswer = own && (await target.call(operation, attacker, { parameters: own.parameters }));
    const seen = holdsObject(theirs, known);
    if (seen === 'part') return { undecided: 'the other user sees a part of the object: a public view, or a leak' };
    if (seen === 'no') {
      if (!isTelling(known) && isSuccess(theirs))
        return { undecided: 'the answer holds too little to know the object by' };
      if (ownAnswer !== undefined && isServed(ownAnswer, anyone)) return 'decided';
      return { undecided: `${attacker.name} gets no object of its own either, so the refusal proves nothing` };
    }

    const garbage = await target.call(operation, target.garbage, { parameters });
    const random = await target.call(operation, attacker, { parameters: target.randomObject(object).parameters });
    const replay = await target.call(operation, attacker, { parameters, fresh: true });
    const unclear = unusable(garbage, random, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if (holdsObject(garbage, known) !== 'no') return { undecided: 'a broken credential gets it as well' };
    const canaries = canariesOf([mine, again], [anyone, garbage, random, ...(ownAnswer ? [ownAnswer] : [])]);
    if (holdsObject(theirs, canaries) !== 'whole') return { undecided: 'answers for other ids hold the same' };
    if (await listShows(target, operation, { caller: attacker, object }))
      return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
    if (holdsObject(replay, canaries) !== 'whole') return { undecided: 'it did not happen again on a new connection' };

    yield {
      at: operation.at,
      message: `${operation.id} gives a user the object of another user.`,
      evidence: [
        shown(target, `The owner, ${owner.name}, reads the object (from ${object.from}).`, mine),
        shown(target, 'Without a credential it is refused.', anyone),
        shown(target, `An id that was never issued gives ${attacker.name} no object.`, random),
        shown(target, `${attacker.name} reads the object of ${owner.name}.`, theirs),
        shown(target, 'The same on a new connection.', replay),
        compared(
          'Values of the owner that stand in the other answer and in no control',
          `${owner.name}: ${placesOf(canaries)}`,
          `${attacker.name}: ${placesOf(carried(theirs, canaries))}`,
        ),
      ],
    };
    return 'decided';
  },
});
