import {
  changeableField,
  compared,
  fieldIn,
  foreignObject,
  heedShared,
  isSameJson,
  isServed,
  isSuccess,
  jsonRequest,
  listShows,
  NotTested,
  probeRule,
  sentField,
  shown,
  unusable,
  type Exchange,
  type Identity,
  type Operation,
  type Target,
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
    const write = (as: Identity, last: Exchange, fresh?: 'fresh'): Promise<Exchange> => {
      const value = field.next(fieldIn(last, name) ?? null, target.random(16));
      return target.call(operation, as, { parameters, body: { [name]: value }, fresh: fresh !== undefined });
    };

    const ownWrite = await write(owner, before);
    const baseline = await read();
    const failed = unusable(before, ownWrite, baseline);
    if (failed !== undefined) return { undecided: failed };
    if (!shows(baseline, ownWrite, name)) return { undecided: "the owner's own change is not read back" };

    const anyone = await write(target.anonymous, baseline);
    const garbage = await write(target.garbage, baseline);
    const untouched = await read();
    const unclear = unusable(anyone, garbage, untouched);
    if (unclear !== undefined) return { undecided: unclear };
    if (!isSameJson(fieldIn(untouched, name), fieldIn(baseline, name)))
      return { undecided: 'it changes without a valid credential: no question of ownership' };

    const theirs = await write(attacker, untouched);
    const after = await read();
    const unsettled = unusable(theirs, after);
    if (unsettled !== undefined) return { undecided: unsettled };
    if (!shows(after, theirs, name)) {
      if (await isAlive(target, reader, { attacker, anyone })) return 'decided';
      return { undecided: `${attacker.name} has no object of its own, so the refusal proves nothing` };
    }
    if (await listShows(target, operation, { caller: attacker, object }))
      return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
    const replay = await write(attacker, after, 'fresh');
    const last = await read();
    if (!shows(last, replay, name)) return { undecided: 'it did not happen again on a new connection' };

    yield {
      at: operation.at,
      message: `${operation.id} lets a user change the object of another user.`,
      subject: 'ownership',
      evidence: [
        shown(target, `The owner, ${owner.name}, reads the object (made by this run).`, baseline),
        shown(target, 'A change without a credential has no effect.', anyone),
        shown(target, 'A change with a broken credential has none either.', garbage),
        shown(target, `${attacker.name} changes it.`, theirs),
        shown(target, `${owner.name} reads the value that ${attacker.name} sent; again on a new connection.`, last),
        compared(
          `Property ${name} as the owner reads it`,
          'before: the value of the owner',
          'after: that of the other',
        ),
      ],
    };
    return 'decided';
  },
});

/** What counts is what the owner reads afterwards (control C8): a 2xx alone is no evidence of a write. */
function shows(after: Exchange, written: Exchange, name: string): boolean {
  return isSuccess(after) && isSameJson(fieldIn(after, name), sentField(written, name));
}

/** Control C5: the attacker reads an object of its own, so its credential lives and a refusal means something. */
async function isAlive(target: Target, reader: Operation, { attacker, anyone }: Refused): Promise<boolean> {
  const own = await target.object(reader, attacker);
  return own !== undefined && isServed(await target.call(reader, attacker, { parameters: own.parameters }), anyone);
}

interface Refused {
  readonly attacker: Identity;
  /** The answer to a call without a credential. */
  readonly anyone: Exchange;
}
