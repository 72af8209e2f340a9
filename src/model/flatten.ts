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

/** What holds of a value that both hold of. */
export function merge(a: Schema, b: Schema): Schema {
  return {
    ...b,
    ...a,
    ...tightest(a, b),
    types: meet(a.types, b.types),
    properties: joinProperties(a, b),
    required: [...new Set([...a.required, ...b.required])],
    patternProperties: [...a.patternProperties, ...b.patternProperties],
    examples: [...a.examples, ...b.examples],
    prefixItems: a.prefixItems.length > 0 ? a.prefixItems : b.prefixItems,
    anyOf: a.anyOf.length > 0 ? a.anyOf : b.anyOf,
    oneOf: a.oneOf.length > 0 ? a.oneOf : b.oneOf,
    others: [...a.others, ...b.others],
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

function tightest(a: Schema, b: Schema): Partial<Limits> {
  const lower = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'] as const;
  const upper = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'] as const;
  const limits: { -readonly [K in keyof Limits]?: Limits[K] } = {};
  for (const key of lower) {
    const values = [a[key], b[key]].filter((value) => value !== undefined);
    if (values.length > 0) limits[key] = Math.max(...values);
  }
  for (const key of upper) {
    const values = [a[key], b[key]].filter((value) => value !== undefined);
    if (values.length > 0) limits[key] = Math.min(...values);
  }
  if (a.additionalProperties === false || b.additionalProperties === false) limits.additionalProperties = false;
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
        : {
            ...known,
            readOnly: known.readOnly || property.readOnly,
            writeOnly: known.writeOnly || property.writeOnly,
            ...alsoOf(known, property),
          },
    );
  }
  return [...joined.values()].map((property) =>
    required.has(property.name) && !property.required ? { ...property, required: true } : property,
  );
}
