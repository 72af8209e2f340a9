import type { ApiModel, JsonType, Schema, SchemaId } from '../api.ts';
import { flatten } from '../flatten.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { isFound } from '../pattern/matcher.ts';
import { parsePattern } from '../pattern/parse.ts';
import { escapeKey } from '../source.ts';
import { holdsTag } from '../vault.ts';

/** Why a value breaks its schema, and where inside of it. */
export interface Violation {
  /** RFC 6901 within the value; '' is the value itself. */
  readonly path: string;
  readonly keyword: string;
}

/** Deepest value that is followed; what lies deeper is taken as right. */
const depthMax = 40;
/** Checks of one value: a stranger's schema may branch at every step. */
const checksMax = 20_000;

/** What all checks of one value share. */
interface Shared {
  readonly api: ApiModel;
  /** It was seen on the wire: tags stand for values that nobody may see, and what is undeclared is another matter. */
  readonly isSeen: boolean;
  left: number;
}

/** Where a check is: its path is written out only for a violation. */
interface Visit {
  readonly shared: Shared;
  readonly up: Visit | undefined;
  readonly key: string;
  readonly depth: number;
  /** The outermost allOf that the schema is a part of. */
  readonly whole?: SchemaId | undefined;
}

/** The first violation of JSON Schema (2020-12, and what the older drafts mean alike); undefined: none, or nothing certain. */
export function violationOf(api: ApiModel, id: SchemaId, value: Json): Violation | undefined {
  return check(id, value, { shared: { api, isSeen: false, left: checksMax }, up: undefined, key: '', depth: 0 });
}

/**
 * The same of a redacted value of an exchange: a tag is taken as right, and so is what is only undeclared. `budget`:
 * checks for all values of the exchange.
 */
export function seenViolation(
  { api, budget }: { readonly api: ApiModel; readonly budget: { left: number } },
  id: SchemaId,
  value: Json,
): Violation | undefined {
  const shared = { api, isSeen: true, left: Math.min(checksMax, budget.left) };
  const before = shared.left;
  const found = check(id, value, { shared, up: undefined, key: '', depth: 0 });
  budget.left -= before - Math.max(0, shared.left);
  return found;
}

/** The first keyword of the schema itself that the value breaks, whatever lies below it or beside it; not `required`. */
export function keywordBroken(schema: Schema, value: Json, shared: { left: number }): string | undefined {
  return (
    ofType(schema, value) ??
    ofEnum(schema, value) ??
    (typeof value === 'string' ? ofText(schema, value, shared) : undefined) ??
    (typeof value === 'number' ? ofNumber(schema, value) : undefined) ??
    (Array.isArray(value) ? ofCount(schema, value) : undefined)
  );
}

function check(id: SchemaId, value: Json, visit: Visit): Violation | undefined {
  const { shared, depth } = visit;
  const schema = shared.api.schemas.get(id);
  shared.left -= 1;
  if (schema === undefined || depth > depthMax || shared.left <= 0) return undefined;
  if (shared.isSeen && (value === null ? allowsNull(schema) : typeof value === 'string' && holdsTag(value)))
    return undefined;
  const keyword = keywordBroken(schema, value, shared);
  if (keyword !== undefined) return broken(visit, keyword);
  return (
    (Array.isArray(value) ? ofArray(schema, value as readonly Json[], visit) : undefined) ??
    (isObject(value) ? ofObject(schema, value, visit) : undefined) ??
    ofParts(schema, value, visit)
  );
}

/** Also where `nullable` stands beside an `allOf` or a reference, where 3.0 does not hear it and everybody means it. */
export function allowsNull({ types, raw }: Schema): boolean {
  return types.includes('null') || raw['nullable'] === true || raw['x-nullable'] === true;
}

function broken(visit: Visit, keyword: string): Violation {
  const keys: string[] = [];
  for (let step = visit; step.up !== undefined; step = step.up) keys.push(`/${escapeKey(step.key)}`);
  return { path: keys.toReversed().join(''), keyword };
}

function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'object';
}

function ofType({ types }: Schema, value: Json): 'type' | undefined {
  if (types.length === 0) return undefined;
  const type = typeOf(value);
  return types.includes(type) || (type === 'integer' && types.includes('number')) ? undefined : 'type';
}

function ofEnum({ enum: values, types }: Schema, value: Json): 'enum' | undefined {
  if (values === undefined || (value === null && types.includes('null'))) return undefined;
  const { texts, isComplete } = membersOf(values);
  const text = canonical(value, { left: memberNodesMax });
  return text === undefined || !isComplete || texts.has(text) ? undefined : 'enum';
}

/** Nodes of one value, and of all members of one list, that are compared: shared parts may make billions of a few. */
const memberNodesMax = 5_000;
const listNodesMax = 500_000;

interface Members {
  readonly texts: ReadonlySet<string>;
  /** False where the list is too large to say that something is none of it. */
  readonly isComplete: boolean;
}
const memberTexts = new WeakMap<readonly Json[], Members>();

/** A closed list of a hundred thousand is read once, not once a value. */
function membersOf(values: readonly Json[]): Members {
  const known = memberTexts.get(values);
  if (known !== undefined) return known;
  const room = { left: listNodesMax };
  const texts = values.map((value) => canonical(value, room));
  const members = {
    texts: new Set(texts.filter((text) => text !== undefined)),
    isComplete: !texts.includes(undefined),
  };
  memberTexts.set(values, members);
  return members;
}

