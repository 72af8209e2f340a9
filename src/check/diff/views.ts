import type { ApiModel, JsonType, Property, Schema, SchemaId } from '../../model/api.ts';
import { flatten, merge } from '../../model/flatten.ts';
import type { JsonObject } from '../../model/json.ts';

/** Wraps followed for one schema: a chain of references longer than this is read up to here. */
const wrapsMax = 100;

/** Keys that say nothing of the value, or only repeat what the wrapped schema says. */
const annotations = new Set(
  '$ref allOf anyOf oneOf title description summary example examples deprecated readOnly writeOnly externalDocs xml discriminator $comment'.split(
    ' ',
  ),
);

/** The schema behind wraps with one entry (`allOf: [$ref]`): both spellings mean the same, so they have one id. */
export function unwrapped(api: ApiModel, id: SchemaId): SchemaId {
  let at = id;
  for (let wraps = 0; wraps < wrapsMax; wraps += 1) {
    const inner = soleInner(api.schemas.get(at));
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

function soleInner(schema: Schema | undefined): SchemaId | undefined {
  if (schema === undefined) return undefined;
  const { allOf, anyOf, oneOf } = schema;
  if (allOf.length + anyOf.length + oneOf.length !== 1 || writtenEntries(schema.raw) > 1) return undefined;
  return saysOnly(schema) ? (allOf[0] ?? anyOf[0] ?? oneOf[0]) : undefined;
}

/** One that could not be read is no wrap around the other. */
function writtenEntries(raw: JsonObject): number {
  const lists = [raw['allOf'], raw['anyOf'], raw['oneOf']];
  return lists.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

function saysOnly({ raw, types }: Schema, ...also: readonly string[]): boolean {
  const keys = Object.keys(raw);
  return types.length === 0 && keys.every((key) => annotations.has(key) || key.startsWith('x-') || also.includes(key));
}

/** Properties that several parts of an `allOf` speak of: an id for all that they say. */
const joint = new WeakMap<ApiModel, Map<SchemaId, readonly SchemaId[]>>();

/** The schema of a property of a merged view. */
export function schemaIdOf(api: ApiModel, { schema, also }: Property): SchemaId {
  if (also === undefined) return schema;
  const parts = [schema, ...also];
  const id = parts.join(' & ');
  let known = joint.get(api);
  if (known === undefined) joint.set(api, (known = new Map()));
  known.set(id, parts);
  return id;
}

function jointView(api: ApiModel, id: SchemaId, parts: readonly SchemaId[]): Schema | undefined {
  const views = parts.map((part) => viewOf(api, unwrapped(api, part))).filter((view) => view !== undefined);
  const [first] = views;
  return first === undefined ? undefined : { ...views.reduce(merge), id, at: first.at, raw: first.raw };
}

/** Of a joint schema the first part, which stands for it where a place in the document is asked. */
export function standsFor(api: ApiModel, id: SchemaId): SchemaId {
  return joint.get(api)?.get(id)?.[0] ?? id;
}

const cache = new WeakMap<ApiModel, Map<SchemaId, Schema | undefined>>();

/** What a value must satisfy: `allOf` merged, and `anyOf: [X, null]` read as a nullable X, as 3.0 and 3.1 spell it. */
export function viewOf(api: ApiModel, id: SchemaId): Schema | undefined {
  const parts = joint.get(api)?.get(id);
  if (parts !== undefined) return jointView(api, id, parts);
  const schema = api.schemas.get(id);
  if (schema === undefined || schema.allOf.length + schema.anyOf.length + schema.oneOf.length === 0) return schema;
  let views = cache.get(api);
  if (views === undefined) cache.set(api, (views = new Map()));
  if (views.has(id)) return views.get(id);
  const view = nullableView(api, flatten(api, id));
  views.set(id, view);
  return view;
}

function nullableView(api: ApiModel, view: Schema | undefined): Schema | undefined {
  if (view === undefined) return undefined;
  const isNullable = saysNull(api.schemas.get(view.id));
  const types = bareTypes(api, view);
  if (types !== undefined) return { ...view, types: isNullable ? withNull(types) : types, anyOf: [], oneOf: [] };
  const only = nullableOnly(api, view.id);
  const inner = only === undefined ? undefined : flatten(api, unwrapped(api, only));
  if (inner !== undefined && inner.types.length > 0) return { ...inner, types: withNull(inner.types) };
  return isNullable && view.types.length > 0 ? { ...view, types: withNull(view.types) } : view;
}

/** 3.0 gives `nullable` a meaning beside `type` alone; who wrote it beside parts or alternatives meant it. */
function saysNull(written: Schema | undefined): boolean {
  return written !== undefined && written.types.length === 0 && written.raw['nullable'] === true;
}

function withNull(types: readonly JsonType[]): readonly JsonType[] {
  return types.includes('null') ? types : [...types, 'null'];
}

/** The schema that a view is of: behind wraps, and behind what only adds `null`. */
export function essenceOf(api: ApiModel, id: SchemaId): SchemaId {
  const behind = unwrapped(api, id);
  const only = nullableOnly(api, behind);
  return only === undefined ? behind : unwrapped(api, only);
}

/** What a schema says that only adds `null` to another one: `anyOf: [X, null]`, or 3.0's `nullable` beside `allOf: [X]`. */
function nullableOnly(api: ApiModel, id: SchemaId): SchemaId | undefined {
  const written = api.schemas.get(id);
  if (written === undefined) return undefined;
  const [only, ...others] = written.allOf;
  if (only !== undefined) {
    const alone = others.length + written.anyOf.length + written.oneOf.length === 0;
    return alone && written.raw['nullable'] === true && saysOnly(written, 'nullable') ? only : undefined;
  }
  const { ids, nullable } = variantsOf(api, written);
  return nullable && ids.length === 1 && saysOnly(written) ? ids[0] : undefined;
}

/** The alternatives of `anyOf` and `oneOf` without those that only say `null`. */
export function variantsOf(
  api: ApiModel,
  view: Schema,
): { readonly ids: readonly SchemaId[]; readonly nullable: boolean } {
  const all = [...view.anyOf, ...view.oneOf];
  const ids = all.filter((id) => !isNull(api.schemas.get(id)));
  return { ids, nullable: ids.length < all.length };
}

function isNull(schema: Schema | undefined): boolean {
  return schema !== undefined && schema.types.length === 1 && schema.types[0] === 'null';
}

/** `oneOf: [{ type: string }, { type: integer }]` says what a list of types says. */
function bareTypes(api: ApiModel, { types, anyOf, oneOf }: Schema): readonly JsonType[] | undefined {
  if (types.length > 0 || (anyOf.length > 0 && oneOf.length > 0)) return undefined;
  const found = new Set<JsonType>();
  for (const id of [...anyOf, ...oneOf]) {
    const variant = api.schemas.get(unwrapped(api, id));
    const isBare =
      variant !== undefined &&
      variant.types.length > 0 &&
      Object.keys(variant.raw).every((key) => key === 'type' || annotations.has(key));
    if (!isBare) return undefined;
    for (const type of variant.types) found.add(type);
  }
  return [...found];
}
