import type { Exchange } from '../../model/exchange.ts';
import { bitsOf, sentValues, valuesOf, type Value } from './values.ts';

/** A value by which an object is known again. */
export interface Canary extends Value {
  readonly bits: number;
}

/** A value of fewer bits could be a state, a currency, a flag. */
const bitsMin = 10;
const canariesMax = 100;
/** What must come together: a chance of one in four thousand million. */
const proofBits = 32;
/** A single value must be a marker of its own (control C7). */
const markerBits = 64;

/**
 * The values that are the owner's object's own (controls C1 and C7): the same in two answers, so not volatile; not sent
 * by the request; in none of the `others`, which are answers that were given without a right to the object.
 */
export function canariesOf(
  answers: readonly [Exchange, ...Exchange[]],
  others: readonly Exchange[],
): readonly Canary[] {
  const [first, ...again] = answers;
  const stable = again.map((answer) => new Set(valuesOf(answer).map(keyOf)));
  const elsewhere = new Set(others.flatMap((answer) => valuesOf(answer).map(({ text }) => text)));
  const sent = [first, ...again].map(sentValues);
  const ids = [...new Set(sent.flatMap((values) => [...values]))].filter((id) => id.length >= 4);
  const own = new Map<string, Canary>();
  for (const value of valuesOf(first)) {
    const bits = bitsOf(value.text);
    if (bits < bitsMin || elsewhere.has(value.text)) continue;
    if (!stable.every((keys) => keys.has(keyOf(value)))) continue;
    if (sent.some((values) => values.has(value.text)) || ids.some((id) => value.text.includes(id))) continue;
    own.set(keyOf(value), { ...value, bits });
  }
  return [...own.values()].sort((a, b) => b.bits - a.bits).slice(0, canariesMax);
}

/**
 * Those of the canaries that the answer holds, at the place where the owner's answer has them. `anywhere`: of answers of
 * another form, where the name alone must be the same: `$.note.text` and `$.items[].text`.
 */
export function carried(answer: Exchange, canaries: readonly Canary[], anywhere = false): readonly Canary[] {
  const name = anywhere ? keyByName : keyOf;
  const keys = new Set(valuesOf(answer).map(name));
  return canaries.filter((canary) => keys.has(name(canary)));
}

/** Too much to be chance, and more than one word. */
export function isTelling(canaries: readonly Canary[]): boolean {
  const bits = canaries.reduce((sum, canary) => sum + canary.bits, 0);
  return bits >= proofBits && (canaries.length > 1 || bits >= markerBits);
}

/** `whole`: nearly all that the owner sees; `part`: a view with fewer fields, as public profiles are. */
export function holdsObject(answer: Exchange, canaries: readonly Canary[], anywhere = false): 'whole' | 'part' | 'no' {
  const found = carried(answer, canaries, anywhere);
  if (!isTelling(found)) return 'no';
  const share = found.reduce((sum, { bits }) => sum + bits, 0) / canaries.reduce((sum, { bits }) => sum + bits, 0);
  return share >= 0.8 ? 'whole' : 'part';
}

/** The places of canaries for a comparison: names, never values. */
export function placesOf(canaries: readonly Canary[]): string {
  return placesInWords(canaries.map(({ path }) => path));
}

/** The same of paths: no longer than a line can bear, whatever the server calls things. */
export function placesInWords(paths: readonly string[]): string {
  const places = [...new Set(paths.map((path) => path.slice(0, 80)))];
  return places.length > 6 ? `${places.slice(0, 6).join(', ')} and ${places.length - 6} more` : places.join(', ');
}

function keyOf({ path, text }: Value): string {
  return `${path} ${text}`;
}

function keyByName({ path, text }: Value): string {
  return `${path.replaceAll('[]', '').split('.').at(-1) ?? ''} ${text}`;
}