/** One text for all ways to write a value: the order of keys takes no part (JSON Schema 2020-12 section 4.2.2). */
function canonical(value: Json, room: { left: number }): string | undefined {
  room.left -= 1;
  if (room.left < 0) return undefined;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const texts: string[] = [];
  for (const key of isList ? Object.keys(value) : Object.keys(value).sort()) {
    const item = canonical((value as JsonObject)[key] ?? null, room);
    if (item === undefined) return undefined;
    texts.push(isList ? item : `${JSON.stringify(key)}:${item}`);
  }
  return isList ? `[${texts.join()}]` : `{${texts.join()}}`;
}

const formats: ReadonlyMap<string, RegExp> = new Map([
  ['date', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
  ['date-time', /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?$/],
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['ipv4', /^\d{1,3}(\.\d{1,3}){3}$/],
]);

function ofText(schema: Schema, value: string, shared: { left: number }): string | undefined {
  const { minLength, maxLength, pattern, format } = schema;
  // Characters are code points (JSON Schema 2020-12, validation section 6.3).
  const length = maxLength === undefined && minLength === undefined ? 0 : [...value].length;
  if (maxLength !== undefined && length > maxLength) return 'maxLength';
  if (minLength !== undefined && length < minLength) return 'minLength';
  if (format !== undefined && formats.get(format)?.test(value) === false) return 'format';
  return pattern !== undefined && refuses(pattern, value, shared) ? 'pattern' : undefined;
}

/** Longest text that a pattern is run over, in characters. */
const patternTextMax = 1_000;
/** Steps of one match: a pattern that backtracks is given up, and what is given up refuses nothing. */
const patternStepsMax = 20_000;

/** By counted steps, never by the engine: a stranger's pattern over a stranger's text takes years where both want it. */
function refuses(pattern: string, value: string, shared: { left: number }): boolean {
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string' || value.length > patternTextMax) return false;
  const found = isFound(parsed, value, patternStepsMax);
  // Twenty patterns that are given up are enough of one value.
  if (found === undefined) shared.left -= checksMax / 20;
  return found === false;
}

function ofNumber(schema: Schema, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && value < minimum) return 'minimum';
  if (maximum !== undefined && value > maximum) return 'maximum';
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return 'exclusiveMinimum';
  return exclusiveMaximum !== undefined && value >= exclusiveMaximum ? 'exclusiveMaximum' : undefined;
}

function ofCount({ minItems, maxItems }: Schema, { length }: { readonly length: number }): string | undefined {
  if (maxItems !== undefined && length > maxItems) return 'maxItems';
  return minItems !== undefined && length < minItems ? 'minItems' : undefined;
}

function ofArray(schema: Schema, value: readonly Json[], visit: Visit): Violation | undefined {
  for (const [index, item] of value.entries()) {
    const id = schema.prefixItems[index] ?? schema.items;
    const found = id === undefined ? undefined : check(id, item, below(visit, String(index)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofObject(schema: Schema, value: JsonObject, visit: Visit): Violation | undefined {
  for (const property of schema.properties) {
    const item = Object.hasOwn(value, property.name) ? value[property.name] : undefined;
    if (item === undefined) continue;
    const found = check(property.schema, item, below(visit, property.name));
    if (found !== undefined) return found;
  }
  for (const name of schema.required) {
    if (Object.hasOwn(value, name)) continue;
    // What only travels the other way may be missing in an example that is shared by both.
    const declared = schema.properties.filter((property) => property.name === name);
    if (declared.length > 0 && !declared.some(({ readOnly, writeOnly }) => readOnly || writeOnly))
      return broken(visit, 'required');
  }
  return ofRest(schema, value, visit);
}

function ofRest(schema: Schema, value: JsonObject, visit: Visit): Violation | undefined {
  const { additionalProperties, patternProperties } = schema;
  if (additionalProperties === undefined || additionalProperties === true || patternProperties.length > 0)
    return undefined;
  if (additionalProperties === false && (visit.shared.isSeen || contradicts(schema, visit))) return undefined;
  const named = new Set(schema.properties.map(({ name }) => name));
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (named.has(key) || item === undefined) continue;
    if (additionalProperties === false) return broken(below(visit, key), 'additionalProperties');
    const found = check(additionalProperties, item, below(visit, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

const contradictory = new WeakMap<Schema, WeakMap<Schema, boolean>>();

/** A part that forbids what another part of the allOf names: no value could be right, so it is the schema that is wrong. */
function contradicts(part: Schema, { shared: { api }, whole = part.id }: Visit): boolean {
  const joined = flatten(api, whole);
  if (joined === undefined || joined === part) return false;
  let known = contradictory.get(joined);
  if (known === undefined) contradictory.set(joined, (known = new WeakMap()));
  let answer = known.get(part);
  if (answer === undefined) {
    const own = new Set(part.properties.map(({ name }) => name));
    answer = joined.properties.some(({ name }) => !own.has(name));
    known.set(part, answer);
  }
  return answer;
}

function ofParts(schema: Schema, value: Json, visit: Visit): Violation | undefined {
  const { allOf, anyOf, oneOf } = schema;
  if (allOf.length + anyOf.length + oneOf.length === 0) return undefined;
  const { shared, up, key, depth, whole = schema.id } = visit;
  const deeper = { shared, up, key, depth: depth + 1 };
  for (const id of allOf) {
    const found = check(id, value, { ...deeper, whole });
    if (found !== undefined) return found;
  }
  const fitsNone = (variants: readonly SchemaId[]): boolean =>
    variants.length > 0 && variants.every((id) => check(id, value, deeper) !== undefined);
  if (fitsNone(anyOf)) return broken(visit, 'anyOf');
  return fitsNone(oneOf) ? broken(visit, 'oneOf') : undefined;
}

function below(visit: Visit, key: string): Visit {
  return { shared: visit.shared, up: visit, key, depth: visit.depth + 1 };
}
