import type { Schema } from '../api.ts';
import type { Chance } from './chance.ts';
import { numberFormats } from './formats.ts';

/** Multiples that are tried next to a wanted number. */
const stepsMax = 12;

export interface NumberWish {
  readonly isInteger: boolean;
  readonly chance: Chance;
  /** 1, or what is nearest to it. */
  readonly isPlain: boolean;
}

/** Numbers that may fit all of the schemas, the likeliest first: small, positive, and another one for each item of a list. */
export function* numbersFor(parts: readonly Schema[], { isInteger, chance, isPlain }: NumberWish): Generator<number> {
  const [low, high] = rangeOf(parts);
  const usual = isPlain ? 1 : 1 + chance.below(90);
  const wanted = [usual, low, high, low + 1, high - 1, low + usual, (low + high) / 2, low + (high - low) / 7, 0, 0.5];
  const steps = parts.flatMap(({ multipleOf }) => (multipleOf !== undefined && multipleOf > 0 ? [multipleOf] : []));
  const step = Math.max(0, ...steps);
  for (const number of wanted) {
    if (!Number.isFinite(number)) continue;
    const inside = Math.min(Math.max(number, low), high);
    if (step > 0) yield* multiplesNear(inside, step);
    yield isInteger ? Math.ceil(inside) : inside;
    if (isInteger) yield Math.floor(inside);
  }
}

/** Without the tails of binary fractions: `3 * 0.1` is 0.3. */
function* multiplesNear(number: number, step: number): Generator<number> {
  const middle = Math.round(number / step);
  for (let away = 0; away < stepsMax; away += 1)
    for (const times of [middle + away, middle - away]) yield Number((times * step).toPrecision(14));
}

function rangeOf(parts: readonly Schema[]): readonly [low: number, high: number] {
  let low = -Infinity;
  let high = Infinity;
  for (const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, format } of parts) {
    const [least, most] = numberFormats.get(format ?? '') ?? [-Infinity, Infinity];
    low = Math.max(low, least, minimum ?? -Infinity, exclusiveMinimum ?? -Infinity);
    high = Math.min(high, most, maximum ?? Infinity, exclusiveMaximum ?? Infinity);
  }
  return [low, high];
}
