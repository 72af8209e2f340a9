import type { ApiModel, Schema, SchemaId } from '../api.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { escapeKey } from '../source.ts';
import { demandOf, type Demand } from './demand.ts';
import { breachesOf, fits, type Judging } from './judge.ts';
import { bodyChecksMax, itemsMax, textCharsMax } from './limits.ts';
import { Names } from './names.ts';
import { membersOf } from './scalar.ts';

/** A body that is right but for one place, and what it breaks there. */
export interface InvalidBody {
  /** RFC 6901: the value that is wrong, or the object that lacks or has too much. */
  readonly path: string;
  readonly keyword: string;
  /** The whole body. */
  readonly value: Json;
}

/** Faults of one body, and places of it that are looked at. */
const faultsMax = 300;
const placesMax = 200;
/** A name that no document has. */
const foreignName = 'sallyportUndeclared';

interface Place {
  readonly ids: readonly SchemaId[];
  readonly keys: readonly string[];
  readonly value: Json;
}

/** Variants of a valid body, one fault each: only those of which the judge says just that. */
export function faultsOf(api: ApiModel, id: SchemaId, valid: Json): readonly InvalidBody[] {
  const judging = { api, budget: { left: bodyChecksMax } };
  const faults: InvalidBody[] = [];
  const places: Place[] = [{ ids: [id], keys: [], value: valid }];
  for (const place of places) {
    const demand = demandOf(api, place.ids, (_key, variants) =>
      variants.find((one) => fits(judging, [one], place.value)),
    );
    const path = place.keys.map((key) => `/${escapeKey(key)}`).join('');
    for (const [keyword, wrong] of wrongValues(demand, place.value)) {
      const value = withAt(valid, place.keys, wrong);
      if (faults.length < faultsMax && isJust(judging, id, { path, keyword, value }))
        faults.push({ path, keyword, value });
    }
    if (places.length < placesMax) places.push(...below(demand, place));
  }
  return faults;
}

/** Nothing else is broken; where a variant is broken inside, its `anyOf` or `oneOf` says so from further up. */
function isJust(judging: Judging, id: SchemaId, { path, keyword, value }: InvalidBody): boolean {
  const breaches = breachesOf(judging, [id], { value });
  const isThis = breaches.every((breach) => breach.path === path && breach.keyword === keyword);
  const isVariant = breaches.every(
    (breach) => (breach.keyword === 'oneOf' || breach.keyword === 'anyOf') && path.startsWith(breach.path),
  );
  return breaches.length > 0 && judging.budget.left > 0 && (isThis || isVariant);
}

function below({ parts }: Demand, { keys, value }: Place): readonly Place[] {
  if (Array.isArray(value))
    return (value as readonly Json[]).slice(0, 1).map((item) => ({
      ids: [...new Set(parts.flatMap(({ prefixItems, items }) => prefixItems[0] ?? items ?? []))],
      keys: [...keys, '0'],
      value: item,
    }));
  if (!isObject(value)) return [];
  const names = new Names(parts);
  return Object.entries(value).map(([name, item]) => ({
    ids: names.schemasOf(name),
    keys: [...keys, name],
    value: item ?? null,
  }));
}

/** What might stand here instead, and the keyword that it is meant to break. */
function* wrongValues(demand: Demand, value: Json): Generator<readonly [keyword: string, value: Json]> {
  const { parts, types } = demand;
  if (types.length > 0) yield ['type', otherType(types)];
  if (membersOf(parts) !== undefined) yield ['enum', typeof value === 'string' ? 'sallyport-no-member' : 987_654_321];
  if (isObject(value)) yield* wrongObjects(parts, value);
  else if (Array.isArray(value)) yield* wrongArrays(parts, value as readonly Json[]);
  else if (typeof value === 'string') yield* wrongTexts(parts, value);
  else if (typeof value === 'number') yield* wrongNumbers(parts);
}

function otherType(types: Demand['types']): Json {
  if (!types.includes('object')) return { [foreignName]: true };
  return types.includes('string') ? [] : 'probe';
}

function* wrongObjects(parts: readonly Schema[], value: JsonObject): Generator<readonly [string, Json]> {
  const names = new Names(parts);
  for (const name of names.required)
    if (Object.hasOwn(value, name))
      yield ['required', Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))];
  const ban = names.bannedBy(foreignName);
  const keyword = ban?.unevaluatedProperties === false ? 'unevaluatedProperties' : 'additionalProperties';
  if (ban !== undefined) yield [keyword, { ...value, [foreignName]: 'probe' }];
}

function* wrongArrays(parts: readonly Schema[], value: readonly Json[]): Generator<readonly [string, Json]> {
  const [first] = value;
  for (const { minItems = 0, maxItems = Infinity, uniqueItems } of parts) {
    if (minItems > 0) yield ['minItems', value.slice(0, minItems - 1)];
    if (first !== undefined && maxItems < itemsMax)
      yield ['maxItems', [...value, ...Array.from({ length: maxItems + 1 - value.length }, () => first)]];
    if (first !== undefined && uniqueItems === true) yield ['uniqueItems', [...value, first]];
  }
}

function* wrongTexts(parts: readonly Schema[], value: string): Generator<readonly [string, Json]> {
  for (const { minLength = 0, maxLength = Infinity, pattern, format } of parts) {
    if (minLength > 0) yield ['minLength', value.slice(0, minLength - 1)];
    if (maxLength < textCharsMax) yield ['maxLength', value.padEnd(maxLength + 1, value.slice(-1) || 'a')];
    if (pattern !== undefined) for (const text of ['\u0000', `${value}\u0000`, '']) yield ['pattern', text];
    if (format !== undefined) yield ['format', 'sallyport: none of these'];
  }
}

function* wrongNumbers(parts: readonly Schema[]): Generator<readonly [string, Json]> {
  for (const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } of parts) {
    const step = multipleOf ?? 1;
    if (minimum !== undefined) yield ['minimum', minimum - step];
    if (maximum !== undefined) yield ['maximum', maximum + step];
    if (exclusiveMinimum !== undefined) yield ['exclusiveMinimum', exclusiveMinimum];
    if (exclusiveMaximum !== undefined) yield ['exclusiveMaximum', exclusiveMaximum];
    if (multipleOf !== undefined) yield ['multipleOf', (minimum ?? 0) + multipleOf / 2];
    if (format === 'int32') yield ['format', 2_147_483_648];
  }
}

/** The body with another value at one place; what lies beside the way there is shared. */
function withAt(whole: Json, keys: readonly string[], value: Json): Json {
  const way: Json[] = [whole];
  for (const key of keys) way.push((way.at(-1) as JsonObject)[key] ?? null);
  let made = value;
  for (let depth = keys.length - 1; depth >= 0; depth -= 1) {
    const outer = way[depth] ?? null;
    const key = keys[depth] ?? '';
    const inner = made;
    made = Array.isArray(outer)
      ? (outer as readonly Json[]).map((item, index) => (String(index) === key ? inner : item))
      : Object.fromEntries(
          Object.entries(outer as JsonObject).map(([name, item]) => [name, name === key ? inner : (item ?? null)]),
        );
  }
  return made;
}
