import type { ApiModel, Schema, SchemaId } from '../api.ts';
import { flatten } from '../flatten.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { keywordBroken } from '../payload/validate.ts';
import { isFound } from '../pattern/matcher.ts';
import { parsePattern } from '../pattern/parse.ts';
import { escapeKey } from '../source.ts';
import { isOfFormat, numberFormats } from './formats.ts';
import { checksMax, patternStepsMax, violationsMax } from './limits.ts';
import { appliedOf, declares, dependentRequired, forbiddenNames } from './parts.ts';

/** What a value breaks, where, and what would mend it. */
export interface Breach {
  /** RFC 6901 within the value. */
  readonly path: string;
  readonly schema: SchemaId;
  readonly keyword: string;
  /** Names of properties that it is about. */
  readonly names?: readonly string[];
  /** Schemas that it is about: the branch that must hold, or the variants that all match. */
  readonly schemas?: readonly SchemaId[];
}

/** Deepest nesting of checks that is followed, of values and of variants together: behind it nothing is called valid. */
const nestingMax = 150;

/** What judging stands on: `budget` is of all values that are judged for one body. */
export interface Judging {
  readonly api: ApiModel;
  readonly budget: { left: number };
}

/** What all checks of one value share. */
interface Shared {
  readonly api: ApiModel;
  readonly breaches: Breach[];
  left: number;
}
interface Visit {
  readonly shared: Shared;
  readonly path: string;
  readonly nesting: number;
  /** Only whether it holds is asked: breaches are not told. */
  readonly isQuiet: boolean;
  /** Properties that the server sets, as any schema around this one says of the same value. */
  readonly set: ReadonlySet<string>;
}

/**
 * All that a value of a request breaks (JSON Schema 2020-12, and what OpenAPI 2.0 and 3.0 mean alike), none where it is
 * valid. Stricter than what is asked of traffic (`payload/validate.ts`): what is not certain is a breach here.
 */
export function breachesOf(
  judging: Judging,
  ids: readonly SchemaId[],
  { value, path = '' }: { readonly value: Json; readonly path?: string },
): readonly Breach[] {
  return spending(judging, (shared) => {
    for (const id of ids) check(id, value, { shared, path, nesting: 0, isQuiet: false, set: none });
    return shared.breaches;
  });
}

export function fits(judging: Judging, ids: readonly SchemaId[], value: Json): boolean {
  return spending(judging, (shared) =>
    ids.every((id) => check(id, value, { shared, path: '', nesting: 0, isQuiet: true, set: none })),
  );
}

function spending<T>({ api, budget }: Judging, judge: (shared: Shared) => T): T {
  const most = Math.min(checksMax, budget.left);
  const shared: Shared = { api, breaches: [], left: most };
  const judged = judge(shared);
  budget.left -= most - Math.max(0, shared.left);
  return judged;
}

function check(id: SchemaId, value: Json, asked: Visit): boolean {
  const { shared } = asked;
  const schema = shared.api.schemas.get(id);
  shared.left -= 1;
  if (schema === undefined) return true;
  const visit = { ...asked, set: setBy(shared.api, schema, asked.set) };
  const tell = (keyword: string, more: Partial<Breach> = {}): false => {
    if (!visit.isQuiet && shared.breaches.length < violationsMax)
      shared.breaches.push({ path: visit.path, schema: id, keyword, ...more });
    return false;
  };
  if (shared.left <= 0 || visit.nesting > nestingMax) return tell('too-large');
  const keyword = keywordBroken(schema, value, { left: checksMax }) ?? ofScalar(schema, value);
  if (keyword !== undefined) return tell(keyword);
  let holds = true;
  if (Array.isArray(value)) holds = ofArray(schema, value as readonly Json[], { visit, tell });
  else if (isObject(value)) holds = ofObject(schema, value, { visit, tell });
  if (!holds && visit.isQuiet) return false;
  return ofParts(schema, value, { visit, tell }) && holds;
}

interface Telling {
  readonly visit: Visit;
  readonly tell: (keyword: string, more?: Partial<Breach>) => false;
}

function below(visit: Visit, key: string): Visit {
  return { ...visit, path: `${visit.path}/${escapeKey(key)}`, nesting: visit.nesting + 1, set: none };
}

