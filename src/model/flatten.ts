import type { ApiModel, JsonType, Property, Schema, SchemaId } from './api.ts';

/** Schemas merged for one view at most: a chain of `allOf` longer than this is read up to here. */
const partsMax = 1_000;

const cache = new WeakMap<ApiModel, Map<SchemaId, Schema>>();

/**
 * The schema with every `allOf` below it merged in: what a value must satisfy as a whole. `anyOf` and `oneOf`
 * stay as they are. Limits are the tightest, properties are joined, types are met. The place is the schema's own.
 */
export function flatten(api: ApiModel, id: SchemaId): Schema | undefined {
  const schema = api.schemas.get(id);
  if (schema === undefined || schema.allOf.length === 0) return schema;
  let views = cache.get(api);
  if (views === undefined) cache.set(api, (views = new Map()));
  const known = views.get(id);
  if (known !== undefined) return known;
  const view = partsOf(api, schema).reduce(merge);
  const whole: Schema = { ...view, id, at: schema.at, allOf: [], raw: schema.raw };
  views.set(id, whole);
  return whole;
}

/** The schema and all it includes by `allOf`, each once, in the order written. */
function partsOf(api: ApiModel, schema: Schema): readonly [Schema, ...Schema[]] {
  const parts: [Schema, ...Schema[]] = [schema];
  const seen = new Set<SchemaId>([schema.id]);
  for (let index = 0; index < parts.length && parts.length < partsMax; index += 1) {
    for (const id of parts[index]?.allOf ?? []) {
      const part = api.schemas.get(id);
      if (part === undefined || seen.has(id)) continue;
      seen.add(id);
      parts.push(part);
    }
  }
  return parts;
}

function merge(a: Schema, b: Schema): Schema {
  return {
    id: a.id,
    at: a.at,
    raw: a.raw,
    name: a.name ?? b.name,
    types: meet(a.types, b.types),
    format: a.format ?? b.format,
    pattern: a.pattern ?? b.pattern,
    title: a.title ?? b.title,
    description: a.description ?? b.description,
    enum: a.enum ?? b.enum,
    default: a.default === undefined ? b.default : a.default,
    examples: [...a.examples, ...b.examples],
    uniqueItems: a.uniqueItems ?? b.uniqueItems,
    multipleOf: a.multipleOf ?? b.multipleOf,
    ...tightest(a, b),
    properties: joinProperties(a, b),
    required: [...new Set([...a.required, ...b.required])],
    patternProperties: [...a.patternProperties, ...b.patternProperties],
    unevaluatedProperties: a.unevaluatedProperties ?? b.unevaluatedProperties,
    propertyNames: a.propertyNames ?? b.propertyNames,
    items: a.items ?? b.items,
    prefixItems: a.prefixItems.length > 0 ? a.prefixItems : b.prefixItems,
    allOf: a.allOf,
    anyOf: a.anyOf.length > 0 ? a.anyOf : b.anyOf,
    oneOf: a.oneOf.length > 0 ? a.oneOf : b.oneOf,
    not: a.not ?? b.not,
    others: [...a.others, ...b.others],
    discriminator: a.discriminator ?? b.discriminator,
    contentEncoding: a.contentEncoding ?? b.contentEncoding,
    contentMediaType: a.contentMediaType ?? b.contentMediaType,
    readOnly: a.readOnly || b.readOnly,
    writeOnly: a.writeOnly || b.writeOnly,
    deprecated: a.deprecated || b.deprecated,
  };
}

type Limits = Pick<
  Schema,
  | 'minLength'
  | 'minItems'
  | 'minProperties'
  | 'minimum'
  | 'exclusiveMinimum'
  | 'maxLength'
  | 'maxItems'
  | 'maxProperties'
  | 'maximum'
  | 'exclusiveMaximum'
  | 'additionalProperties'
>;

function tightest(a: Schema, b: Schema): Limits {
  const isClosed = a.additionalProperties === false || b.additionalProperties === false;
  return {
    minLength: higher(a.minLength, b.minLength),
    minItems: higher(a.minItems, b.minItems),
    minProperties: higher(a.minProperties, b.minProperties),
    minimum: higher(a.minimum, b.minimum),
    exclusiveMinimum: higher(a.exclusiveMinimum, b.exclusiveMinimum),
    maxLength: lower(a.maxLength, b.maxLength),
    maxItems: lower(a.maxItems, b.maxItems),
    maxProperties: lower(a.maxProperties, b.maxProperties),
    maximum: lower(a.maximum, b.maximum),
    exclusiveMaximum: lower(a.exclusiveMaximum, b.exclusiveMaximum),
    additionalProperties: isClosed ? false : (a.additionalProperties ?? b.additionalProperties),
  };
}

function higher(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function lower(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function meet(a: readonly JsonType[], b: readonly JsonType[]): readonly JsonType[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const both = a.filter((type) => b.includes(type) || (type === 'integer' && b.includes('number')));
  // Contradictions exist in real documents; the first part's types say more than "nothing".
  return both.length > 0 ? both : a;
}

function joinProperties(a: Schema, b: Schema): readonly Property[] {
  if (b.properties.length === 0 && b.required.length === 0) return a.properties;
  const required = new Set([...a.required, ...b.required]);
  const joined = new Map<string, Property>();
  for (const property of [...a.properties, ...b.properties]) {
    const known = joined.get(property.name);
    joined.set(
      property.name,
      known === undefined
        ? property
        : { ...known, readOnly: known.readOnly || property.readOnly, writeOnly: known.writeOnly || property.writeOnly },
    );
  }
  return [...joined.values()].map((property) =>
    required.has(property.name) && !property.required ? { ...property, required: true } : property,
  );
}
