import {
  accountStepOf,
  compared,
  isCredentialFlow,
  isInboundHook,
  isAlike,
  isSideEffecting,
  isSuccess,
  jsonRequest,
  NotTested,
  probeRule,
  servedUser,
  shown,
  unusable,
  type Exchange,
  type Operation,
  type Target,
} from '#rule';
import { freeObject, pollutionBy, type Gadgets } from './pollution.ts';

/** What frameworks read from any object: how far JSON is indented, and the status of an error. A status that nobody answers with. */
const on = { 'json spaces': 4, status: 510 } satisfies Gadgets;

export default probeRule({
  id: 'proto-pollution',
  title: 'Request changes what all objects of the server come from',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 1321,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 20,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The body is merged into an object with all its keys, and \`__proto__\` is the key of what every object of the process comes from. One request sets a property on all of them, for all callers, until the process ends: a role, a flag, the settings of a library that starts programs.`,
  fix: `Take from the body what may be changed, by name, or merge into an object that comes from nothing:

\`\`\`js
const { theme, charts } = schema.parse(req.body);      // not: merge(settings, req.body)
const settings = Object.assign(Object.create(null), stored, { theme, charts });
\`\`\`

\`node --disable-proto=delete\` takes the key away from everybody.`,

  // Merged is what is changed in part, and what takes any object.
  applies: ({ operation }, api) =>
    ['PATCH', 'PUT', 'POST'].includes(operation.method) &&
    !isSideEffecting({ ...operation, operationId: '', summary: '' }) &&
    accountStepOf(operation, api) === undefined &&
    !isCredentialFlow(operation) &&
    !isInboundHook(operation) &&
    (jsonRequest(operation, api)?.additionalProperties ?? true) !== false &&
    (operation.method === 'PATCH'
      ? jsonRequest(operation, api) !== undefined
      : freeObject(operation, api) !== undefined),

  async *probe({ operation }, target) {
    const reader = cleanRead(operation, target);
    if (reader === undefined) throw new NotTested('no GET shows how JSON is written');
    const { owner, object, mine } = await servedUser(target, reader);
    const pollution = await pollutionBy(target, operation, owner);
    const path = `/${target.random(16)}`;
    const read = (fresh = false): Promise<Exchange> =>
      target.call(reader, owner, { parameters: object.parameters, fresh });
    const fail = (fresh = false): Promise<Exchange> => target.send({ method: 'GET', path, fresh }, owner);
    const failure = await fail();
    const failed = unusable(mine, failure);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine)) return { undecided: 'the read to look at is refused' };
    let isOn = true;
    try {
      const sent = await pollution.set(on);
      const [after, error] = [await read(true), await fail(true)];
      const unclear = unusable(sent, after, error);
      if (unclear !== undefined) return { undecided: unclear };
      const effect = [
        { isStatus: false, ask: read, clean: mine, changed: after },
        { isStatus: true, ask: fail, clean: failure, changed: error },
      ].find(({ isStatus, clean, changed }) => isChanged(isStatus, clean, changed));
      if (effect === undefined) return 'decided';
      const { isStatus, ask, clean, changed } = effect;
      await pollution.reset();
      isOn = false;
      const between = await ask(true);
      if (isChanged(isStatus, clean, between))
        return { undecided: 'it does not go back: it may have changed by itself' };
      isOn = true;
      await pollution.set(on);
      const again = await ask(true);
      if (!isChanged(isStatus, clean, again)) return { undecided: 'it did not happen again' };
      yield {
        at: operation.at,
        subject: 'request/json/__proto__',
        message: `${operation.id} lets a request set properties on all objects of the server.`,
        evidence: [
          shown(target, 'Another request, before.', clean),
          shown(target, 'A body with the key of what all objects come from.', sent),
          shown(target, 'The other request, which has nothing of it, is answered otherwise.', changed),
          shown(target, 'The property is put back, and so is the answer.', between),
          shown(target, 'Set again, it changes again, on a new connection.', again),
          compared(
            isStatus ? 'Status of a path that does not exist' : 'How JSON is written',
            'before, and after it was put back: alike',
            `while it was set: ${isStatus ? 'the status of the request' : 'indented'}, twice`,
          ),
        ],
      };
      return 'decided';
    } finally {
      if (isOn) await pollution.reset();
    }
  },
});

/** A line break and four blanks at least. */
const addedBytesMin = 5;

function isChanged(isStatus: boolean, before: Exchange, now: Exchange): boolean {
  const { response } = now;
  if (isStatus) return response?.status === on.status && before.response?.status !== on.status;
  const [old, body] = [before.response?.body, response?.body];
  if (!isAlike(before, now) || old?.json === undefined || body?.json === undefined) return false;
  // A list that has grown is longer by what it says, and not by its blanks.
  const isAsLong = JSON.stringify(old.json).length === JSON.stringify(body.json).length;
  return isAsLong && body.bytes >= old.bytes + addedBytesMin;
}

/** A read of another place than what is changed, best without an id. */
function cleanRead(operation: Operation, target: Target): Operation | undefined {
  const own = target.readerOf(operation);
  const reads = target.api.operations.filter(
    (one) => one.kind === 'path' && one.method === 'GET' && !isSideEffecting(one) && !one.path.includes('{'),
  );
  return reads.find((one) => one !== own) ?? own;
}