function quiet(visit: Visit): Visit {
  return { ...visit, nesting: visit.nesting + 1, isQuiet: true };
}

/** What the checks for traffic leave out. */
function ofScalar({ multipleOf, format, pattern, enum: members }: Schema, value: Json): string | undefined {
  if (value === null && members !== undefined && !members.includes(null)) return 'enum';
  if (typeof value === 'string' && pattern !== undefined && !isNamed(pattern, value)) return 'pattern';
  if (typeof value === 'string') return format !== undefined && !isOfFormat(format, value) ? 'format' : undefined;
  if (typeof value !== 'number') return undefined;
  if (multipleOf !== undefined && multipleOf > 0 && !Number.isInteger(value / multipleOf)) return 'multipleOf';
  const [least, most] = numberFormats.get(format ?? '') ?? [-Infinity, Infinity];
  return value < least || value > most ? 'format' : undefined;
}

function ofArray(schema: Schema, value: readonly Json[], { visit, tell }: Telling): boolean {
  let holds = true;
  for (const [index, item] of value.entries()) {
    const id = schema.prefixItems[index] ?? schema.items;
    if (id !== undefined && !check(id, item, below(visit, String(index)))) holds = false;
  }
  if (schema.raw['items'] === false && value.length > schema.prefixItems.length) holds = tell('items');
  if (schema.uniqueItems === true && new Set(value.map(sorted)).size < value.length) holds = tell('uniqueItems');
  const { contains } = appliedOf(schema);
  if (contains === undefined) return holds;
  const found = value.filter((item) => check(contains, item, quiet(visit))).length;
  const { minContains: least, maxContains: most } = schema.raw;
  if (found < (typeof least === 'number' ? least : 1)) return tell('contains');
  return typeof most === 'number' && found > most ? tell('maxContains') : holds;
}

