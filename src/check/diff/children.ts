import type { ApiModel, Property, Schema, SchemaId } from '../../model/api.ts';
import type { JsonObject } from '../../model/json.ts';
import { flatten } from '../../model/flatten.ts';
import { requestFlows, responseFlows } from '../../model/schema-graph.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { Both, Versions } from '../rule.ts';
import { schemaIdOf } from './views.ts';
import { isOneSided, matchVariants } from './variants.ts';
import { lifecycleDiffers } from './lifecycle.ts';
import type { SchemaPair } from './schema-pairs.ts';

/** A child in both versions, to be compared in its turn. */
export interface Descent extends Both<SchemaId> {
  /** Flows that reach it in both versions. */
  readonly passes: number;
  /** The key in the newer document that names it. */
  readonly at: Pointer;
  /** The property it is the value of. */
  readonly name?: string;
}
/** A child that one version lacks. */
export interface Single {
  readonly kind: 'added' | 'removed';
  readonly slot: Slot | 'anyOf' | 'oneOf' | 'other';
  readonly schema: SchemaId;
  readonly at: Pointer;
  readonly beforeAt: Pointer;
}
/** A property that one version lacks, or that is not the same in both. */
export interface PropertyPair {
  readonly before?: Property;
  readonly after?: Property;
}
export interface Children {
  readonly descents: readonly Descent[];
  readonly singles: readonly Single[];
  readonly properties: readonly PropertyPair[];
  /** False where one version is a mere list of alternatives: the facts of the two say nothing of each other. */
  readonly comparable: boolean;
}

const everything = requestFlows | responseFlows;

/** What a pair of schemas is made of, paired by meaning: properties by name, variants by what they are. */
export function childrenOf({ before, after, views }: SchemaPair, versions: Versions): Children {
  const descents: Descent[] = [];
  const singles: Single[] = [];
  const beforeAt = views.before.at;
  const add: Add = ([was, is], at, slot = 'other') => {
    if (was !== undefined && is !== undefined) descents.push({ before: was, after: is, passes: everything, at });
    else if (is !== undefined) singles.push({ kind: 'added', slot, schema: is, at, beforeAt });
    else if (was !== undefined) singles.push({ kind: 'removed', slot, schema: was, at: views.after.at, beforeAt });
  };
  const oneSided = isOneSided(views);
  const all = oneSided
    ? []
    : pairProperties({ before: whole(versions.before, views.before), after: whole(versions.after, views.after) });
  for (const { before: was, after: is } of all) {
    if (was === undefined || is === undefined) continue;
    const passes = everything & visible(was) & visible(is);
    descents.push({
      before: schemaIdOf(versions.before, was),
      after: schemaIdOf(versions.after, is),
      passes,
      at: is.at,
      name: is.name,
    });
  }
  if (!oneSided) addParts(views, add);
  const { pairs, added, removed } = matchVariants(views, { before, after }, versions);
  const place = variantPlaces(versions.after, views.after);
  for (const pair of pairs) add([pair.before, pair.after], place(pair.after));
  for (const id of added) add([undefined, id], place(id), views.after.oneOf.includes(id) ? 'oneOf' : 'anyOf');
  for (const id of removed) add([id, undefined], views.after.at, views.before.oneOf.includes(id) ? 'oneOf' : 'anyOf');
  const properties = all.filter((property) => differs(property, versions));
  return { descents, singles, properties, comparable: !oneSided };
}

/** Most do not: only the others are kept until the walk has ended. */
function differs({ before, after }: PropertyPair, versions: Versions): boolean {
  if (before === undefined || after === undefined) return true;
  if (before.required !== after.required || visible(before) !== visible(after)) return true;
  return lifecycleDiffers(rawOf(versions.before, before), rawOf(versions.after, after));
}

/** The property as written: a wrap around a reference says whether the property is deprecated, not what it is. */
export function rawOf(api: ApiModel, { schema, beside }: Property): JsonObject {
  const raw = api.schemas.get(schema)?.raw ?? {};
  return beside === undefined ? raw : { ...raw, ...beside };
}

/** The flows a property is part of. */
export function visible({ readOnly, writeOnly }: Property): number {
  return everything & ~(readOnly ? requestFlows : 0) & ~(writeOnly ? responseFlows : 0);
}

type Slot = (typeof slots)[number];
const slots = ['items', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'not'] as const;

function schemaIn(value: boolean | SchemaId | undefined): SchemaId | undefined {
  return typeof value === 'string' ? value : undefined;
}

const written = new WeakMap<ApiModel, ReadonlySet<SchemaId>>();

/** Schemas with an `allOf`: few, so that asking this costs far less than asking each schema. */
function partsOf(api: ApiModel): ReadonlySet<SchemaId> {
  let known = written.get(api);
  if (known === undefined) {
    known = new Set([...api.schemas.values()].flatMap(({ id, allOf }) => (allOf.length > 0 ? [id] : [])));
    written.set(api, known);
  }
  return known;
}

/** `readOnly` and `writeOnly` also count where a part of the property's own `allOf` says them. */
function whole(api: ApiModel, { properties }: Schema): readonly Property[] {
  const inParts = partsOf(api);
  const isPartly = ({ schema, also }: Property): boolean => also !== undefined || inParts.has(schema);
  if (!properties.some(isPartly)) return properties;
  return properties.map((property) => {
    if (!isPartly(property)) return property;
    const views = [property.schema, ...(property.also ?? [])].map((id) => flatten(api, id));
    const readOnly = property.readOnly || views.some((view) => view?.readOnly === true);
    const writeOnly = property.writeOnly || views.some((view) => view?.writeOnly === true);
    return { ...property, readOnly, writeOnly };
  });
}

function pairProperties({ before, after }: Both<readonly Property[]>): readonly PropertyPair[] {
  if (before.length + after.length === 0) return [];
  const waiting = new Map(before.map((property) => [property.name, property]));
  const pairs = after.map((property): PropertyPair => {
    const was = waiting.get(property.name);
    waiting.delete(property.name);
    return was === undefined ? { after: property } : { before: was, after: property };
  });
  return [...pairs, ...[...waiting.values()].map((property) => ({ before: property }))];
}

type Add = (
  pair: readonly [was: SchemaId | undefined, is: SchemaId | undefined],
  at: Pointer,
  slot?: Single['slot'],
) => void;

function addParts({ before, after }: Both<Schema>, add: Add): void {
  for (const slot of slots) add([schemaIn(before[slot]), schemaIn(after[slot])], child(after.at, slot), slot);
  const length = Math.max(before.prefixItems.length, after.prefixItems.length);
  for (let index = 0; index < length; index += 1) {
    add([before.prefixItems[index], after.prefixItems[index]], child(after.at, 'prefixItems', index));
  }
  const patterns = new Map(before.patternProperties.map(({ pattern, schema }) => [pattern, schema]));
  for (const { pattern, schema } of after.patternProperties) {
    add([patterns.get(pattern), schema], child(after.at, 'patternProperties', pattern));
  }
  // Without a key of their own these can only be told apart while their number is the same.
  if (before.others.length !== after.others.length) return;
  after.others.forEach((id, index) => add([before.others[index], id], after.at));
}

/** Where a variant is named: by the schema itself, or by the part of its `allOf` that holds the list. */
function variantPlaces(api: ApiModel, view: Schema): (id: SchemaId) => Pointer {
  return (id) => {
    const own = api.schemas.get(view.id) ?? view;
    for (const key of ['anyOf', 'oneOf'] as const) {
      const index = own[key].indexOf(id);
      if (index !== -1) return child(own.at, key, index);
    }
    return view.at;
  };
}
