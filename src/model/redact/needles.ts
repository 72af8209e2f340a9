/** A place where a known value stands in a text: from `start` up to, not including, `end`. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Characters of a value that are hashed; shorter values are not looked for inside texts. */
export const gramChars = 6;
/** Values that share a gram are compared one by one: the gram is chosen so that few do. */
const gramChoices = 8;
/** Digits and short words are met by chance inside longer ones; from this length on, in characters, they are not. */
const boundlessChars = 12;

interface Needle {
  readonly value: string;
  /** Where its gram begins in it. */
  readonly offset: number;
  /** Must not touch another letter or digit. */
  readonly bounded: boolean;
}

const filterBits = 1 << 21;

/**
 * Finds many values in a text in one pass (Rabin and Karp, with a Bloom filter before the table), so that thousands of
 * known secrets can be looked for in every body.
 */
export class Needles {
  readonly #filter = new Uint32Array(filterBits >> 5);
  readonly #byGram = new Map<string, Needle[]>();

  add(value: string): void {
    let best = 0;
    let fewest = Infinity;
    const last = value.length - gramChars;
    for (let choice = 0; choice < gramChoices && fewest > 0; choice += 1) {
      const offset = last - Math.floor((last * choice) / gramChoices);
      const count = this.#byGram.get(value.slice(offset, offset + gramChars))?.length ?? 0;
      if (count < fewest) [best, fewest] = [offset, count];
    }
    const gram = value.slice(best, best + gramChars);
    const bounded = value.length < boundlessChars || /^\d+$/.test(value);
    const needle = { value, offset: best, bounded };
    const bucket = this.#byGram.get(gram);
    if (bucket === undefined) this.#byGram.set(gram, [needle]);
    else bucket.push(needle);
    let hash = 0;
    for (let index = 0; index < gramChars; index += 1) hash = next(hash, gram.charCodeAt(index));
    const bit = slot(hash);
    this.#filter[bit >> 5] = (this.#filter[bit >> 5] ?? 0) | (1 << (bit & 31));
  }

  /** Hits from left to right; where two overlap, the one that begins first, and of those the longest. */
  find(text: string): readonly Hit[] {
    if (this.#byGram.size === 0 || text.length < gramChars) return [];
    const hits: Hit[] = [];
    const filter = this.#filter;
    let hash = 0;
    for (let index = 0; index < gramChars - 1; index += 1) hash = next(hash, text.charCodeAt(index));
    for (let index = gramChars - 1; index < text.length; index += 1) {
      hash = next(hash, text.charCodeAt(index));
      const bit = slot(hash);
      if (((filter[bit >> 5] ?? 0) & (1 << (bit & 31))) === 0) continue;
      const at = index - gramChars + 1;
      for (const needle of this.#byGram.get(text.slice(at, index + 1)) ?? []) {
        const start = at - needle.offset;
        if (start >= 0 && stands(text, start, needle))
          hits.push({ start, end: start + needle.value.length, value: needle.value });
      }
    }
    return hits.length < 2 ? hits : apart(hits);
  }
}

/** Five bits a character: after six steps a character has left the 30 bits by itself. */
function next(hash: number, code: number): number {
  return ((hash << 5) ^ code) & 0x3fffffff;
}

/** Knuth's multiplicative hash, 21 bits of it. */
function slot(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 11;
}

function stands(text: string, start: number, { value, bounded }: Needle): boolean {
  if (!text.startsWith(value, start)) return false;
  return !bounded || !(joins(text, start - 1, start) || joins(text, start + value.length, start + value.length - 1));
}

/** Both characters are letters or digits: one word goes on. */
function joins(text: string, outside: number, inside: number): boolean {
  return isWordCharacter(text.charCodeAt(outside)) && isWordCharacter(text.charCodeAt(inside));
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function apart(hits: Hit[]): readonly Hit[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Hit[] = [];
  for (const hit of hits) if (hit.start >= (kept.at(-1)?.end ?? 0)) kept.push(hit);
  return kept;
}
