import {
  compared,
  fieldIn,
  isAdministrative,
  isPrivilegedRole,
  isSameJson,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  sentField,
  shown,
  unchangedBody,
  unusable,
  wholeBody,
  type Conclusion,
  type Exchange,
  type Identity,
  type Json,
  type Operation,
  type OwnedObject,
  type Problem,
  type Target,
} from '#rule';
import { privilegesIn, type Privilege } from './privilege.ts';

export default probeRule({
  id: 'mass-role',
  title: 'User can give itself a privilege',
  severity: 'critical',
  owasp: ['API3:2023', 'API5:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 20,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server stores whatever properties a request brings. One more line in an ordinary update, \`"role": "admin"\`, and a customer is an administrator, is verified, is in the highest tier.`,
  fix: `Take from the request what may be changed, by name; never the request as it comes:

\`\`\`js
const { nickname, address } = req.body;           // not: Object.assign(user, req.body)
await db.users.update({ nickname, address }, { id: req.user.id });
\`\`\`

In the document the property is \`readOnly: true\` and the request body has \`additionalProperties: false\`.`,

  applies: ({ operation }, api) =>
    ['PUT', 'PATCH'].includes(operation.method) &&
    !isAdministrative(operation) &&
    jsonRequest(operation, api) !== undefined,

  async *probe({ operation }, target) {
    const reader = target.readerOf(operation);
    if (reader === undefined) throw new NotTested('no GET reads back what it changes');
    const { owner, object } = await ownObject(target, operation);
    const { parameters } = object;
    const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
    const before = await read();
    const failed = unusable(before);
    if (failed !== undefined) return { undecided: failed };
    const privileges = privilegesIn(before, operation, target.api);
    if (privileges.length === 0) throw new NotTested('its object shows no property that grants a privilege');

    const body = unchangedBody(operation, target.api, before);
    if (body === undefined)
      throw new NotTested('its object is shown with values masked: an update would store them so');

    // Control: an ordinary update works and leaves the privilege as it was.
    const ordinary = await target.call(operation, owner, { parameters, rawBody: wholeBody(operation, body) });
    const baseline = await read();
    const unclear = unusable(ordinary, baseline);
    if (unclear !== undefined) return { undecided: unclear };
    if (!isSuccess(ordinary)) return { undecided: "the owner's ordinary update is refused" };

    for (const privilege of privileges.slice(0, privilegesMax)) {
      if (!isSameJson(fieldIn(baseline, privilege.name), fieldIn(before, privilege.name))) continue;
      const conclusion = yield* raise({ operation, reader, owner, parameters, body, baseline, privilege }, target);
      if (conclusion !== 'decided') return conclusion;
    }
    return 'decided';
  },
});

/** Properties of one operation that are tried: each costs seven requests. */
const privilegesMax = 2;

interface Attempt {
  readonly operation: Operation;
  readonly reader: Operation;
  readonly owner: Identity;
  readonly parameters: OwnedObject['parameters'];
  /** The ordinary update. */
  readonly body: Readonly<Record<string, Json>>;
  readonly baseline: Exchange;
  readonly privilege: Privilege;
}

/** Two values must both stick in reads of their own; the old value is the second, and puts things right. */
async function* raise(attempt: Attempt, target: Target): AsyncGenerator<Problem, Conclusion> {
  const { operation, reader, owner, parameters, body, baseline, privilege } = attempt;
  const { name, now, other } = privilege;
  const send = (json: Json, fresh = false): Promise<Exchange> =>
    target.call(operation, owner, { parameters, rawBody: wholeBody(operation, { ...body, [name]: json }), fresh });
  const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
  let isRestored = false;
  try {
    const up = await send(other);
    const raised = await read();
    isRestored = isSameJson(fieldIn(raised, name), fieldIn(baseline, name));
    const failed = unusable(up, raised);
    if (failed !== undefined) return { undecided: failed };
    if (!shows(raised, up, name)) return 'decided';
    const down = await send(now);
    const lowered = await read();
    if (!shows(lowered, down, name)) return { undecided: unusable(down, lowered) ?? 'only one of two values stuck' };
    const again = await send(other, true);
    const replayed = await read();
    if (!shows(replayed, again, name)) return { undecided: 'it did not happen again on a new connection' };
    yield {
      at: operation.at,
      subject: `request/json/$.${name}`,
      message: `${operation.id} lets a user set its own ${name}.`,
      evidence: [
        shown(target, `${owner.name} reads its own object after an ordinary update.`, baseline),
        shown(target, `The update with ${name} in it.`, up),
        shown(target, 'Another read shows the value that was sent.', raised),
        shown(target, 'The old value, sent the same way, sticks as well.', lowered),
        shown(target, 'The first value once more, on a new connection.', replayed),
        compared(`Property ${name} in reads of their own`, 'as the server gave it', 'as the request said, three times'),
      ],
    };
    return 'decided';
  } finally {
    const rawBody = wholeBody(operation, { ...body, [name]: now });
    if (!isRestored) await target.call(operation, owner, { parameters, rawBody, undo: true });
  }
}

function shows(after: Exchange, sent: Exchange, name: string): boolean {
  return isSuccess(after) && isSameJson(fieldIn(after, name), sentField(sent, name));
}

/** An object of an ordinary user: one that this run made, else one it has anyway, as its profile. */
async function ownObject(
  target: Target,
  operation: Operation,
): Promise<{ readonly owner: Identity; readonly object: OwnedObject }> {
  const owner = target.users.find((user) => !isPrivilegedRole(user));
  if (owner === undefined) throw new NotTested('an identity with an ordinary role is needed');
  const object = (await target.object(operation, owner, { made: true })) ?? (await target.object(operation, owner));
  if (object === undefined) throw new NotTested(target.why());
  return { owner, object };
}
