import { tagPattern } from './tags.ts';
import { formatsOf, type FormatMask, everyFormat } from './formats.ts';

/** Distinct words of one place that are kept: with one more it is no closed list. */
export const wordsMax = 12;
/** Longest word of a closed list, in characters. */
const wordCharsMax = 40;

/** All that is kept of the values of one place: counts and kinds. The only texts are names, and words that may be a closed list. */
export interface ShapeStats {
  /** Values. */
  seen: number;
  nulls: number;
  booleans: number;
  integers: number;
  /** Of the integers: does not fit in 32 bits. */
  bigIntegers: number;
  /** Numbers with a fraction. */
  fractions: number;
  strings: number;
  /** Strings that stand for what was redacted, by data class. */
  readonly redacted: Map<string, number>;
  /** Formats that every string so far has. */
  formats: FormatMask;
  /** Undefined: too many, or some that are no words. */
  words: Map<string, number> | undefined;
  arrays: number;
  items: ShapeStats | undefined;
  objects: number;
  /** Bodies that had an object here: many objects of one body are no more than one witness. */
  bodies: number;
  lastBody: number;
  readonly properties: Map<string, ShapeStats>;
  /** Of keys that are values themselves: ids, dates, addresses. */
  others: ShapeStats | undefined;
  othersSeen: number;
}

export function newStats(): ShapeStats {
  return {
    seen: 0,
    nulls: 0,
    booleans: 0,
    integers: 0,
    bigIntegers: 0,
    fractions: 0,
    strings: 0,
    redacted: new Map(),
    formats: everyFormat,
    words: new Map(),
    arrays: 0,
    items: undefined,
    objects: 0,
    bodies: 0,
    lastBody: -1,
    properties: new Map(),
    others: undefined,
    othersSeen: 0,
  };
}

export function addNumber(stats: ShapeStats, value: number): void {
  if (!Number.isInteger(value)) stats.fractions += 1;
  else {
    stats.integers += 1;
    if (Math.abs(value) > 2_147_483_647) stats.bigIntegers += 1;
  }
}

export function addString(stats: ShapeStats, value: string): void {
  stats.strings += 1;
  const tag = tagPattern.exec(value);
  if (tag !== null) {
    // A value that holds a tag among other text is no longer what it was: only that it is text is known.
    const dataClass = tag[0] === value ? (tag[1] ?? '').toLowerCase() : '';
    stats.redacted.set(dataClass, (stats.redacted.get(dataClass) ?? 0) + 1);
    stats.words = undefined;
    return;
  }
  stats.formats &= stats.formats === 0 ? 0 : formatsOf(value);
  const { words } = stats;
  if (words === undefined) return;
  if (value.length > wordCharsMax || (!words.has(value) && words.size >= wordsMax)) stats.words = undefined;
  else words.set(value, (words.get(value) ?? 0) + 1);
}

/** What was seen at two places as if it had been one, by a stack. */
export function mergeStats(into: ShapeStats, from: ShapeStats): void {
  const stack: (readonly [ShapeStats, ShapeStats])[] = [[into, from]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [a, b] = pair;
    for (const key of [
      'seen',
      'nulls',
      'booleans',
      'integers',
      'bigIntegers',
      'fractions',
      'strings',
      'arrays',
      'objects',
      'othersSeen',
    ] as const)
      a[key] += b[key];
    a.bodies = Math.max(a.bodies, b.bodies);
    a.formats &= b.strings === 0 ? everyFormat : b.formats;
    for (const [dataClass, count] of b.redacted) a.redacted.set(dataClass, (a.redacted.get(dataClass) ?? 0) + count);
    a.words = b.strings === 0 ? a.words : mergedWords(a.words, b.words);
    for (const [name, property] of b.properties) {
      const known = a.properties.get(name);
      if (known === undefined) a.properties.set(name, property);
      else stack.push([known, property]);
    }
    for (const key of ['items', 'others'] as const) {
      const [left, right] = [a[key], b[key]];
      if (left === undefined) a[key] = right;
      else if (right !== undefined) stack.push([left, right]);
    }
  }
}

function mergedWords(a: ShapeStats['words'], b: ShapeStats['words']): ShapeStats['words'] {
  if (a === undefined || b === undefined) return undefined;
  const words = new Map(a);
  for (const [word, count] of b) words.set(word, (words.get(word) ?? 0) + count);
  return words.size > wordsMax ? undefined : words;
}
