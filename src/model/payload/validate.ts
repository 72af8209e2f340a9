import type { ApiModel, JsonType, Schema, SchemaId } from '../api.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { isFound } from '../pattern/matcher.ts';
import { parsePattern } from '../pattern/parse.ts';

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

interface Visit {
  readonly api: ApiModel;
  readonly path: string;
  readonly depth: number;
  readonly budget: { left: number };
}

/** The first violation of JSON Schema (2020-12, and what the older drafts mean alike); undefined: none, or nothing certain. */
export function violationOf(api: ApiModel, id: SchemaId, value: Json): Violation | undefined {
  return check(id, value, { api, path: '', depth: 0, budget: { left: checksMax } });
}

function check(id: SchemaId, value: Json, visit: Visit): Violation | undefined {
  const schema = visit.api.schemas.get(id);
  visit.budget.left -= 1;
  if (schema === undefined || visit.depth > depthMax || visit.budget.left <= 0) return undefined;
  return (
    ofType(schema, value, visit) ??
    ofEnum(schema, value, visit) ??
    (typeof value === 'string' ? ofText(schema, value, visit) : undefined) ??
    (typeof value === 'number' ? ofNumber(schema, value, visit) : undefined) ??
    (Array.isArray(value) ? ofArray(schema, value as readonly Json[], visit) : undefined) ??
    (isObject(value) ? ofObject(schema, value, visit) : undefined) ??
    ofParts(schema, value, visit)
  );
}

function broken({ path }: Visit, keyword: string): Violation {
  return { path, keyword };
}

function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'object';
}

function ofType({ types }: Schema, value: Json, visit: Visit): Violation | undefined {
  if (types.length === 0) return undefined;
  const type = typeOf(value);
  return types.includes(type) || (type === 'integer' && types.includes('number')) ? undefined : broken(visit, 'type');
}

function ofEnum({ enum: values, types }: Schema, value: Json, visit: Visit): Violation | undefined {
  if (values === undefined || (value === null && types.includes('null'))) return undefined;
  const { texts, isComplete } = membersOf(values);
  const text = canonical(value, { left: memberNodesMax });
  return text === undefined || !isComplete || texts.has(text) ? undefined : broken(visit, 'enum');
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

function ofText(schema: Schema, value: string, visit: Visit): Violation | undefined {
  const { minLength, maxLength, pattern, format } = schema;
  // Characters are code points (JSON Schema 2020-12, validation section 6.3).
  const length = maxLength === undefined && minLength === undefined ? 0 : [...value].length;
  if (maxLength !== undefined && length > maxLength) return broken(visit, 'maxLength');
  if (minLength !== undefined && length < minLength) return broken(visit, 'minLength');
  if (format !== undefined && formats.get(format)?.test(value) === false) return broken(visit, 'format');
  return pattern !== undefined && refuses(pattern, value, visit.budget) ? broken(visit, 'pattern') : undefined;
}

/** Longest text that a pattern is run over, in characters. */
const patternTextMax = 1_000;
/** Steps of one match: a pattern that backtracks is given up, and what is given up refuses nothing. */
const patternStepsMax = 20_000;

/** By counted steps, never by the engine: a stranger's pattern over a stranger's text takes years where both want it. */
function refuses(pattern: string, value: string, budget: Visit['budget']): boolean {
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string' || value.length > patternTextMax) return false;
  const found = isFound(parsed, value, patternStepsMax);
  // Twenty patterns that are given up are enough of one value.
  if (found === undefined) budget.left -= checksMax / 20;
  return found === false;
}

function ofNumber(schema: Schema, value: number, visit: Visit): Violation | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && value < minimum) return broken(visit, 'minimum');
  if (maximum !== undefined && value > maximum) return broken(visit, 'maximum');
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return broken(visit, 'exclusiveMinimum');
  return exclusiveMaximum !== undefined && value >= exclusiveMaximum ? broken(visit, 'exclusiveMaximum') : undefined;
}

function ofArray(schema: Schema, value: readonly Json[], visit: Visit): Violation | undefined {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) return broken(visit, 'maxItems');
  if (schema.minItems !== undefined && value.length < schema.minItems) return broken(visit, 'minItems');
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
  // What only travels the other way may be missing in an example that is shared by both.
  const oneWay = new Set(
    schema.properties.filter(({ readOnly, writeOnly }) => readOnly || writeOnly).map(({ name }) => name),
  );
  const missing = schema.required.find((name) => !Object.hasOwn(value, name) && !oneWay.has(name));
  if (missing !== undefined && schema.properties.some(({ name }) => name === missing)) return broken(visit, 'required');
  return ofRest(schema, value, visit);
}

function ofRest(schema: Schema, value: JsonObject, visit: Visit): Violation | undefined {
  const { additionalProperties, patternProperties } = schema;
  if (additionalProperties === undefined || additionalProperties === true || patternProperties.length > 0)
    return undefined;
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

function ofParts(schema: Schema, value: Json, visit: Visit): Violation | undefined {
  const deeper = { ...visit, depth: visit.depth + 1 };
  for (const id of schema.allOf) {
    const found = check(id, value, deeper);
    if (found !== undefined) return found;
  }
  for (const [keyword, variants] of [
    ['anyOf', schema.anyOf],
    ['oneOf', schema.oneOf],
  ] as const) {
    if (variants.length > 0 && variants.every((id) => check(id, value, deeper) !== undefined))
      return broken(visit, keyword);
  }
  return undefined;
}

function below(visit: Visit, key: string): Visit {
  return { ...visit, path: `${visit.path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth: visit.depth + 1 };
}
