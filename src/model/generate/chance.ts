/**
 * A number for each place of a body, the same for the same seed: what is mended at one place leaves all others as they
 * were. FNV-1a (draft-eastlake-fnv) and a final mix; not for secrets.
 */
export function chanceAt(seed: number, place: string, attempt = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  const text = `${attempt} ${place}`;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Numbers below a limit, one after the other, from one start. */
export class Chance {
  #state: number;

  constructor(start: number) {
    this.#state = start >>> 0;
  }

  /** From 0 up to `limit`, without it (mulberry32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}
