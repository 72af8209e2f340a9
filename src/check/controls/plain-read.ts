import type { Operation } from '../../model/api.ts';
import { allowsAnonymous } from '../../model/auth.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Identity, OwnedObject, Target } from '../target.ts';
import { isSameJson } from './bodies.ts';
import { foreignObject, heedShared, listShows } from './callers.ts';
import { judgeForeignRead, type Baseline, type ReadVerdict } from './foreign-read.ts';

/** How an object is refused to, or given to, another user who asks for it as the document says. */
export interface PlainRead extends Baseline {
  readonly owner: Identity;
  readonly attacker: Identity;
  readonly object: OwnedObject;
  /** An object of the attacker for the same operation, and its answer. */
  readonly ownObject?: OwnedObject;
  readonly own?: Exchange;
  /** What the attacker got for the object of the owner; absent where it was not asked, as anybody gets it. */
  readonly theirs?: Exchange;
  /** `decided`: it was refused, and the refusal means something. */
  readonly verdict: ReadVerdict;
}

/**
 * The plain question of ownership of a GET, asked once an object: those that look for a way round a refusal, or for what
 * it gives away, begin with it. Throws `NotTested` where there is no object, or others may have it.
 */
export async function plainRead(target: Target, operation: Operation): Promise<PlainRead | { undecided: string }> {
  heedShared(target, operation);
  const { owner, attacker, object } = await foreignObject(target, operation);
  const key = `plain read ${operation.id} ${owner.name} ${attacker.name} ${JSON.stringify(object.parameters)}`;
  return target.once(key, () => asked(target, operation, { owner, attacker, object }));
}

async function asked(
  target: Target,
  operation: Operation,
  { owner, attacker, object }: Pick<PlainRead, 'owner' | 'attacker' | 'object'>,
): Promise<PlainRead | { undecided: string }> {
  const { parameters } = object;
  const ownObject = await target.object(operation, attacker);
  if (ownObject !== undefined && isSameJson(ownObject.parameters, parameters))
    return { undecided: 'both users are given the same object: name one of each under owns' };
  const ask = (as: Identity, how?: { readonly fresh?: boolean }): Promise<Exchange> =>
    target.call(operation, as, { parameters, ...how });
  const known = { mine: await ask(owner), again: await ask(owner), anyone: await ask(target.anonymous) };
  let theirs: Exchange | undefined;
  let own: Exchange | undefined;
  const verdict = await judgeForeignRead(target, {
    owner,
    attacker,
    ask,
    known,
    attack: async (how) => {
      const answer = await ask(attacker, how);
      theirs ??= answer;
      return answer;
    },
    random: () => target.call(operation, attacker, { parameters: target.randomObject(object).parameters }),
    own: async () =>
      (own = ownObject && (await target.call(operation, attacker, { parameters: ownObject.parameters }))),
    isShared: () => listShows(target, operation, { caller: attacker, object }),
    isOpen: allowsAnonymous(operation),
    how: 'for the id',
  });
  const answers = { ...known, ...(theirs && { theirs }), ...(own && { own }) };
  return { owner, attacker, object, ...answers, verdict, ...(ownObject && { ownObject }) };
}

/** Another user was refused what its owner gets, and gets its own. */
export interface Refused extends PlainRead {
  readonly theirs: Exchange;
  readonly ownObject: OwnedObject;
  readonly own: Exchange;
}

/** Where there is no such refusal to look behind: the verdict of those who do. */
export async function refusedRead(
  target: Target,
  operation: Operation,
): Promise<Refused | 'decided' | { readonly undecided: string }> {
  const read = await plainRead(target, operation);
  if ('undecided' in read) return read;
  const { theirs, own, ownObject, verdict } = read;
  if (typeof verdict === 'object' && 'undecided' in verdict) return verdict;
  if (verdict !== 'decided') return { undecided: 'another user gets it by the plain request already' };
  if (theirs === undefined || own === undefined || ownObject === undefined) return 'decided';
  return { ...read, theirs, own, ownObject };
}
