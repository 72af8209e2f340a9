import type { ApiModel, Schema, SchemaId } from './api.ts';
import { composedOf, effectiveBounds, type Bounds } from './bounds.ts';
import { flatten } from './flatten.ts';
import { requestFlows, rootsOf } from './schema-graph.ts';

const memos = new WeakMap<ApiModel, ReadonlySet<SchemaId>>();

/**
 * Is the schema what a whole value of some request must meet: a body, a parameter, a property, an item? Parts of allOf,
 * variants, and what stands below `not` or `if` are not: the rest of the value is said elsewhere.
 */
export function isSentValue(api: ApiModel, id: SchemaId): boolean {
  return valuesOf(api).has(id);
}

function valuesOf(api: ApiModel): ReadonlySet<SchemaId> {
  let values = memos.get(api);
  if (values === undefined) memos.set(api, (values = sentValues(api)));
  return values;
}

function sentValues(api: ApiModel): ReadonlySet<SchemaId> {
  const values = new Set<SchemaId>();
  const seen = new Set<SchemaId>();
  const queue: SchemaId[] = [];
  const reach = (id: SchemaId): void => {
    if (seen.has(id)) return;
    seen.add(id);
    queue.push(id);
  };
  const send = (id: SchemaId): void => {
    values.add(id);
    reach(id);
  };
  for (const operation of [...api.operations, ...api.hooks]) {
    for (const { schema, flow } of rootsOf(operation)) if ((flow & requestFlows) !== 0) send(schema);
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const schema = api.schemas.get(next);
    if (schema === undefined) continue;
    for (const id of valuesWithin(schema)) send(id);
    for (const id of composedOf(schema)) reach(id);
    for (const id of schema.discriminator?.mapping.values() ?? []) reach(id);
  }
  return values;
}

function valuesWithin(schema: Schema): readonly SchemaId[] {
  const { properties, patternProperties, prefixItems, items, additionalProperties, unevaluatedProperties } = schema;
  const rest = [items, additionalProperties, unevaluatedProperties].filter((id) => typeof id === 'string');
  return [
    ...properties.filter(({ readOnly }) => !readOnly).map((property) => property.schema),
    ...patternProperties.map((property) => property.schema),
    ...prefixItems,
    ...rest,
  ];
}

/** Longest list of variants that is named one by one. */
const namedMax = 20;

/**
 * Where to say that a value lacks something: its variants that lack it, else the value's own schema. What the value says
 * beside its variants holds for all of them, so one that lacks it alone may be fine.
 */
export function schemasLacking(api: ApiModel, id: SchemaId, lacks: (bounds: Bounds) => boolean): readonly Schema[] {
  if (!lacks(effectiveBounds(api, id))) return [];
  const found: Schema[] = [];
  const seen = new Set<SchemaId>([id]);
  const queue: SchemaId[] = [id];
  for (let next = queue.shift(); next !== undefined && found.length < namedMax; next = queue.shift()) {
    const schema = api.schemas.get(next);
    if (schema === undefined) continue;
    const lists = variantsOf(api, schema);
    const guilty = lists.map((list) => list.filter((one) => lacks(effectiveBounds(api, one)))).find(hasAny);
    if (guilty === undefined) found.push(schema);
    for (const one of guilty ?? []) {
      if (seen.has(one)) continue;
      seen.add(one);
      queue.push(one);
    }
  }
  const own = api.schemas.get(id);
  // Variants that only lead back to each other leave nobody else to blame.
  return found.length > 0 || own === undefined ? found : [own];
}

function hasAny(list: readonly SchemaId[]): boolean {
  return list.length > 0;
}

/** The lists of variants of a schema and of all it includes by allOf. */
function variantsOf(api: ApiModel, schema: Schema): readonly (readonly SchemaId[])[] {
  const lists: (readonly SchemaId[])[] = [];
  const parts: Schema[] = [schema];
  const seen = new Set<SchemaId>([schema.id]);
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    lists.push(...[part.anyOf, part.oneOf].filter(hasAny));
    for (const id of part.allOf) {
      const next = api.schemas.get(id);
      if (next === undefined || seen.has(id)) continue;
      seen.add(id);
      parts.push(next);
    }
  }
  return lists;
}

const objectMemos = new WeakMap<ApiModel, ReadonlySet<SchemaId>>();

/**
 * Is the schema where a sent object's properties are told, so that it is the one to close? Of a value whose properties are
 * told by its variants alone these are meant; beside properties of its own they only add to it.
 */
export function isSentObject(api: ApiModel, id: SchemaId): boolean {
  let objects = objectMemos.get(api);
  if (objects === undefined) objectMemos.set(api, (objects = sentObjects(api)));
  return objects.has(id);
}

function sentObjects(api: ApiModel): ReadonlySet<SchemaId> {
  const objects = new Set<SchemaId>();
  const seen = new Set<SchemaId>(valuesOf(api));
  const queue = [...seen];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const variants = tellingVariants(api, next);
    if (variants.length === 0) objects.add(next);
    for (const id of [...variants, ...(api.schemas.get(next)?.discriminator?.mapping.values() ?? [])]) {
      if (seen.has(id)) continue;
      seen.add(id);
      queue.push(id);
    }
  }
  return objects;
}

/** The variants of a schema that has no properties of its own, where they are objects. */
function tellingVariants(api: ApiModel, id: SchemaId): readonly SchemaId[] {
  const whole = flatten(api, id);
  if (whole === undefined || whole.properties.length > 0 || whole.unevaluatedProperties === false) return [];
  const variants = [...whole.anyOf, ...whole.oneOf];
  return variants.some((one) => isTelling(flatten(api, one))) ? variants : [];
}

/** It names properties, or says that it is an object; `required: [a]` alone is a condition on the value's own. */
function isTelling(variant: Schema | undefined): boolean {
  if (variant === undefined) return false;
  const { types, properties, anyOf, oneOf } = variant;
  return types.includes('object') || properties.length + anyOf.length + oneOf.length > 0;
}
