import { gramChars, Grams } from './grams.ts';

/** Characters that are hashed together at each look. */
const windowChars = 8;
/** Characters from look to look: of a long value as many neighbouring windows are known, so that one of them is met. */
const step = 5;
/** From this length on, in characters, a value holds all those windows. */
const longChars = windowChars + step - 1;

/**
 * Tells of most texts that none of many values is in them, and looks at every fifth place alone (the idea of Wu and Manber):
 * what is looked at costs little, each look into a large table costs much.
 */
export class Screen {
  readonly #filter: Uint32Array;
  readonly #shift: number;
  /** Values that are too short for windows. */
  #short: Grams | undefined;

  /** Two to the power of `bits` places, from 5 to 30. */
  constructor(bits: number) {
    this.#filter = new Uint32Array(1 << (bits - 5));
    this.#shift = 32 - bits;
  }

  /** A value of six characters or more. */
  add(value: string): void {
    const last = value.length - windowChars;
    if (value.length < longChars) {
      this.#short ??= new Grams(shortBits);
      this.#short.add(value, value.length - gramChars);
      return;
    }
    // Values of one kind differ at their ends.
    for (let offset = last - step + 1; offset <= last; offset += 1) {
      const slot = hashAt(value, offset) >>> this.#shift;
      this.#filter[slot >> 5] = (this.#filter[slot >> 5] ?? 0) | (1 << (slot & 31));
    }
  }

  clear(): void {
    this.#filter.fill(0);
    this.#short = undefined;
  }

  mayHold(text: string): boolean {
    const filter = this.#filter;
    const shift = this.#shift;
    const last = text.length - windowChars;
    if (last >= step - 1) {
      for (let at = 0; at <= last; at += step) {
        const slot = hashAt(text, at) >>> shift;
        if (((filter[slot >> 5] ?? 0) & (1 << (slot & 31))) !== 0) return true;
      }
    }
    return this.#short !== undefined && this.#short.indexIn(text) !== -1;
  }
}

/** Places of the filter of short values, as a power of two: there are few. */
const shortBits = 16;

function hashAt(text: string, at: number): number {
  const first =
    text.charCodeAt(at) ^
    (text.charCodeAt(at + 1) << 8) ^
    (text.charCodeAt(at + 2) << 16) ^
    (text.charCodeAt(at + 3) << 24);
  const second =
    text.charCodeAt(at + 4) ^
    (text.charCodeAt(at + 5) << 8) ^
    (text.charCodeAt(at + 6) << 16) ^
    (text.charCodeAt(at + 7) << 24);
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}
