import type { Evidence } from '../../finding/finding.ts';
import type { ApiModel, Operation, Schema } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { isAdministrative, isAsking } from '../../model/function-class.ts';
import { isCredentialFlow } from '../../model/credential-flow.ts';
import type { Json } from '../../model/json.ts';
import { canonicalPath } from '../../model/operation.ts';
import { NotTested, type Identity, type OwnedObject, type Target } from '../target.ts';
import { accountStepOf } from './accounts.ts';
import { isSuccess, unusable } from './answers.ts';
import { assignablesIn, assignedIn, objectIn, valueAt, withValues, type Assignable } from './assignable.ts';
import { isSameJson, jsonRequest, unchangedBody, wholeBody } from './bodies.ts';
import { isPrivilegedRole } from './callers.ts';
import { judgeSticking, type Sticking } from './sticking.ts';

/** Makes or changes an object that a GET shows, by JSON: whether it takes more than it says can be seen. */
export function isAssigning(operation: Operation, api: ApiModel): boolean {
  if (isAdministrative(operation) || jsonRequest(operation, api) === undefined) return false;
  if (isCredentialFlow(operation) || accountStepOf(operation, api) !== undefined) return false;
  if (operation.method === 'POST') return !isAsking(operation) && getAt(`${operation.path}/{}`, api) !== undefined;
  return ['PUT', 'PATCH'].includes(operation.method) && getAt(operation.path, api) !== undefined;
}

function getAt(path: string, api: ApiModel): Operation | undefined {
  const wanted = canonicalPath(path);
  return api.operations.find(
    (one) => one.kind === 'path' && one.method === 'GET' && canonicalPath(one.path) === wanted,
  );
}

/** What is known of an ordinary request: the same for all that ask what else would stick. */
interface Ordinary {
  readonly owner: Identity;
  readonly reader: Operation;
  readonly request: Schema;
  /** Of what is changed; what is made has none yet. */
  readonly object?: OwnedObject;
  readonly body?: Readonly<Record<string, Json>>;
  readonly baseline: Exchange;
  readonly assignables: readonly Assignable[];
}

export type AssignVerdict =
  { readonly proven: readonly Evidence[]; readonly path: string } | 'decided' | { readonly undecided: string };

/** Properties that stuck in the first go and are proven one by one: each costs eight requests. */
const judgedMax = 2;
/** Where a request with all of them is refused, so many are tried alone. */
const aloneMax = 3;

/**
 * Mass assignment (OWASP API3:2023, CWE-915) of those values that `wants` names: all at once in one request, and what a
 * read of its own then shows is judged by itself. What was changed is put back.
 */
export async function judgeAssigning(
  target: Target,
  operation: Operation,
  wants: (one: Assignable) => boolean,
): Promise<AssignVerdict> {
  const known = await target.once(`ordinary request ${operation.id}`, () => ordinaryOf(target, operation));
  if ('undecided' in known) return known;
  const wanted = known.assignables.filter(wants);
  if (wanted.length === 0) throw new NotTested('its object shows no such property that the server alone sets');
  const calls = callsOf(target, operation, known);
  let last: Exchange | undefined;
  const read = async (sent: Exchange): Promise<Exchange> => (last = await calls.read(sent));
  try {
    const stuck = await screened({ ...calls, read }, { wanted, known });
    if ('undecided' in stuck) return stuck;
    // So that the ordinary request shows the server's own values again, and not those of the first go.
    await calls.restore(wanted, last);
    let doubt: string | undefined;
    for (const one of stuck.slice(0, judgedMax)) {
      const { path } = one;
      const verdict = await judgeSticking(target, {
        name: path.slice(2),
        values: one.others,
        send: (value, how) => calls.send(value === undefined ? {} : { [path]: value }, how?.fresh),
        read,
        valueIn: (answer) => assignedIn(answer, path, known.request),
        sentIn: (sent) => valueAt(sent.request.body?.json, path),
      });
      if (verdict !== 'decided' && 'proven' in verdict) return { ...verdict, path };
      if (verdict !== 'decided') doubt ??= verdict.undecided;
    }
    return doubt === undefined ? 'decided' : { undecided: doubt };
  } finally {
    await calls.restore(wanted, last);
  }
}

