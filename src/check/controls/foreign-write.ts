import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Identity, Target } from '../target.ts';
import { compared, isServed, isSuccess, shown, unusable } from './answers.ts';

/** An effect on an object of `owner` that `attacker` must not have. Objects of this run alone: `made: true`. */
export interface ForeignWrite {
  readonly owner: Identity;
  readonly attacker: Identity;
  /** The owner reads the state that the effect shows in. */
  read(): Promise<Exchange>;
  /** Whether the effect of the write stands in the owner's answer; `before` is the answer before it. */
  shows(after: Exchange, write: Exchange, before: Exchange): boolean;
  write(as: Identity, how?: { readonly fresh?: boolean }): Promise<Exchange>;
  /** Puts things back, or makes another object, so that the effect can be seen once more; undefined: it shows anew by itself. */
  again?(): Promise<void>;
  /** The owner itself does it first, on an object that may be used up: proof that the effect can be seen. Absent: not asked. */
  ownWrite?(): Promise<{ readonly write: Exchange; readonly before: Exchange; readonly after: Exchange }>;
  /** The attacker on an object of its own (control C5): a refusal means something only then. */
  own(): Promise<Exchange | undefined>;
  /** In words: `freezes the card`. */
  readonly what: string;
}

export type WriteVerdict = { readonly proven: readonly Evidence[] } | 'decided' | { readonly undecided: string };

/**
 * Whether one user changes what belongs to another one (OWASP API1:2023; control C8): a 2xx alone is no evidence of a write,
 * so the owner reads before and after; nobody without a valid credential has the effect; it happens twice.
 */
export async function judgeForeignWrite(target: Target, write: ForeignWrite): Promise<WriteVerdict> {
  const { owner, attacker } = write;
  const own = await write.ownWrite?.();
  if (own !== undefined) {
    const failed = unusable(own.write, own.after);
    if (failed !== undefined) return { undecided: failed };
    if (!write.shows(own.after, own.write, own.before))
      return { undecided: `what ${owner.name} does itself is not read back` };
    await write.again?.();
  }
  const before = write.again === undefined && own !== undefined ? own.after : await write.read();
  const theirs = await write.write(attacker);
  const after = await write.read();
  const failed = unusable(before, theirs, after);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(before)) return { undecided: `${owner.name} does not get the object that it made` };
  if (write.shows(after, theirs, before)) return controlled(target, write, { before, theirs, after });
  const anyone = await write.write(target.anonymous);
  const alive = await write.own();
  const unclear = unusable(anyone, ...(alive ? [alive] : []));
  if (unclear !== undefined) return { undecided: unclear };
  if (alive !== undefined && isServed(alive, anyone)) return 'decided';
  return { undecided: `${attacker.name} has no object of its own, so the refusal proves nothing` };
}

/** The effect came: now whether anybody has it, and whether it comes again. */
async function controlled(
  target: Target,
  write: ForeignWrite,
  { before, theirs, after }: Readonly<Record<'before' | 'theirs' | 'after', Exchange>>,
): Promise<WriteVerdict> {
  const { owner, attacker, what } = write;
  await write.again?.();
  const base = write.again === undefined ? after : await write.read();
  const anyone = await write.write(target.anonymous);
  const garbage = await write.write(target.garbage);
  const untouched = await write.read();
  const unclear = unusable(base, anyone, garbage, untouched);
  if (unclear !== undefined) return { undecided: unclear };
  if (!isSuccess(base)) return { undecided: `${owner.name} does not get the object that it made` };
  if (write.shows(untouched, anyone, base) || write.shows(untouched, garbage, base))
    return { undecided: 'it happens without a valid credential: no question of ownership' };
  const replay = await write.write(attacker, { fresh: true });
  const last = await write.read();
  const unsettled = unusable(replay, last);
  if (unsettled !== undefined) return { undecided: unsettled };
  if (!write.shows(last, replay, untouched)) return { undecided: 'it did not happen again on a new connection' };
  return {
    proven: [
      shown(target, `The owner, ${owner.name}, reads the object (made by this run).`, before),
      shown(target, 'The same call without a credential has no effect.', anyone),
      shown(target, 'With a broken credential it has none either.', garbage),
      shown(target, `${attacker.name} ${what}.`, theirs),
      shown(target, `${owner.name} reads the effect; again on a new connection.`, last),
      compared('What the owner reads', 'before: as the owner left it', 'after: as the other user wanted it, twice'),
    ],
  };
}
