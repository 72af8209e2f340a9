/** Characters that are hashed together; shorter values are not looked for inside texts. */
export const gramChars = 6;

/**
 * A Bloom filter of grams, the same few characters of many values: tells in one pass that none of the values is in a text
 * (Rabin and Karp).
 */
export class Grams {
  readonly #filter: Uint32Array;
  readonly #shift: number;

  /** Two to the power of `bits` places, from 5 to 30. */
  constructor(bits: number) {
    this.#filter = new Uint32Array(1 << (bits - 5));
    this.#shift = 32 - bits;
  }

  /** The gram that begins at `offset`. */
  add(value: string, offset: number): void {
    let hash = 0;
    for (let index = offset; index < offset + gramChars; index += 1) hash = next(hash, value.charCodeAt(index));
    const slot = Math.imul(hash, knuth) >>> this.#shift;
    this.#filter[slot >> 5] = (this.#filter[slot >> 5] ?? 0) | (1 << (slot & 31));
  }

  /** Where the first gram at or behind `from` begins that may be one of them; -1 where there is none. */
  indexIn(text: string, from = 0): number {
    const filter = this.#filter;
    const shift = this.#shift;
    const { length } = text;
    if (length - from < gramChars) return -1;
    let hash = 0;
    let index = from;
    for (; index < from + gramChars - 1; index += 1) hash = next(hash, text.charCodeAt(index));
    for (; index < length; index += 1) {
      hash = next(hash, text.charCodeAt(index));
      const slot = Math.imul(hash, knuth) >>> shift;
      if (((filter[slot >> 5] ?? 0) & (1 << (slot & 31))) !== 0) return index - gramChars + 1;
    }
    return -1;
  }
}

/** Knuth's multiplicative hash takes the highest bits of the product. */
const knuth = 0x9e3779b1;

/** Five bits a character: after six steps a character has left the 30 bits by itself. */
function next(hash: number, code: number): number {
  return ((hash << 5) ^ code) & 0x3fffffff;
}