/** Those whose value a read of its own shows after it was sent, all at once or, where that is refused, alone. */
async function screened(
  { send, read }: Pick<Calls, 'send' | 'read'>,
  { wanted, known }: { readonly wanted: readonly Assignable[]; readonly known: Ordinary },
): Promise<readonly Assignable[] | { readonly undecided: string }> {
  const groups = [wanted, ...wanted.slice(0, aloneMax).map((one) => [one])];
  for (const [index, group] of groups.entries()) {
    const sent = await send(Object.fromEntries(group.map(({ path, others }) => [path, others[0]])));
    const failed = unusable(sent);
    if (failed !== undefined) return { undecided: failed };
    // Refused as a whole: one of them may be what it minds.
    if (!isSuccess(sent) && (index > 0 || wanted.length > 1)) continue;
    const after = await read(sent);
    const stuck = group.filter(({ path }) =>
      isSameJson(assignedIn(after, path, known.request), valueAt(sent.request.body?.json, path)),
    );
    if (stuck.length > 0 || index === 0) return stuck;
  }
  return [];
}

interface Calls {
  send(values: Readonly<Record<string, Json>>, fresh?: boolean): Promise<Exchange>;
  read: Sticking['read'];
  restore(tried: readonly Assignable[], last: Exchange | undefined): Promise<void>;
}

function callsOf(target: Target, operation: Operation, known: Ordinary): Calls {
  const { owner, reader, object, body, baseline, request } = known;
  if (object === undefined || body === undefined) {
    return {
      send: (bodyAt, fresh = false) => target.call(operation, owner, { bodyAt, fresh }),
      async read(sent) {
        if (!isSuccess(sent)) return sent;
        const made = target.made(operation, sent);
        if (made === undefined) throw new NotTested('its answer does not show the id of what it makes');
        return target.call(made.reader, owner, { parameters: made.parameters });
      },
      restore: () => Promise.resolve(),
    };
  }
  const { parameters } = object;
  const shownNow = objectIn(baseline, request) ?? {};
  const bodyWith = (values: Readonly<Record<string, Json>>): ReturnType<typeof wholeBody> =>
    wholeBody(operation, withValues(body, values, shownNow));
  return {
    send: (values, fresh = false) => target.call(operation, owner, { parameters, rawBody: bodyWith(values), fresh }),
    read: () => target.call(reader, owner, { parameters }),
    async restore(tried, last) {
      if (last === undefined || !isSuccess(last)) return;
      const changed = tried.filter(({ path, now }) => !isSameJson(assignedIn(last, path, request), now));
      if (changed.length === 0) return;
      const values = Object.fromEntries(changed.map(({ path, now }) => [path, now]));
      await target.call(operation, owner, { parameters, rawBody: bodyWith(values), undo: true });
    },
  };
}

/** An ordinary request of an ordinary user, and what its object shows that the request does not take. */
async function ordinaryOf(target: Target, operation: Operation): Promise<Ordinary | { readonly undecided: string }> {
  const { api } = target;
  const request = jsonRequest(operation, api);
  const owner = target.users.find((user) => !isPrivilegedRole(user));
  if (owner === undefined) throw new NotTested('an identity with an ordinary role is needed');
  if (request === undefined) throw new NotTested('its body is not JSON');
  const changes = operation.method === 'POST' ? undefined : await changedObject(target, operation, owner);
  if (changes !== undefined && 'undecided' in changes) return changes;
  const { reader, baseline } = changes ?? (await madeObject(target, operation, owner));
  const failed = unusable(baseline);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(baseline)) return { undecided: `${owner.name}'s ordinary request is refused` };
  const random = (length: number): string => target.random(length);
  const assignables = assignablesIn({ answer: baseline, request, reader, api, random });
  return { ...changes, owner, reader, request, baseline, assignables };
}

async function madeObject(
  target: Target,
  operation: Operation,
  owner: Identity,
): Promise<Pick<Ordinary, 'reader' | 'baseline'>> {
  const sent = await target.call(operation, owner);
  if (!isSuccess(sent)) return { reader: operation, baseline: sent };
  const made = target.made(operation, sent);
  if (made === undefined) throw new NotTested('its answer does not show the id of what it makes');
  return { reader: made.reader, baseline: await target.call(made.reader, owner, { parameters: made.parameters }) };
}

type Changed = Required<Pick<Ordinary, 'reader' | 'object' | 'body' | 'baseline'>>;
async function changedObject(
  target: Target,
  operation: Operation,
  owner: Identity,
): Promise<Changed | { readonly undecided: string }> {
  const reader = getAt(operation.path, target.api);
  if (reader === undefined) throw new NotTested('no GET reads back what it changes');
  const made = await target.object(operation, owner, { made: true });
  const object = made ?? (await target.object(operation, owner));
  if (object === undefined) throw new NotTested(target.why());
  const { parameters } = object;
  const before = await target.call(reader, owner, { parameters });
  const failed = unusable(before);
  if (failed !== undefined) return { undecided: failed };
  const body = unchangedBody(operation, target.api, before);
  if (body === undefined) throw new NotTested('its object is shown with values masked: an update would store them so');
  return { reader, object, body, baseline: before };
}
