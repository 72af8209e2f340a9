import type { Schema } from '../api.ts';
import type { Chance } from './chance.ts';
import { formats } from './formats.ts';
import { textCharsMax } from './limits.ts';
import { namedText } from './named-texts.ts';
import { textOf, type Lengths } from './pattern-text.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Texts of a format, and of a pattern, that are offered. */
const offersMax = 6;

export interface TextWish {
  /** Of the property. */
  readonly name: string;
  readonly chance: Chance;
  /** `probe`, without letters by chance. */
  readonly isPlain: boolean;
}

/** Texts that may fit all of the schemas, the likeliest first. */
export function* textsFor(parts: readonly Schema[], { name, chance, isPlain }: TextWish): Generator<string> {
  const lengths = lengthsOf(parts);
  if (lengths.least > textCharsMax) return;
  const patterns = new Set(parts.flatMap(({ pattern }) => pattern ?? []));
  const named = new Set(parts.flatMap(({ format }) => format ?? []));
  for (const format of named) {
    const usual = formats.get(format)?.usual;
    if (isPlain && usual !== undefined) yield usual;
    yield* ofFormat(format, lengths, chance);
  }
  const usual = named.size === 0 || patterns.size === 0 ? namedText(name, chance) : undefined;
  if (usual !== undefined) yield usual;
  for (const pattern of patterns)
    for (let offer = 0; offer < offersMax; offer += 1) {
      const text = textOf(pattern, lengths, chance);
      if (text === undefined) break;
      yield text;
    }
  if (isPlain) yield 'probe'.padEnd(lengths.least, 'e').slice(0, lengths.most);
  yield freeText(lengths, chance);
  yield '1'.repeat(Math.max(1, lengths.least)).slice(0, lengths.most);
}

function lengthsOf(parts: readonly Schema[]): Lengths {
  return {
    least: Math.max(0, ...parts.map(({ minLength }) => minLength ?? 0)),
    most: Math.min(textCharsMax, ...parts.map(({ maxLength }) => maxLength ?? Infinity)),
  };
}

/** `probe` and letters by chance, so that two of them differ; as many as may be. */
function freeText({ least, most }: Lengths, chance: Chance): string {
  const tail = Array.from({ length: 6 }, () => letters.charAt(chance.below(letters.length))).join('');
  const text = most >= 12 ? `probe${tail}` : tail;
  return text.padEnd(least, 'e').slice(0, Math.max(0, most));
}

/** As it usually is, then shorter or longer where the limits ask for that. */
function* ofFormat(format: string, { least, most }: Lengths, chance: Chance): Generator<string> {
  const known = formats.get(format);
  if (known === undefined) return;
  for (let offer = 0; offer < offersMax; offer += 1) {
    const text = known.make(chance);
    if (text.length > most && known.short !== undefined) yield known.short;
    else if (text.length < least && known.longer !== undefined) yield known.longer(text, least - text.length);
    else yield text;
  }
}
