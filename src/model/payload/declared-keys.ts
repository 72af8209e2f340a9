import type { Property, Schema, SchemaId } from '../api.ts';
import { isFound } from '../pattern/matcher.ts';
import { parsePattern } from '../pattern/parse.ts';
import { child, type Pointer } from '../source.ts';
import type { Views } from './views.ts';

export interface DeclaredKeys {
  /** What is said of a key's value; empty: the key may be there, and nothing is said. */
  schemasOf(key: string): readonly SchemaId[] | 'undeclared';
  properties(key: string): readonly Property[];
  /** Where an undeclared key should be declared. */
  home(): Pointer;
}

/** Steps of one pattern over one key. */
const patternStepsMax = 2_000;

const none: readonly Property[] = [];
const declared = new WeakMap<Views, DeclaredKeys>();

/** What all schemas of an object say of its keys. An object that nothing is said of is open. */
export function keysDeclared(views: Views): DeclaredKeys {
  let known = declared.get(views);
  if (known === undefined) declared.set(views, (known = newKeys(views)));
  return known;
}

/** Keys of one kind of object that are remembered: maps are keyed by data. */
const keysMax = 2_000;

function newKeys({ binding, beside, isOpen }: Views): DeclaredKeys {
  const byName = new Map<string, Property[]>();
  for (const { properties } of binding) {
    for (const property of properties) {
      const known = byName.get(property.name);
      if (known === undefined) byName.set(property.name, [property]);
      else known.push(property);
    }
  }
  const also = new Set(beside.flatMap(({ properties }) => properties.map(({ name }) => name)));
  const isBare = byName.size === 0 && !binding.some((schema) => isSaid(schema));
  const mayHaveMore = isOpen || isBare || [...binding, ...beside].some(allowsMore);
  const byKey = new Map<string, readonly SchemaId[] | 'undeclared'>();
  const ofKey = (key: string): readonly SchemaId[] | 'undeclared' => {
    const schemas = binding.flatMap((schema) => schemasIn(schema, key));
    const isKnown = byName.has(key) || also.has(key) || binding.some((schema) => fitsPattern(schema, key));
    return isKnown || mayHaveMore || schemas.length > 0 ? schemas : 'undeclared';
  };
  return {
    properties: (key) => byName.get(key) ?? none,
    schemasOf: (key) => {
      const memo = byKey.get(key);
      if (memo !== undefined) return memo;
      const found = ofKey(key);
      if (byKey.size < keysMax) byKey.set(key, found);
      return found;
    },
    home: () => homeOf(binding),
  };
}

/** Closed, or with patterns: then it is said what may be there, also without properties. */
function isSaid({ additionalProperties, patternProperties }: Schema): boolean {
  return additionalProperties === false || patternProperties.length > 0;
}

/** Somebody wrote that other keys may be there: they are documented, if not by name. */
function allowsMore({ additionalProperties, unevaluatedProperties }: Schema): boolean {
  return additionalProperties === true || unevaluatedProperties === true || typeof unevaluatedProperties === 'string';
}

function schemasIn(schema: Schema, key: string): readonly SchemaId[] {
  const own = schema.properties.filter(({ name }) => name === key).map((property) => property.schema);
  const patterned = schema.patternProperties.filter(({ pattern }) => isMet(pattern, key)).map((entry) => entry.schema);
  if (own.length + patterned.length > 0) return [...own, ...patterned];
  return typeof schema.additionalProperties === 'string' ? [schema.additionalProperties] : [];
}

function fitsPattern({ patternProperties }: Schema, key: string): boolean {
  return patternProperties.some(({ pattern }) => isMet(pattern, key));
}

/** A pattern that cannot be followed may allow the key. */
function isMet(pattern: string, key: string): boolean {
  const parsed = parsePattern(pattern);
  return typeof parsed === 'string' || isFound(parsed, key, patternStepsMax) !== false;
}

/** `properties` of the schema itself, or of the last part that is written inside of it: shared parts have other readers. */
function homeOf(binding: readonly Schema[]): Pointer {
  const [first] = binding;
  const having = binding.filter(({ properties }) => properties.length > 0);
  const inside = having.findLast(({ at }) => first !== undefined && `${at.path}/`.startsWith(`${first.at.path}/`));
  const home = inside ?? having[0] ?? first;
  if (home === undefined) throw new Error('an object is looked at without a schema');
  return Object.hasOwn(home.raw, 'properties') ? child(home.at, 'properties') : home.at;
}
