import type { SchemaId } from '../api.ts';

/**
 * `minimal`: what is required. `usual`: the optional parts of the value itself too, not of what lies in it. `full`: all
 * that is optional, to a budget. Where an example is followed, `usual` and `full` have what the example has.
 */
export type Kind = 'minimal' | 'usual' | 'full';

/** What a build is to do otherwise than the first one did, by the place of the value (RFC 6901). */
export interface Plan {
  readonly seed: number;
  readonly kind: Kind;
  /** Times that another value was wanted; from the first on no example is taken. */
  readonly attempts: Map<string, number>;
  /** Times that another variant was wanted, by place and keyword. */
  readonly turns: Map<string, number>;
  /** Properties that must be there, and that must not. */
  readonly forced: Map<string, Set<string>>;
  readonly omitted: Map<string, Set<string>>;
  /** Schemas that turned out to hold: branches of conditions. */
  readonly bound: Map<string, Set<SchemaId>>;
}

/** In `omitted`, of an array: all items that it can be without. No property has this name at an array's place. */
export const spareItems = '[]';

export function newPlan(seed: number, kind: Kind): Plan {
  return {
    seed,
    kind,
    attempts: new Map(),
    turns: new Map(),
    forced: new Map(),
    omitted: new Map(),
    bound: new Map(),
  };
}

/** True where it was not there yet. */
export function note<T>(notes: Map<string, Set<T>>, path: string, what: T): boolean {
  let known = notes.get(path);
  if (known === undefined) notes.set(path, (known = new Set()));
  const { size } = known;
  return known.add(what).size > size;
}

export function count(counts: Map<string, number>, key: string): number {
  const next = (counts.get(key) ?? 0) + 1;
  counts.set(key, next);
  return next;
}