/** One text for all orders of keys. */
function sorted(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function ofObject(schema: Schema, value: JsonObject, { visit, tell }: Telling): boolean {
  const keys = Object.keys(value);
  let holds = true;
  for (const property of schema.properties) {
    const item = Object.hasOwn(value, property.name) ? value[property.name] : undefined;
    if (item !== undefined && !check(property.schema, item, below(visit, property.name))) holds = false;
  }
  // A request need not hold what the server sets (OpenAPI 3.0.3, schema object, `readOnly`).
  const missing = schema.required.filter((name) => !visit.set.has(name) && !Object.hasOwn(value, name));
  if (missing.length > 0) holds = tell('required', { names: missing });
  const forbidden = forbiddenNames(schema).filter((name) => Object.hasOwn(value, name));
  if (forbidden.length > 0) holds = tell('false schema', { names: forbidden });
  if (schema.minProperties !== undefined && keys.length < schema.minProperties) holds = tell('minProperties');
  if (schema.maxProperties !== undefined && keys.length > schema.maxProperties)
    holds = tell('maxProperties', { names: keys });
  return [ofRest, ofNames, ofDependents, ofUnevaluated].every((one) => one(schema, value, { visit, tell })) && holds;
}

const none: ReadonlySet<string> = new Set();
const setNames = new WeakMap<Schema, ReadonlySet<string>>();

/** With those that the schema says, its `allOf` included. */
function setBy(api: ApiModel, schema: Schema, before: ReadonlySet<string>): ReadonlySet<string> {
  const whole = flatten(api, schema.id) ?? schema;
  let names = setNames.get(whole);
  if (names === undefined) {
    const found = whole.properties.flatMap(({ name, readOnly }) => (readOnly ? [name] : []));
    setNames.set(whole, (names = found.length === 0 ? none : new Set(found)));
  }
  if (names.size === 0) return before;
  return before.size === 0 ? names : new Set([...before, ...names]);
}

/** Is the pattern found in the text? What cannot be read or is given up: no. */
export function isNamed(pattern: string, name: string): boolean {
  const parsed = parsePattern(pattern);
  return typeof parsed !== 'string' && isFound(parsed, name, patternStepsMax) === true;
}

function isOpen({ additionalProperties: rest, patternProperties }: Schema): boolean {
  return (rest === undefined || rest === true) && patternProperties.length === 0;
}

/** What is said of a name besides `properties`: schemas, or that it may not be. */
export function restOf(schema: Schema, name: string): readonly SchemaId[] | false {
  if (isOpen(schema)) return [];
  const matching = schema.patternProperties.filter(({ pattern }) => isNamed(pattern, name));
  if (matching.length > 0) return matching.map(({ schema: id }) => id);
  if (declares(schema, name)) return [];
  const { additionalProperties: rest } = schema;
  return rest === false ? false : typeof rest === 'string' ? [rest] : [];
}

function ofRest(schema: Schema, value: JsonObject, { visit, tell }: Telling): boolean {
  if (isOpen(schema)) return true;
  const extra: string[] = [];
  let holds = true;
  for (const [key, item] of Object.entries(value)) {
    const ids = restOf(schema, key);
    if (ids === false) extra.push(key);
    else if (item !== undefined) for (const id of ids) if (!check(id, item, below(visit, key))) holds = false;
  }
  return extra.length > 0 ? tell('additionalProperties', { names: extra }) : holds;
}

function ofNames({ propertyNames }: Schema, value: JsonObject, { visit, tell }: Telling): boolean {
  if (propertyNames === undefined) return true;
  const wrong = Object.keys(value).filter((key) => !check(propertyNames, key, quiet(visit)));
  return wrong.length === 0 || tell('propertyNames', { names: wrong });
}

function ofDependents(schema: Schema, value: JsonObject, { visit, tell }: Telling): boolean {
  let holds = true;
  for (const [name, needed] of dependentRequired(schema)) {
    const missing = needed.filter((one) => !Object.hasOwn(value, one));
    if (Object.hasOwn(value, name) && missing.length > 0) holds = tell('required', { names: missing });
  }
  for (const [name, id] of appliedOf(schema).dependentSchemas)
    if (Object.hasOwn(value, name) && !check(id, value, quiet(visit))) holds = tell('applied', { schemas: [id] });
  return holds;
}

function ofUnevaluated(schema: Schema, value: JsonObject, { visit, tell }: Telling): boolean {
  if (schema.unevaluatedProperties !== false) return true;
  const seen = new Set<string>();
  // It grows while it is walked.
  const parts = new Set([schema.id]);
  for (const id of parts) {
    const part = visit.shared.api.schemas.get(id);
    if (part === undefined) continue;
    if (part !== schema && (part.additionalProperties === true || typeof part.additionalProperties === 'string'))
      return true;
    for (const key of Object.keys(value))
      if (declares(part, key) || part.patternProperties.some(({ pattern }) => isNamed(pattern, key))) seen.add(key);
    const { if: condition, then, else: otherwise } = appliedOf(part);
    const branches = [condition, then, otherwise].filter((one) => one !== undefined);
    const held = [...part.anyOf, ...part.oneOf, ...branches].filter((one) => check(one, value, quiet(visit)));
    for (const one of [...part.allOf, ...held]) parts.add(one);
  }
  const extra = Object.keys(value).filter((key) => !seen.has(key));
  return extra.length === 0 || tell('unevaluatedProperties', { names: extra });
}

function ofParts(schema: Schema, value: Json, { visit, tell }: Telling): boolean {
  const { allOf, anyOf, oneOf, not } = schema;
  let holds = true;
  const deeper = { ...visit, nesting: visit.nesting + 1 };
  for (const id of allOf) if (!check(id, value, deeper)) holds = false;
  if (!holds && visit.isQuiet) return false;
  if (anyOf.length > 0 && !anyOf.some((id) => check(id, value, quiet(visit)))) holds = tell('anyOf');
  if (oneOf.length > 0) {
    const matching = oneOf.filter((id) => check(id, value, quiet(visit)));
    if (matching.length !== 1) holds = tell('oneOf', { schemas: matching });
  }
  if (not !== undefined && check(not, value, quiet(visit))) holds = tell('not', { schemas: [not] });
  const { if: condition, then, else: otherwise } = appliedOf(schema);
  if (condition === undefined) return holds;
  const branch = check(condition, value, quiet(visit)) ? then : otherwise;
  if (branch !== undefined && !check(branch, value, quiet(visit))) holds = tell('applied', { schemas: [branch] });
  return holds;
}
