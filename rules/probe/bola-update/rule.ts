import {
  changeableField,
  fieldIn,
  foreignObject,
  heedShared,
  isSameJson,
  isSuccess,
  jsonRequest,
  judgeForeignWrite,
  listShows,
  NotTested,
  probeRule,
  sentField,
  type Exchange,
  type Identity,
} from '#rule';

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
    heedShared(target, operation);
    const reader = target.readerOf(operation);
    if (reader === undefined) throw new NotTested('no GET reads back what it changes');
    const { owner, attacker, object } = await foreignObject(target, operation, { made: true });
    const { parameters } = object;
    const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
    const before = await read();
    const field = changeableField(operation, target.api, before);
    if (field === undefined) throw new NotTested('no property of its body is free to change and shown by the GET');
    const { name } = field;
    let last = fieldIn(before, name) ?? null;
    const write = (as: Identity, fresh = false): Promise<Exchange> => {
      last = field.next(last, target.random(16));
      return target.call(operation, as, { parameters, body: { [name]: last }, fresh });
    };

    const own = async (): Promise<Exchange | undefined> => {
      const theirs = await target.object(reader, attacker);
      return theirs && target.call(reader, attacker, { parameters: theirs.parameters });
    };
    if (await listShows(target, operation, { caller: attacker, object }))
      return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
    const verdict = await judgeForeignWrite(target, {
      owner,
      attacker,
      read,
      write: (as, how) => write(as, how?.fresh),
      shows: (after, sent, earlier) =>
        isSuccess(after) &&
        isSameJson(fieldIn(after, name), sentField(sent, name)) &&
        !isSameJson(fieldIn(after, name), fieldIn(earlier, name)),
      ownWrite: async () => {
        const sent = await write(owner);
        return { write: sent, before, after: await read() };
      },
      own,
      what: `changes ${name}`,
    });
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
