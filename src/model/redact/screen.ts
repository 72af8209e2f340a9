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

  /** Two to the power of `bits` places, from 6 to 30. */
  constructor(bits: number) {
    this.#filter = new Uint32Array(1 << (bits - 5));
    this.#shift = 37 - bits;
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
      const hash = hashAt(value, offset);
      const at = hash >>> this.#shift;
      this.#filter[at] = (this.#filter[at] ?? 0) | bitsOf(hash);
    }
  }

  clear(): void {
    this.#filter.fill(0);
    this.#short = undefined;
  }

  mayHold(text: string): boolean {
    return screened(text, this, undefined) !== Found.none;
  }

  /** Of the hash of a window: may it be one of a value's? */
  meets(hash: number): boolean {
    const bits = bitsOf(hash);
    return ((this.#filter[hash >>> this.#shift] ?? 0) & bits) === bits;
  }

  /** The same of the values that are too short for windows. */
  meetsShort(text: string): boolean {
    return this.#short !== undefined && this.#short.indexIn(text) !== -1;
  }
}

/** Which of two screens may hold a text: one bit each. */
export const Found = { none: 0, first: 1, second: 2, both: 3 } as const;

/** Both screens asked in one pass over the text. */
export function screened(text: string, first: Screen, second: Screen | undefined): number {
  const all = second === undefined ? Found.first : Found.both;
  let found: number = first.meetsShort(text) ? Found.first : Found.none;
  if (second?.meetsShort(text) === true) found |= Found.second;
  const last = text.length - windowChars;
  if (last < step - 1) return found;
  for (let at = 0; at <= last && found !== all; at += step) {
    const hash = hashAt(text, at);
    if (first.meets(hash)) found |= Found.first;
    if (second?.meets(hash) === true) found |= Found.second;
  }
  return found;
}

/** Places of the filter of short values, as a power of two: there are few. */
const shortBits = 16;

/** Two bits of one word: a second look that costs nothing, and a tenth of the errors of one. */
function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31));
}

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
