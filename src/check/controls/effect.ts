import type { Exchange } from '../../model/exchange.ts';
import type { Json } from '../../model/json.ts';
import { eachLeaf } from '../../model/leaves.ts';

/** Leaves of one answer that are compared. */
const leavesMax = 5_000;

/** What stands at each place of an answer's JSON, flags and null included: `$.card.frozen` -> `true`. Items of lists have their index. */
export function stateOf({ response }: Exchange): ReadonlyMap<string, Json> {
  const state = new Map<string, Json>();
  const json = response?.body?.json;
  if (json === undefined) return state;
  eachLeaf(json, { nodesMax: leavesMax }, (leaf, _name, way) => {
    const keys: string[] = [];
    for (let step = way; step !== undefined; step = step.up) keys.push(step.key);
    state.set(['$', ...keys.toReversed()].join('.'), leaf);
  });
  return state;
}

/** Places and their new values that a call brought about. */
export type Effect = ReadonlyMap<string, Json>;

/** A word, a flag or nothing: what a state is told in. Times, sums and counters move by themselves. */
function isState(value: Json): boolean {
  return (
    value === null || typeof value === 'boolean' || (typeof value === 'string' && /^[a-z][a-z _-]{1,40}$/i.test(value))
  );
}

/**
 * What changed at places that were the same in two reads before: the state that a call leaves behind (control C8). Empty
 * where none is seen, as for sums and times.
 */
export function effectOf(before: readonly [Exchange, Exchange], after: Exchange): Effect {
  const [first, second, now] = [stateOf(before[0]), stateOf(before[1]), stateOf(after)];
  return new Map(
    [...now].filter(([place, value]) => {
      const earlier = second.get(place);
      const isStable = first.has(place) === second.has(place) && first.get(place) === earlier;
      return isStable && value !== earlier && isState(value) && (earlier === undefined || isState(earlier));
    }),
  );
}

/** All of the effect is to be seen now, and none of it was before. */
export function hasEffect(after: Exchange, effect: Effect, before: Exchange): boolean {
  const [now, earlier] = [stateOf(after), stateOf(before)];
  if (effect.size === 0) return false;
  return [...effect].every(([place, value]) => now.get(place) === value && earlier.get(place) !== value);
}

/** The same values at the same places, but for those that differ between two reads anyway. */
export function isSameState(a: Exchange, b: Exchange, reads: readonly [Exchange, Exchange]): boolean {
  if (a.response?.status !== b.response?.status) return false;
  const [first, second, one, other] = [stateOf(reads[0]), stateOf(reads[1]), stateOf(a), stateOf(b)];
  const places = new Set([...one.keys(), ...other.keys()]);
  return [...places].every((place) => first.get(place) !== second.get(place) || one.get(place) === other.get(place));
}
