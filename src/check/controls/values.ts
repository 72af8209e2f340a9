import type { Exchange, HttpBody } from '../../model/exchange.ts';
import { isObject, type Json } from '../../model/json.ts';
import { percentDecoded } from '../../model/percent.ts';

/** One scalar of a body and where it stands: `$.cards[].iban`; words of a text that is no JSON stand at `text`. */
export interface Value {
  readonly path: string;
  readonly text: string;
}

/** Values of one body that are looked at: what is larger is compared by its beginning. */
const valuesMax = 5_000;

/** The values of an answer's body, in the order they stand. */
export function valuesOf(exchange: Exchange): readonly Value[] {
  return bodyValues(exchange.response?.body);
}

/** The same with truth values and null: where two answers are held against each other they may be all that differs. */
export function scalarsOf(exchange: Exchange): readonly Value[] {
  return bodyValues(exchange.response?.body, true);
}

/** The same without their places. */
export function textsIn(exchange: Exchange): ReadonlySet<string> {
  return new Set(valuesOf(exchange).map(({ text }) => text));
}

function bodyValues(body: HttpBody | undefined, withFlags = false): readonly Value[] {
  if (body === undefined) return [];
  if (body.json !== undefined) return jsonValues(body.json, withFlags);
  if (body.form !== undefined) return body.form.map(([name, text]) => ({ path: name, text }));
  const words = (body.text ?? '').slice(0, 1_000_000).split(/[\s"'=,;(){}[\]]+/);
  return words
    .filter((word) => word !== '')
    .slice(0, valuesMax)
    .map((text) => ({ path: 'text', text }));
}

/** By a stack, as the server chooses the depth. Truth values and null tell nobody from another. */
export function jsonValues(json: Json, withFlags = false): readonly Value[] {
  const values: Value[] = [];
  const stack: { readonly json: Json; readonly path: string }[] = [{ json, path: '$' }];
  for (let next = stack.pop(); next !== undefined && values.length < valuesMax; next = stack.pop()) {
    const { json: value, path } = next;
    if (typeof value === 'string' || typeof value === 'number') {
      if (value !== '') values.push({ path, text: String(value) });
    } else if (value === null || typeof value === 'boolean') {
      if (withFlags) values.push({ path, text: String(value) });
    } else if (isObject(value)) {
      for (const key of Object.keys(value).toReversed()) {
        const child = value[key];
        if (child !== undefined) stack.push({ json: child, path: `${path}.${key}` });
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const item of value.slice(0, valuesMax).toReversed()) stack.push({ json: item, path: `${path}[]` });
    }
  }
  return values;
}

/** What the request itself said: an answer that repeats it proves nothing. */
export function sentValues({ request }: Exchange): ReadonlySet<string> {
  const segments = request.path.split('/').flatMap((segment) => [segment, percentDecoded(segment)]);
  const query = request.query.map(([, value]) => value);
  return new Set([...segments, ...query, ...bodyValues(request.body).map(({ text }) => text)]);
}

/** Classes whose values are so short that two people may share one. */
const shortClasses = /^<(?:PCI\.(?:CVV|PIN|EXPIRY)|PII\.DOB|FIN\.(?:SCORE|SORTCODE|ABA)):/;

/**
 * How hard a value is to meet by chance, in bits, by its form alone: a low estimate. Words that could be a state or a
 * currency, flags and small numbers hardly count; ids, amounts, times and names do.
 */
export function bitsOf(text: string): number {
  if (/^<[A-Z]{2,4}\.[A-Z0-9-]+:\d+>$/.test(text)) {
    if (text.endsWith(':0>')) return 0;
    return shortClasses.test(text) ? 10 : 25;
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 10;
  if (/^\d{4}-\d\d-\d\d/.test(text)) return text.length > 19 ? 22 : text.length > 10 ? 20 : 12;
  if (/^[-+]?\d[\d.,]*$/.test(text)) return 3.3 * text.replace(/\D/g, '').replace(/^0+|0+$/g, '').length;
  return Math.min(
    128,
    text.split(/\s+/).reduce((sum, word) => sum + wordBits(word), 0),
  );
}

function wordBits(word: string): number {
  if (/\d/.test(word) && /[a-z]/i.test(word)) return 3.5 * word.length;
  return (/[A-Z\d]/.test(word) ? 1.5 : 1) * word.length;
}
