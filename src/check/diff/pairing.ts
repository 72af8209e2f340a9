import type { Both } from '../rule.ts';

export interface Matched<T> {
  readonly pairs: readonly Both<T>[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/**
 * Pairs two lists by keys, the surest first: what one key leaves over the next one tries. Things with equal keys
 * are paired in order. `undefined` is no key.
 */
export function match<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((thing: T, side: 'before' | 'after') => string | undefined)[],
): Matched<T> {
  const pairs: Both<T>[] = [];
  let [removed, added] = [before, after];
  for (const key of keys) {
    if (removed.length === 0 || added.length === 0) break;
    const waiting = new Map<string, T[]>();
    for (const thing of removed) {
      const name = key(thing, 'before');
      if (name === undefined) continue;
      const list = waiting.get(name);
      if (list === undefined) waiting.set(name, [thing]);
      else list.push(thing);
    }
    const taken = new Set<T>();
    const left: T[] = [];
    // Lists are emptied from their end, so they are turned round once: `shift` on a long one is slow.
    for (const list of waiting.values()) list.reverse();
    for (const thing of added) {
      const name = key(thing, 'after');
      const partner = name === undefined ? undefined : waiting.get(name)?.pop();
      if (partner === undefined) left.push(thing);
      else {
        taken.add(partner);
        pairs.push({ before: partner, after: thing });
      }
    }
    removed = removed.filter((thing) => !taken.has(thing));
    added = left;
  }
  return { pairs, removed, added };
}
