import type { ApiModel, Schema } from './api.ts';
import { effectiveBounds } from './bounds.ts';

const signs =
  /encrypted|mask|truncat|redact|obfuscat|last ?(4|four)|first ?(6|six|8|eight)|token|[*x•#]{4,}|[*x•#]\{\d/i;
/** What says the opposite with the same words. */
const opposite =
  /\b(?:un|not |non-?|never )(?:masked|truncated|redacted|obfuscated|tokeni[sz]ed|encrypted)|\bde-?tokeni[sz]ed/gi;

/** Longest part of a card number that is shown without its middle, in characters. */
const panShownMax = 10;

interface Shown {
  readonly name: string;
  /** Of other numbers: what is longer than this is all of it, in characters. */
  readonly shownMax?: number;
}

/** Does the document say that a number is shown in part? PCI DSS 3.4.1 allows the BIN and the last four digits. */
export function isMasked({ name, shownMax = panShownMax }: Shown, schema: Schema, api: ApiModel): boolean {
  const { types, maxLength, maximum } = effectiveBounds(api, schema.id);
  if (maxLength !== undefined && maxLength <= shownMax) return true;
  if (maximum !== undefined && maximum < 10 ** shownMax && types?.includes('string') === false) return true;
  const examples = schema.examples.map(({ value }) => (typeof value === 'string' ? value : ''));
  return [name, schema.description, schema.title, schema.format, schema.pattern, ...examples].some(saysMasked);
}

function saysMasked(text: string | undefined): boolean {
  return text !== undefined && signs.test(text.replace(opposite, '').replaceAll('\\', ''));
}

/** Does it say in words that all of it is shown? */
export function isSaidWhole({ name }: Shown, { description, title }: Schema): boolean {
  return [name, description, title].some(
    (text) => text !== undefined && text.replace(opposite, '') !== text && !saysMasked(text),
  );
}
