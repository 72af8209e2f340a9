import type { ApiModel, Property, Schema, SchemaId } from '../../model/api.ts';
import { requestFlows, responseFlows } from '../../model/schema-graph.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { Both, Versions } from '../rule.ts';
import { isOneSided, matchVariants } from './variants.ts';
import type { SchemaPair } from './schema-pairs.ts';

/** A child in both versions, to be compared in its turn. */
export interface Descent extends Both<SchemaId> {
  /** Flows that reach it in both versions. */
  readonly passes: number;
  /** The key in the newer document that names it. */
  readonly at: Pointer;
}
/** A child that one version lacks. */
export interface Single {
  readonly kind: 'added' | 'removed';
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
  const add = (was: SchemaId | undefined, is: SchemaId | undefined, at: Pointer): void => {
    if (was !== undefined && is !== undefined) descents.push({ before: was, after: is, passes: everything, at });
    else if (is !== undefined) singles.push({ kind: 'added', schema: is, at, beforeAt });
    else if (was !== undefined) singles.push({ kind: 'removed', schema: was, at: views.after.at, beforeAt });
  };
  const oneSided = isOneSided(views);
  const all = oneSided ? [] : pairProperties(views);
  for (const { before: was, after: is } of all) {
    if (was === undefined || is === undefined) continue;
    descents.push({ before: was.schema, after: is.schema, passes: everything & visible(was) & visible(is), at: is.at });
  }
  if (!oneSided) addParts(views, add);
  const { pairs, added, removed } = matchVariants(views, { before, after }, versions);
  const place = variantPlaces(versions.after, views.after);
  for (const pair of pairs) add(pair.before, pair.after, place(pair.after));
  for (const id of added) add(undefined, id, place(id));
  for (const id of removed) add(id, undefined, views.after.at);
  return { descents, singles, properties: all.filter(differs), comparable: !oneSided };
}

/** Most do not: only the others are kept until the walk has ended. */
function differs({ before, after }: PropertyPair): boolean {
  if (before === undefined || after === undefined) return true;
  return before.required !== after.required || visible(before) !== visible(after);
}

/** The flows a property is part of. */
export function visible({ readOnly, writeOnly }: Property): number {
  return everything & ~(readOnly ? requestFlows : 0) & ~(writeOnly ? responseFlows : 0);
}

const slots = ['items', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'not'] as const;

function schemaIn(value: boolean | SchemaId | undefined): SchemaId | undefined {
  return typeof value === 'string' ? value : undefined;
}

function pairProperties({ before, after }: Both<Schema>): readonly PropertyPair[] {
  if (before.properties.length + after.properties.length === 0) return [];
  const waiting = new Map(before.properties.map((property) => [property.name, property]));
  const pairs = after.properties.map((property): PropertyPair => {
    const was = waiting.get(property.name);
    waiting.delete(property.name);
    return was === undefined ? { after: property } : { before: was, after: property };
  });
  return [...pairs, ...[...waiting.values()].map((property) => ({ before: property }))];
}

type Add = (was: SchemaId | undefined, is: SchemaId | undefined, at: Pointer) => void;

function addParts({ before, after }: Both<Schema>, add: Add): void {
  for (const slot of slots) add(schemaIn(before[slot]), schemaIn(after[slot]), child(after.at, slot));
  const length = Math.max(before.prefixItems.length, after.prefixItems.length);
  for (let index = 0; index < length; index += 1) {
    add(before.prefixItems[index], after.prefixItems[index], child(after.at, 'prefixItems', index));
  }
  const patterns = new Map(before.patternProperties.map(({ pattern, schema }) => [pattern, schema]));
  for (const { pattern, schema } of after.patternProperties) {
    add(patterns.get(pattern), schema, child(after.at, 'patternProperties', pattern));
  }
  // Without a key of their own these can only be told apart while their number is the same.
  if (before.others.length !== after.others.length) return;
  after.others.forEach((id, index) => add(before.others[index], id, after.at));
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
