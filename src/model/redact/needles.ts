import { gramChars, Grams } from './grams.ts';
import { Screen } from './screen.ts';

/** A place where a known value stands in a text: from `start` up to, not including, `end`. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

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

const none: readonly Hit[] = [];

/** Places of each filter, as a power of two. */
const filterBits = 21;

/** Finds many values in a text in one pass, so that thousands of known secrets can be looked for in every body. */
export class Needles {
  readonly screen = new Screen(filterBits);
  readonly #grams = new Grams(filterBits);
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
    this.#grams.add(value, best);
    this.screen.add(value);
  }

  /** Hits from left to right; where two overlap, the one that begins first, and of those the longest. */
  find(text: string): readonly Hit[] {
    return this.screen.mayHold(text) ? this.search(text) : none;
  }

  /** The same, of a text that the screen may hold. */
  search(text: string): readonly Hit[] {
    let hits: Hit[] | undefined;
    const grams = this.#grams;
    for (let at = grams.indexIn(text); at !== -1; at = grams.indexIn(text, at + 1)) {
      for (const needle of this.#byGram.get(text.slice(at, at + gramChars)) ?? []) {
        const start = at - needle.offset;
        if (start >= 0 && stands(text, start, needle))
          (hits ??= []).push({ start, end: start + needle.value.length, value: needle.value });
      }
    }
    if (hits === undefined) return none;
    return hits.length < 2 ? hits : apart(hits);
  }
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
