import type { ApiModel, JsonType, Property, Schema, SchemaId } from './api.ts';

/** Schemas merged for one view at most: a chain of `allOf` longer than this is read up to here. */
const partsMax = 500;
/** Schemas merged for all views of one document: real ones need some thousands. Behind it views have a few parts each. */
const documentPartsMax = 50_000;
const fewParts = 10;
/** Entries of `allOf` looked at for one view: where each part names all others they are its square. */
const entriesMax = 20_000;

interface Views {
  readonly known: Map<SchemaId, Schema>;
  partsLeft: number;
}
const cache = new WeakMap<ApiModel, Views>();

/**
 * The schema with every `allOf` below it merged in: what a value must satisfy as a whole. `anyOf` and `oneOf`
 * stay as they are. Limits are the tightest, properties are joined, types are met. The place is the schema's own.
 */
export function flatten(api: ApiModel, id: SchemaId): Schema | undefined {
  const schema = api.schemas.get(id);
  if (schema === undefined || schema.allOf.length === 0) return schema;
  let views = cache.get(api);
  if (views === undefined) cache.set(api, (views = { known: new Map(), partsLeft: documentPartsMax }));
  const known = views.known.get(id);
  if (known !== undefined) return known;
  const parts = partsOf(api, schema, Math.min(partsMax, Math.max(fewParts, views.partsLeft)));
  views.partsLeft -= parts.length;
  const whole: Schema = { ...merged(parts), id, at: schema.at, allOf: [], raw: schema.raw };
  views.known.set(id, whole);
  return whole;
}

/** The schema and all it includes by `allOf`, each once, in the order written. */
function partsOf(api: ApiModel, schema: Schema, most: number): readonly [Schema, ...Schema[]] {
  const parts: [Schema, ...Schema[]] = [schema];
  const seen = new Set<SchemaId>([schema.id]);
  let entries = 0;
  for (let index = 0; index < parts.length && parts.length < most && entries < entriesMax; index += 1) {
    for (const id of parts[index]?.allOf ?? []) {
      entries += 1;
      const part = api.schemas.get(id);
      if (part === undefined || seen.has(id) || parts.length >= most) continue;
      seen.add(id);
      parts.push(part);
    }
  }
  return parts;
}

/** What holds of a value that both hold of. */
export function merge(a: Schema, b: Schema): Schema {
  return merged([a, b]);
}

/** All parts in one pass: a thousand of them cost a thousand steps, not the half of their square. */
function merged(parts: readonly [Schema, ...Schema[]]): Schema {
  const whole: Draft = { ...parts[0] };
  for (const key of saidOnce) takeFirst(whole, key, parts);
  const required = new Set(parts.flatMap((part) => part.required));
  return {
    ...whole,
    ...tightest(parts),
    types: parts.map(({ types }) => types).reduce(meet),
    properties: joinedProperties(parts, required),
    required: [...required],
    patternProperties: parts.flatMap((part) => part.patternProperties),
    examples: parts.flatMap((part) => part.examples),
    prefixItems: firstOf(parts.map((part) => part.prefixItems)),
    anyOf: firstOf(parts.map((part) => part.anyOf)),
    oneOf: firstOf(parts.map((part) => part.oneOf)),
    others: parts.flatMap((part) => part.others),
    readOnly: parts.some((part) => part.readOnly),
    writeOnly: parts.some((part) => part.writeOnly),
    deprecated: parts.some((part) => part.deprecated),
  };
}

type Draft = { -readonly [K in keyof Schema]: Schema[K] };

/** Of what can only be said once the first part that says it counts. */
const saidOnce = [
  'name',
  'format',
  'pattern',
  'title',
  'description',
  'enum',
  'default',
  'uniqueItems',
  'multipleOf',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'items',
  'not',
  'discriminator',
  'contentEncoding',
  'contentMediaType',
] as const;

function takeFirst(whole: Draft, key: keyof Schema, parts: readonly Schema[]): void {
  const first = parts.find((part) => part[key] !== undefined);
  if (first !== undefined) Object.assign(whole, { [key]: first[key] });
}

function firstOf(lists: readonly (readonly SchemaId[])[]): readonly SchemaId[] {
  return lists.find(({ length }) => length > 0) ?? [];
}

const lower = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'] as const;
const upper = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'] as const;
type Limits = Pick<Schema, (typeof lower)[number] | (typeof upper)[number] | 'additionalProperties'>;

function tightest(parts: readonly Schema[]): Partial<Limits> {
  const limits: { -readonly [K in keyof Limits]?: Limits[K] } = {};
  for (const part of parts) {
    for (const key of lower) {
      const value = part[key];
      if (value !== undefined) limits[key] = Math.max(value, limits[key] ?? value);
    }
    for (const key of upper) {
      const value = part[key];
      if (value !== undefined) limits[key] = Math.min(value, limits[key] ?? value);
    }
    if (part.additionalProperties === false) limits.additionalProperties = false;
  }
  return limits;
}

function meet(a: readonly JsonType[], b: readonly JsonType[]): readonly JsonType[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const both = a.filter((type) => b.includes(type) || (type === 'integer' && b.includes('number')));
  // Contradictions exist in real documents; the first part's types say more than "nothing".
  return both.length > 0 ? both : a;
}

/** What both parts say of one property. */
function alsoOf(known: Property, property: Property): Pick<Property, 'also'> {
  const others = [...(known.also ?? []), property.schema, ...(property.also ?? [])].filter((id) => id !== known.schema);
  return others.length === 0 ? {} : { also: [...new Set(others)] };
}

function joinedProperties(parts: readonly Schema[], required: ReadonlySet<string>): readonly Property[] {
  const joined = new Map<string, Property>();
  for (const { properties } of parts) {
    for (const property of properties) {
      const known = joined.get(property.name);
      joined.set(property.name, known === undefined ? property : oneOfBoth(known, property));
    }
  }
  return [...joined.values()].map((property) =>
    required.has(property.name) && !property.required ? { ...property, required: true } : property,
  );
}

function oneOfBoth(first: Property, again: Property): Property {
  const also = alsoOf(first, again);
  const isWhole = (first.readOnly || !again.readOnly) && (first.writeOnly || !again.writeOnly);
  if (isWhole && also.also === undefined) return first;
  return {
    ...first,
    readOnly: first.readOnly || again.readOnly,
    writeOnly: first.writeOnly || again.writeOnly,
    ...also,
  };
}
