import {
  effectOf,
  foreignObject,
  hasEffect,
  heedShared,
  isSideEffecting,
  jsonRequest,
  judgeForeignWrite,
  listShows,
  NotTested,
  probeRule,
  type ApiModel,
  type Effect,
  type Exchange,
  type Identity,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bola-action',
  title: "Something can be done to another user's object by its id",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 24,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Reading and changing an object is guarded, and what can be done to it is not: any customer who learns or guesses an id freezes the card, cancels the order, approves the payment of somebody else.`,
  fix: `Look the object up together with its owner, taken from the credential, before anything is done to it:

\`\`\`js
const card = await db.cards.findOne({ id: req.params.cardId, ownerId: req.user.id });
if (!card) return res.status(404).end();
await freeze(card);
\`\`\``,

  applies: ({ operation }, api) => isAction(operation, api),

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const reader = target.readerOf(operation);
    if (reader === undefined) throw new NotTested('no GET reads back what it does');
    const { owner, attacker, object: first } = await foreignObject(target, operation, { spent: true });
    let { parameters } = first;
    let effect: Effect = new Map();
    const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
    const act = (as: Identity, how?: { readonly fresh?: boolean }): Promise<Exchange> =>
      target.call(operation, as, { parameters, ...how });
    if (await listShows(target, reader, { caller: attacker, object: first }))
      return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
    const verdict = await judgeForeignWrite(target, {
      owner,
      attacker,
      read,
      write: act,
      shows: (after, _sent, before) => hasEffect(after, effect, before),
      again: async () => {
        const made = await target.object(operation, owner, { spent: true });
        if (made === undefined) throw new NotTested(target.why());
        ({ parameters } = made);
        await read();
      },
      ownWrite: async () => {
        // A new object may settle when it is first looked at.
        await read();
        const before = [await read(), await read()] as const;
        const sent = await act(owner);
        const after = await read();
        effect = effectOf(before, after);
        return { before: before[1], write: sent, after };
      },
      own: async () => {
        const theirs = await target.object(operation, attacker, { spent: true });
        return theirs && target.call(operation, attacker, { parameters: theirs.parameters });
      },
      what: `calls ${operation.id}`,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} does its work on the object of another user.`,
      subject: 'ownership',
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** `POST /cards/{cardId}/freeze`: a verb behind an object. What takes a body to store is an update. */
function isAction(operation: Operation, api: ApiModel): boolean {
  const isVerb = isSideEffecting({ ...operation, operationId: '', summary: '' });
  if (!isVerb || !/\}\/[^/{}]+\/?$/.test(operation.path)) return false;
  return operation.method === 'POST' || (operation.method === 'PUT' && jsonRequest(operation, api) === undefined);
}
