import type { ApiModel, Operation, Schema } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { flatten } from '../../model/flatten.ts';
import { isObject, type Json } from '../../model/json.ts';
import { wordsOf } from '../../model/words.ts';

/** The JSON request body as a whole, `allOf` merged; undefined where none is documented. */
export function jsonRequest(operation: Operation, api: ApiModel): Schema | undefined {
  const body = operation.requestBodies.find(({ mediaType }) => isJson(mediaType));
  return body?.schema === undefined ? undefined : flatten(api, body.schema);
}

/** How deep answers wrap what they are about: `{"data": {"card": {...}}}`. */
const wrapsMax = 3;

/** The value of a property of the object an answer is about, below wrappers; never of an item of a list. */
export function fieldIn(exchange: Exchange, name: string): Json | undefined {
  return fieldOf(exchange.response?.body?.json, name);
}

/** The value as it was sent, redacted as the answers are: equal values have equal tags. */
export function sentField(exchange: Exchange, name: string): Json | undefined {
  return fieldOf(exchange.request.body?.json, name);
}

function fieldOf(json: Json | undefined, name: string): Json | undefined {
  let level: readonly (Json | undefined)[] = [json];
  for (let depth = 0; depth <= wrapsMax; depth += 1) {
    for (const value of level) if (isObject(value) && Object.hasOwn(value, name)) return value[name];
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return undefined;
}

export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * An update that changes nothing: values as they were shown, and no others, as a sample would set what nobody shows, a
 * password or an address. PUT takes all that is shown, PATCH what it must have and one more. Undefined where the object
 * is shown with values masked: sent back they would be stored.
 */
export function unchangedBody(
  operation: Operation,
  api: ApiModel,
  shown: Exchange,
): Readonly<Record<string, Json>> | undefined {
  const body: Record<string, Json> = {};
  const free = changeableField(operation, api, shown)?.name;
  for (const { name, required, readOnly } of jsonRequest(operation, api)?.properties ?? []) {
    const now = fieldIn(shown, name);
    if (now === undefined || readOnly || name === '__proto__') continue;
    if (operation.method !== 'PUT' && !required && name !== free) continue;
    if (/[*•]{3,}|[xX]{4,}/.test(JSON.stringify(now))) return undefined;
    body[name] = now;
  }
  return body;
}

/** A whole body as the document's media type has it, without the samples that fill up others. */
export function wholeBody(
  operation: Operation,
  body: Readonly<Record<string, Json>>,
): { readonly text: string; readonly mediaType: string } {
  const declared = operation.requestBodies.find(({ mediaType }) => isJson(mediaType));
  return { text: JSON.stringify(body), mediaType: declared?.mediaType ?? 'application/json' };
}

function isJson(mediaType: string): boolean {
  return /[/+]json$/.test(mediaType);
}

/** A property that may be written and is shown again, and another value for it. */
export interface Changeable {
  readonly name: string;
  /** `random` becomes the marker of a text; of other types it is another value than `now`. */
  next(now: Json, random: string): Json;
}

const freeText = /^(nick ?name|alias|label|title|display name|description|note|notes|comment|memo|name|text|message)$/;
/** Values with a meaning: changing them does more than changing them. */
const meaningful =
  /(^| )(id|ids|uuid|email|phone|password|secret|token|iban|type|status|state|currency|country|role|roles|admin|url|uri|version|etag)$/;
/** A marker of 12 characters has over 60 bits. */
const markerCharsMin = 12;

/** The property that proves a write best (control C8): free text before flags and numbers. */
export function changeableField(operation: Operation, api: ApiModel, shown: Exchange): Changeable | undefined {
  const candidates = (jsonRequest(operation, api)?.properties ?? []).flatMap((property) => {
    const words = wordsOf(property.name).join(' ');
    const schema = flatten(api, property.schema);
    const now = fieldIn(shown, property.name);
    if (schema === undefined || now === undefined || property.readOnly || meaningful.test(words)) return [];
    const next = nextValue(schema);
    const rank = freeText.test(words)
      ? 0
      : ['string', 'number', 'integer', 'boolean'].indexOf(schema.types[0] ?? '') + 1;
    return next === undefined ? [] : [{ name: property.name, next, rank }];
  });
  return candidates.sort((a, b) => a.rank - b.rank)[0];
}

function nextValue(schema: Schema): Changeable['next'] | undefined {
  const { enum: choices, maxLength = 64, maximum = Infinity } = schema;
  if (choices !== undefined) return choices.length < 2 ? undefined : (now) => choices.find((one) => one !== now) ?? now;
  if (schema.types.includes('string')) {
    if (schema.format !== undefined || schema.pattern !== undefined || maxLength < markerCharsMin) return undefined;
    return (_, random) => `sp ${random}`.slice(0, maxLength);
  }
  if (schema.types.includes('boolean')) return (now) => now !== true;
  if (!schema.types.includes('number') && !schema.types.includes('integer')) return undefined;
  const step = schema.multipleOf ?? 1;
  return (now) =>
    typeof now !== 'number' ? (schema.minimum ?? 0) + step : now + step > maximum ? now - step : now + step;
}
