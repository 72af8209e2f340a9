/** A part of a run: many machines share its documents and operations out, and `sallyport merge` joins what they say. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly total: number;
  /** The same for all parts of one run: a digest of what was shared out. */
  readonly plan: string;
  /** Documents of the whole run, and of this part. */
  readonly documents: number;
  readonly own: number;
  /** Of a run that probes: the least share of operations that must be decided, which only the whole can tell. */
  readonly coverageMin?: number;
}

/** Parts of one run: more would be a mistake. */
export const shardsMax = 10_000;

/** End of the note of a part that nobody asked for in so many words: all parts together do not say it. */
export const ofPart = '; --shard off judges all.';

export interface Weighed {
  readonly id: string;
  /** In operations. */
  readonly cost: number;
}

/**
 * Who judges what, by id: the costliest first, each to whoever has least so far. The same list in any order gives the
 * same parts on every machine, and no part is heavier than another by more than one item.
 */
export function sharedOut(items: readonly Weighed[], total: number): ReadonlyMap<string, number> {
  const load = Array.from({ length: total }, () => 0);
  const sorted = [...items].sort((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const parts = new Map<string, number>();
  for (const { id, cost } of sorted) {
    let least = 0;
    for (let part = 1; part < total; part += 1) if ((load[part] ?? 0) < (load[least] ?? 0)) least = part;
    load[least] = (load[least] ?? 0) + cost;
    parts.set(id, least + 1);
  }
  return parts;
}
