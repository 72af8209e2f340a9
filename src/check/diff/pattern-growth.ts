import type { KeywordFact } from '../fact.ts';

/** Patterns that let every text through, whatever stands around them. */
const everything = /^\^?\(?(?:\.|\[\\s\\S\]|\[\\S\\s\])\*\)?\??\$?$/;
const nonEmpty = /^\^?\(?(?:\.|\[\\s\\S\]|\[\\S\\s\])\+\)?\??\$?$/;

/**
 * Whether another pattern lets more through. Decided where it is certain: all texts, or the same form with wider counts
 * (`^[a-z]{2,4}$` for `^[a-z]{2,8}$`); anything else is incomparable.
 */
export function patternGrowth(written: string, rewritten: string): KeywordFact['growth'] {
  const [before, after] = [usual(written), usual(rewritten)];
  if (before === after) return 'none';
  if (everything.test(after)) return everything.test(before) ? 'none' : 'grows';
  if (everything.test(before)) return 'shrinks';
  if (nonEmpty.test(after)) return 'grows';
  if (nonEmpty.test(before)) return 'shrinks';
  return countGrowth(before, after);
}

/** Classes in one order, and without their short names: `[\\w-]` and `[-A-Za-z0-9_]` are one. */
function usual(pattern: string): string {
  return pattern.replace(
    /\[(\^?)((?:\\.|[^\]\\])*)\]|\\[dw]/g,
    (text, not: string | undefined, inside: string | undefined) =>
      inside === undefined ? `[${spelled(text)}]` : `[${not ?? ''}${spelled(inside)}]`,
  );
}

function spelled(members: string): string {
  const long = members.replaceAll(String.raw`\d`, '0-9').replaceAll(String.raw`\w`, '0-9A-Z_a-z');
  return [...new Set(long.match(/\\?[^\\]-\\?[^\\]|\\.|./gs) ?? [])].sort().join('');
}

const counts = /\{(\d+)(,)?(\d*)\}|(?<!\\)[*+?]/g;

function countGrowth(before: string, after: string): KeywordFact['growth'] {
  // In a class these are plain characters.
  if (/\[[^\]]*[*+?{][^\]]*\]/.test(before + after)) return 'incomparable';
  const [was, is] = [before.replace(counts, '#'), after.replace(counts, '#')];
  if (was !== is) return 'incomparable';
  const [from, to] = [countsOf(before), countsOf(after)];
  const wider = from.every(([min, max], index) => (to[index]?.[0] ?? 0) <= min && (to[index]?.[1] ?? 0) >= max);
  if (wider) return 'grows';
  const narrower = from.every(([min, max], index) => (to[index]?.[0] ?? 0) >= min && (to[index]?.[1] ?? 0) <= max);
  return narrower ? 'shrinks' : 'incomparable';
}

function countsOf(pattern: string): readonly (readonly [min: number, max: number])[] {
  return [...pattern.matchAll(counts)].map(([text, min, comma, max]) => {
    if (text === '*') return [0, Infinity];
    if (text === '+') return [1, Infinity];
    if (text === '?') return [0, 1];
    const least = Number(min);
    return [least, comma === undefined ? least : max === '' ? Infinity : Number(max)];
  });
}
