import { classifyName, classifyValue } from '../../model/data-class/classify.ts';
import type { Json } from '../../model/json.ts';
import { identityOf } from '../../model/path/tokens.ts';
import { isIdentifier } from '../../model/shape.ts';
import { wordsOf } from '../../model/words.ts';
import { formatIn } from './formats.ts';
import { mergeStats, newStats, type ShapeStats } from './shape-stats.ts';

/** A property is required when it was in all of this many objects, of this many bodies. */
export const requiredObjectsMin = 30;
export const requiredBodiesMin = 10;
/** A format is one when this many texts have it and none has not. */
export const formatTextsMin = 3;
/** Whole numbers are all there is when there were this many and no other. */
export const integersMin = 5;
/**
 * A property that is left out at times may be null at others: that it never is takes this many values. One that is null
 * once in seven times shows none in 20 with a chance of 1 in 20.
 */
export const neverNullValuesMin = 20;
/** A closed list: this many texts, and this many for each word of it, each word more than once. */
export const enumTextsMin = 30;
export const enumTextsPerWord = 10;
/** Names that keep changing from object to object: this many of them, on average in no more than this share of objects. */
export const mapNamesMin = 12;
export const mapNamesBesideIds = 3;
export const mapShareMax = 0.25;

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export interface WrittenSchema {
  [key: string]: Json | WrittenSchema;
}

interface Task {
  readonly stats: ShapeStats;
  /** The property that it is of. */
  readonly name: string;
  /** Not in every object. */
  readonly isOptional?: boolean;
  readonly put: (schema: WrittenSchema) => void;
}

/** The schema that all bodies fit, by a stack. Says how often each property was seen, and no value but words of closed lists. */
export function writeSchema(root: ShapeStats): WrittenSchema {
  let whole: WrittenSchema = {};
  const stack: Task[] = [{ stats: root, name: '', put: (schema) => (whole = schema) }];
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const { stats, name, put } = task;
    const schema: WrittenSchema = {};
    put(schema);
    typesInto(schema, task);
    if (stats.items !== undefined)
      stack.push({ stats: stats.items, name, put: (items) => void (schema['items'] = items) });
    if (stats.objects > 0) objectInto(schema, stats, stack);
  }
  return whole;
}

function typesInto(schema: WrittenSchema, { stats, name, isOptional = false }: Task): void {
  const mayBeNull = stats.nulls > 0 || (isOptional && stats.seen < neverNullValuesMin);
  const types: string[] = [];
  if (stats.objects > 0) types.push('object');
  if (stats.arrays > 0) types.push('array');
  if (stats.strings > 0) types.push('string');
  // A number that was redacted is a text by now.
  if (stats.fractions > 0 || (stats.integers > 0 && stats.integers < integersMin) || mayBeNumber(stats))
    types.push('number');
  else if (stats.integers > 0) types.push('integer');
  if (stats.booleans > 0) types.push('boolean');
  // Of what was only ever null nothing is known.
  if (types.length > 0) {
    if (mayBeNull) types.push('null');
    schema['type'] = types.length === 1 ? (types[0] ?? '') : types;
  }
  if (types.includes('integer') && stats.bigIntegers > 0) schema['format'] = 'int64';
  const dataClass = [...stats.redacted.keys()].filter((id) => id !== '');
  if (dataClass.length > 0) schema['x-data-class'] = dataClass.slice(0, 5);
  if (stats.redacted.size > 0 || stats.strings === 0) return;
  const format = stats.strings >= formatTextsMin ? formatIn(stats.formats) : undefined;
  if (format !== undefined) schema['format'] = format;
  else {
    const words = closedList(stats, name);
    if (words !== undefined) schema['enum'] = mayBeNull ? [...words, null] : words;
  }
}

/** Classes whose values are digits: they may have been numbers before they were redacted. */
function mayBeNumber({ redacted }: ShapeStats): boolean {
  return [...redacted.keys()].some((id) => !/^(?:sec\.|pii\.(?:email|name|address)|fin\.iban)|^$/.test(id));
}

