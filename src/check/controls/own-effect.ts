import type { Evidence } from '../../finding/finding.ts';
import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Json } from '../../model/json.ts';
import { canonicalPath } from '../../model/operation.ts';
import { NotTested, type Identity, type OwnedObject, type Target } from '../target.ts';
import { compared, isSuccess, shown, unusable } from './answers.ts';
import { isPrivilegedRole } from './callers.ts';
import { changeableField, fieldIn, isSameJson, sentField } from './bodies.ts';

type Parameters = OwnedObject['parameters'];
type Body = Readonly<Record<string, Json>>;

/** An effect on an own object of this run that one way must not have, as others do not. */
export interface EffectAsk {
  readonly owner: Identity;
  /** Reads the object. */
  readonly reader: Operation;
  /** What the effect is by its method: DELETE takes the object away, others change a property. */
  readonly method: string;
  /** Whose JSON body says which property may be changed. */
  readonly writer: Operation;
  attempt(call: EffectCall): Promise<Exchange>;
  /** Calls that differ in one thing and have no effect: else the cause is another one. */
  readonly controls: readonly { readonly says: string; send(call: EffectCall): Promise<Exchange> }[];
  /** In words: `DELETE in X-HTTP-Method-Override`. */
  readonly says: string;
}
export interface EffectCall {
  readonly parameters: Parameters;
  /** Absent where the object is to be taken away. */
  readonly body?: Body;
  readonly fresh: boolean;
}

export type EffectVerdict = { readonly proven: readonly Evidence[] } | 'none' | { readonly undecided: string };

/**
 * Control C8 on own objects: the owner reads before and after, and a 2xx counts for nothing. First the attempt, as most
 * have no effect; then the controls, and the attempt once more on a new connection.
 */
export async function judgeEffect(target: Target, ask: EffectAsk): Promise<EffectVerdict> {
  const { owner, reader } = ask;
  const read = (parameters: Parameters): Promise<Exchange> => target.call(reader, owner, { parameters });
  const parameters = await objectFor(target, ask);
  const before = await read(parameters);
  const first = callFor(target, ask, { parameters, before, fresh: false });
  const sent = await ask.attempt(first);
  const after = await read(parameters);
  const failed = unusable(before, sent, after);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(before)) return { undecided: `${owner.name} does not get the object that it made` };
  if (!shows(ask, { sent, after, before })) return 'none';

  const next = ask.method === 'DELETE' ? await objectFor(target, ask) : parameters;
  const base = await read(next);
  const refused: Evidence[] = [];
  for (const control of ask.controls) {
    const idle = await control.send(callFor(target, ask, { parameters: next, before: base, fresh: false }));
    const untouched = await read(next);
    const unclear = unusable(idle, untouched);
    if (unclear !== undefined) return { undecided: unclear };
    if (shows(ask, { sent: idle, after: untouched, before: base }))
      return { undecided: `${control.says} it happens as well` };
    refused.push(shown(target, `No effect ${control.says}.`, idle));
  }
  const replay = await ask.attempt(callFor(target, ask, { parameters: next, before: base, fresh: true }));
  const last = await read(next);
  if (!shows(ask, { sent: replay, after: last, before: base }))
    return { undecided: unusable(replay, last) ?? 'it did not happen again on a new connection' };
  return {
    proven: [
      shown(target, `${owner.name} reads an own object (made by this run).`, before),
      ...refused.slice(0, 2),
      shown(target, `${owner.name} sends ${ask.says}.`, sent),
      shown(target, 'The effect in a read of its own.', after),
      shown(target, 'Again, on a new connection.', last),
      compared('What the owner reads', 'after the controls: as before', `after ${ask.says}: the effect, twice`),
    ],
  };
}

type Plain = Pick<EffectAsk, 'owner' | 'reader' | 'method' | 'writer'>;

/**
 * Whether the documented call has the effect for the user: where it has, there is nothing to get around. Asked once a run.
 */
export function plainEffect(
  target: Target,
  plain: Plain,
): Promise<'allowed' | 'refused' | { readonly undecided: string }> {
  return target.once(`plain effect ${plain.writer.id} ${plain.owner.name}`, () => effectOf(target, plain, plain.owner));
}

/**
 * Who may call it at all: a privileged user has the effect, or the policy says that it is for such. Else a refusal may
 * mean no more than that the request was not to the server's liking.
 */
export async function isForOthers(target: Target, plain: Plain): Promise<boolean> {
  const high = target.users.find(isPrivilegedRole);
  if (high === undefined) return target.isPrivileged(plain.writer);
  return (await effectOf(target, plain, high)) === 'allowed';
}

async function effectOf(
  target: Target,
  plain: Plain,
  as: Identity,
): Promise<'allowed' | 'refused' | { readonly undecided: string }> {
  const { owner, reader, writer } = plain;
  const parameters = await objectFor(target, plain);
  const before = await target.call(reader, owner, { parameters });
  const sent = await target.call(writer, as, callFor(target, plain, { parameters, before, fresh: false }));
  const after = await target.call(reader, owner, { parameters });
  const failed = unusable(before, sent, after);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(before)) return { undecided: `${owner.name} does not get the object that it made` };
  return shows(plain, { sent, after, before }) ? 'allowed' : 'refused';
}

interface Seen {
  readonly sent: Exchange;
  readonly after: Exchange;
  readonly before: Exchange;
}

function shows({ method }: Plain, { sent, after, before }: Seen): boolean {
  if (method === 'DELETE') return isSuccess(before) && !isSuccess(after) && unusable(after) === undefined;
  const [name] = Object.keys((sent.request.body?.json ?? {}) as object).filter(
    (one) => !isSameJson(fieldIn(before, one), sentField(sent, one)),
  );
  if (name === undefined || !isSuccess(after)) return false;
  return isSameJson(fieldIn(after, name), sentField(sent, name));
}

/** A property and a new value for it; throws `NotTested` where there is none. */
function callFor(
  target: Target,
  { method, writer }: Plain,
  {
    parameters,
    before,
    fresh,
  }: { readonly parameters: Parameters; readonly before: Exchange; readonly fresh: boolean },
): EffectCall {
  if (method === 'DELETE') return { parameters, fresh };
  const field = changeableField(writer, target.api, before);
  if (field === undefined) throw new NotTested('no property of its body is free to change and shown by the GET');
  const now = fieldIn(before, field.name) ?? null;
  return { parameters, fresh, body: { [field.name]: field.next(now, target.random(16)) } };
}

/** What is deleted must be nobody else's next object: a new one each time. */
async function objectFor(target: Target, { method, reader, owner }: Plain): Promise<Parameters> {
  const creator = creatorOf(target, reader);
  if (method === 'DELETE') {
    if (creator === undefined) throw new NotTested('no call makes an object that may be deleted');
    const made = target.made(creator, await target.call(creator, owner));
    if (made === undefined) throw new NotTested(`${creator.id} as ${owner.name} makes no object whose id is shown`);
    return made.parameters;
  }
  const object = await target.object(reader, owner, { made: true });
  if (object === undefined) throw new NotTested(target.why());
  return object.parameters;
}

/** POST on the collection that the object lives in. */
export function creatorOf(target: Pick<Target, 'api'>, { path }: Operation): Operation | undefined {
  const collection = /^(.*)\/\{[^{}]*\}\/?$/.exec(path)?.[1];
  if (collection === undefined) return undefined;
  return target.api.operations.find(
    (one) => one.kind === 'path' && one.method === 'POST' && canonicalPath(one.path) === canonicalPath(collection),
  );
}
