import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Identity, Target } from '../target.ts';
import { compared, isAlike, isServed, isSuccess, shown, unusable } from './answers.ts';
import { canariesOf, carried, holdsObject, isTelling, placesOf, type Canary } from './canary.ts';

/** How one object of `owner` is asked for: by an id in a path, a query, a body, a header, a file's address. */
export interface ForeignRead {
  readonly owner: Identity;
  readonly attacker: Identity;
  /** The owner's request, as itself, anonymous, garbage or the attacker. */
  ask(as: Identity, how?: { readonly fresh?: boolean }): Promise<Exchange>;
  /** The attacker's request as it is meant to get in, where it is another than `ask`. */
  attack?(how?: { readonly fresh?: boolean }): Promise<Exchange>;
  /** What the owner and the anonymous got for the very same requests before: they are not asked again. */
  readonly known?: Baseline;
  /** The attacker asks for an id that was never issued (control C4). */
  random(): Promise<Exchange>;
  /** The attacker asks for an object of its own (control C5); undefined where it has none. */
  own(): Promise<Exchange | undefined>;
  /** Whether the attacker may have it by design, as its own list shows (control C13). */
  isShared?(): Promise<boolean>;
  /** The document lets anybody call it. */
  readonly isOpen?: boolean;
  /** For the evidence: how the attacker asks, `with the id in the query`. */
  readonly how: string;
  /** A part of what the owner sees is proof enough: of lists, which hold other things beside it. */
  readonly part?: boolean;
}

/** The owner's answer, twice, and what comes without a credential. */
export interface Baseline {
  readonly mine: Exchange;
  readonly again: Exchange;
  readonly anyone: Exchange;
}

export type ReadVerdict =
  | { readonly proven: readonly Evidence[]; readonly canaries: readonly Canary[] }
  | 'decided'
  | { readonly undecided: string };

/**
 * Whether one user reads what only another one may (OWASP API1:2023), with controls C1 to C7 and C13: the owner's answer is
 * stable, nobody gets it without a valid credential, a random id gives it to nobody, the attacker's credential lives, and
 * its answer holds values that stand in no other one; twice.
 */
export async function judgeForeignRead(target: Target, read: ForeignRead): Promise<ReadVerdict> {
  const { owner, attacker } = read;
  const attack = (fresh: boolean): Promise<Exchange> =>
    read.attack === undefined ? read.ask(attacker, { fresh }) : read.attack({ fresh });
  const { mine, again, anyone } = read.known ?? (await baselineOf(target, read));
  const failed = unusable(mine, again, anyone);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(mine)) return { undecided: `${owner.name} does not get the object that should be its own` };
  // Declared to be open to nobody in particular, and it is.
  if (read.isOpen === true && isSuccess(anyone) && isAlike(anyone, mine)) return 'decided';
  const known = canariesOf([mine, again], []);
  if (holdsObject(anyone, known) !== 'no') return { undecided: 'anybody gets it: no question of ownership' };

  const theirs = await attack(false);
  const own = await read.own();
  const unsettled = unusable(theirs, ...(own ? [own] : []));
  if (unsettled !== undefined) return { undecided: unsettled };
  const seen = holdsObject(theirs, known);
  if (seen === 'no') {
    if (!isTelling(known) && isSuccess(theirs))
      return { undecided: 'the answer holds too little to know the object by' };
    if (own !== undefined && isServed(own, anyone)) return 'decided';
    return { undecided: `${attacker.name} gets no object of its own either, so the refusal proves nothing` };
  }
  if (seen === 'part' && read.part !== true)
    return { undecided: 'the other user sees a part of the object: a public view, or a leak' };
  return controlled(target, read, { mine, again, anyone, theirs, own, attack });
}

async function baselineOf({ anonymous }: Target, read: ForeignRead): Promise<Baseline> {
  const { owner } = read;
  return { mine: await read.ask(owner), again: await read.ask(owner), anyone: await read.ask(anonymous) };
}

interface Answers extends Baseline {
  readonly theirs: Exchange;
  readonly own: Exchange | undefined;
  attack(fresh: boolean): Promise<Exchange>;
}

/** The object came: now whether anything but the missing check explains it. */
async function controlled(target: Target, read: ForeignRead, answers: Answers): Promise<ReadVerdict> {
  const { owner, attacker, how } = read;
  const { mine, again, anyone, theirs, own } = answers;
  const garbage = await read.ask(target.garbage);
  const random = await read.random();
  const replay = await answers.attack(true);
  const unclear = unusable(garbage, random, replay);
  if (unclear !== undefined) return { undecided: unclear };
  const wanted = read.part === true ? ['whole', 'part'] : ['whole'];
  if (holdsObject(garbage, canariesOf([mine, again], [])) !== 'no')
    return { undecided: 'a broken credential gets it as well' };
  const canaries = canariesOf([mine, again], [anyone, garbage, random, ...(own ? [own] : [])]);
  if (!wanted.includes(holdsObject(theirs, canaries))) return { undecided: 'answers for other ids hold the same' };
  if ((await read.isShared?.()) === true)
    return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
  if (!wanted.includes(holdsObject(replay, canaries)))
    return { undecided: 'it did not happen again on a new connection' };
  return {
    canaries,
    proven: [
      shown(target, `The owner, ${owner.name}, reads the object.`, mine),
      shown(target, 'Without a credential it is refused.', anyone),
      shown(target, `An id that was never issued gives ${attacker.name} no object.`, random),
      shown(target, `${attacker.name} asks ${how} and reads the object of ${owner.name}.`, theirs),
      shown(target, 'The same on a new connection.', replay),
      compared(
        'Values of the owner that stand in the other answer and in no control',
        `${owner.name}: ${placesOf(canaries)}`,
        `${attacker.name}: ${placesOf(carried(theirs, canaries))}`,
      ),
    ],
  };
}