/** Names of properties that hold one of a few words. */
const listing =
  /^(?:type|kind|status|state|mode|category|currency|level|role|method|scheme|unit|format|severity|priority|direction|channel|class|action|event|reason|result|outcome|object|scope|visibility|interval|frequency|brand|network|funding|variant|phase|stage|strategy|protocol|tier|plan|source|usage|behavior|policy|permission)s?$/;

/** Words of a closed list: none that could be somebody's, a secret or an id. */
function closedList(stats: ShapeStats, name: string): string[] | undefined {
  const { words, strings, arrays, objects, integers, fractions, booleans } = stats;
  if (words === undefined || words.size === 0 || arrays + objects + integers + fractions + booleans > 0)
    return undefined;
  if (strings < Math.max(enumTextsMin, enumTextsPerWord * words.size)) return undefined;
  if (!listing.test(wordsOf(name).at(-1) ?? '') || classifyName(name) !== undefined || identityOf(name) !== undefined)
    return undefined;
  const list = [...words.keys()].toSorted();
  const isSound = list.every(
    (word) =>
      (words.get(word) ?? 0) > 1 && isCode(word) && !isIdentifier(word) && classifyValue(name, word) === undefined,
  );
  return isSound ? list : undefined;
}

/** As programmers write words: `in_transit`, `PENDING`, `pastDue`. Names of people and places have a capital and no sign. */
function isCode(word: string): boolean {
  return /^(?:[a-z]+(?:[_.:-][a-z]+)*|[A-Z]+(?:[_-][A-Z]+)*|[a-z]+(?:[A-Z][a-z]+)*)$/.test(word);
}

function objectInto(schema: WrittenSchema, stats: ShapeStats, stack: Task[]): void {
  const others = isMap(stats) ? mapped(stats) : stats.others;
  if (others !== stats.others || stats.properties.size === 0) {
    if (others !== undefined)
      stack.push({ stats: others, name: '', put: (made) => void (schema['additionalProperties'] = made) });
    return;
  }
  if (others !== undefined)
    stack.push({ stats: others, name: '', put: (made) => void (schema['additionalProperties'] = made) });
  const properties: WrittenSchema = {};
  const required: string[] = [];
  for (const [name, property] of [...stats.properties].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (property.seen >= stats.objects && stats.objects >= requiredObjectsMin && stats.bodies >= requiredBodiesMin)
      required.push(name);
    stack.push({
      stats: property,
      name,
      isOptional: property.seen < stats.objects,
      put: (made) => {
        made['x-observed'] = { seen: property.seen, of: stats.objects };
        define(properties, name, made);
      },
    });
    define(properties, name, {});
  }
  schema['properties'] = properties;
  if (required.length > 0) schema['required'] = required;
}

/** Names that change from object to object while what stands behind them is of one kind; ids among them say so sooner. */
function isMap({ properties, objects, others }: ShapeStats): boolean {
  const least = others === undefined ? mapNamesMin : mapNamesBesideIds;
  if (properties.size < least || objects <= 2) return false;
  const kinds = new Set([...properties.values()].map(kindOf));
  if (others !== undefined) kinds.add(kindOf(others));
  kinds.delete('');
  const seen = [...properties.values()].reduce((sum, property) => sum + property.seen, 0);
  return kinds.size === 1 && seen <= properties.size * objects * mapShareMax;
}

function kindOf({ objects, arrays, strings, integers, fractions, booleans }: ShapeStats): string {
  const counts = { object: objects, array: arrays, text: strings, number: integers + fractions, boolean: booleans };
  return Object.entries(counts)
    .flatMap(([kind, count]) => (count > 0 ? [kind] : []))
    .join();
}

function mapped(stats: ShapeStats): ShapeStats {
  const all = newStats();
  if (stats.others !== undefined) mergeStats(all, structuredClone(stats.others));
  for (const property of stats.properties.values()) mergeStats(all, structuredClone(property));
  return all;
}

/** A plain assignment to `__proto__` would change the object's nature. */
function define(object: WrittenSchema, key: string, value: WrittenSchema): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
