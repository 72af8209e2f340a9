import {
  changeableField,
  compared,
  fieldIn,
  foreignObject,
  heedShared,
  isSameJson,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  sentField,
  shown,
  unusable,
  type Exchange,
} from '#rule';

export default probeRule({
  id: 'path-id-ignored',
  title: "A write to another object changes the caller's own",
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 20,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 14,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-update'],
  why: `The server takes the object from the credential and does not look at the id in the path. It answers that all went well, and something else was changed: a typing error in a client overwrites data, and logs name the wrong object.`,
  fix: `Refuse an id that is not the caller's, or take it out of the path:

\`\`\`js
const goal = await db.goals.findOne({ id: req.params.goalId, ownerId: req.user.id });
if (!goal) return res.status(404).end();
\`\`\``,

  applies: ({ operation }, api) =>
    ['PUT', 'PATCH'].includes(operation.method) &&
    /\}\/?$/.test(operation.path) &&
    jsonRequest(operation, api) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const reader = target.readerOf(operation);
    if (reader === undefined) throw new NotTested('no GET reads back what it changes');
    const { owner, attacker: caller, object } = await foreignObject(target, operation, { made: true });
    const own = await target.object(operation, caller, { made: true });
    if (own === undefined) throw new NotTested(target.why());
    const read = (): Promise<Exchange> => target.call(reader, caller, { parameters: own.parameters });
    const before = await read();
    const field = changeableField(operation, target.api, before);
    if (field === undefined) throw new NotTested('no property of its body is free to change and shown by the GET');
    const { name } = field;
    let last = fieldIn(before, name) ?? null;
    const write = (fresh = false): Promise<Exchange> => {
      last = field.next(last, target.random(16));
      return target.call(operation, caller, { parameters: object.parameters, body: { [name]: last }, fresh });
    };
    const stands = (answer: Exchange, sent: Exchange): boolean =>
      isSuccess(answer) && isSameJson(fieldIn(answer, name), sentField(sent, name));

    const sent = await write();
    const after = await read();
    const failed = unusable(before, sent, after);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(before)) return { undecided: `${caller.name} does not get the object that it made` };
    if (!stands(after, sent)) return 'decided';
    const theirs = await target.call(reader, owner, { parameters: object.parameters });
    const replay = await write(true);
    const again = await read();
    const unclear = unusable(theirs, replay, again);
    if (unclear !== undefined) return { undecided: unclear };
    if (!isSuccess(theirs)) return { undecided: `${owner.name} does not get the object that it made` };
    if (stands(theirs, sent)) return { undecided: 'it changes the object that was meant as well' };
    if (!stands(again, replay)) return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      message: `${operation.id} changes an object of the caller, whatever the path says.`,
      subject: 'request/path',
      evidence: [
        shown(target, `${caller.name} reads its own object (made by this run).`, before),
        shown(target, `It sends ${name} to the object of ${owner.name}.`, sent),
        shown(target, 'Its own object has the value.', after),
        shown(target, `That of ${owner.name} has not.`, theirs),
        shown(target, 'Another value, on a new connection, and its own object has it again.', again),
        compared(`${name} of the caller's own object`, 'as the caller left it', 'as it was sent to another one, twice'),
      ],
    };
    return 'decided';
  },
});
