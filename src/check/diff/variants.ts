import type { ApiModel, Schema, SchemaId } from '../../model/api.ts';
import type { Both, Versions } from '../rule.ts';
import { typesOf } from './facts.ts';
import { match, type Matched } from './pairing.ts';
import { unwrapped, variantsOf, viewOf } from './views.ts';

/** Likenesses worked out for one pair of lists; longer ones (some unions have hundreds) keep to names and signatures. */
const comparisonsMax = 2_500;
/** Below this two variants are called different things: a third of their properties in common is the least. */
const likenessMin = 0.3;

/** Alternatives paired by what they are called, then by discriminator, then by what they look like. */
export function matchVariants(views: Both<Schema>, ids: Both<SchemaId>, versions: Versions): Matched<SchemaId> {
  const before = variantsOf(versions.before, views.before).ids;
  const after = variantsOf(versions.after, views.after).ids;
  if (before.length + after.length === 0) return nothing;
  const labels = { before: labelsOf(versions.before, views.before), after: labelsOf(versions.after, views.after) };
  const schemaOf = (id: SchemaId, side: keyof Both<Schema>): Schema | undefined =>
    viewOf(versions[side], unwrapped(versions[side], id));
  // A schema that became one of several, or the other way round, counts as a list of one.
  const sure = match(
    before.length === 0 && isUnion(views.after) ? [ids.before] : before,
    after.length === 0 && isUnion(views.before) ? [ids.after] : after,
    [
      (id, side) => versions[side].schemas.get(unwrapped(versions[side], id))?.name,
      (id, side) => labels[side].get(unwrapped(versions[side], id)),
      (id, side) => signatureOf(schemaOf(id, side)),
    ],
  );
  const alike = matchAlike(sure, schemaOf);
  return { ...alike, pairs: [...sure.pairs, ...alike.pairs] };
}

const nothing: Matched<SchemaId> = { pairs: [], removed: [], added: [] };

/** One version is nothing but alternatives and the other has none: then it is compared with them, not with the list. */
export function isOneSided({ before, after }: Both<Schema>): boolean {
  return isUnion(before) ? !hasVariants(after) : isUnion(after) && !hasVariants(before);
}

function hasVariants({ anyOf, oneOf }: Schema): boolean {
  return anyOf.length + oneOf.length > 0;
}

function isUnion(view: Schema): boolean {
  return hasVariants(view) && view.properties.length === 0 && view.items === undefined;
}

/** The discriminator's value of each variant. */
function labelsOf(api: ApiModel, view: Schema): ReadonlyMap<SchemaId, string> {
  return new Map([...(view.discriminator?.mapping ?? [])].map(([label, id]) => [unwrapped(api, id), label]));
}

function signatureOf(schema: Schema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  const names = schema.properties.map(({ name }) => name).sort();
  return JSON.stringify([typesOf(schema), schema.format ?? '', names, schema.enum ?? [], schema.items !== undefined]);
}

function matchAlike(
  { removed, added }: Matched<SchemaId>,
  schemaOf: (id: SchemaId, side: keyof Both<Schema>) => Schema | undefined,
): Matched<SchemaId> {
  if (removed.length * added.length > comparisonsMax) return { pairs: [], removed, added };
  const left = new Set(removed);
  const pairs: Both<SchemaId>[] = [];
  const fresh: SchemaId[] = [];
  for (const after of added) {
    const candidates = [...left].map((before) => ({
      before,
      score: likeness(schemaOf(before, 'before'), schemaOf(after, 'after')),
    }));
    const best = candidates.reduce((a, b) => (b.score > a.score ? b : a), { before: '', score: 0 });
    if (best.score < likenessMin) fresh.push(after);
    else {
      left.delete(best.before);
      pairs.push({ before: best.before, after });
    }
  }
  return { pairs, removed: [...left], added: fresh };
}

/** 0 to 1: of objects the share of property names in common, of others the type. */
function likeness(a: Schema | undefined, b: Schema | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const types = typesOf(b);
  if (!typesOf(a).some((type) => types.includes(type))) return 0;
  if (a.properties.length === 0 && b.properties.length === 0) return a.format === b.format ? 1 : 0.5;
  const names = new Set(a.properties.map(({ name }) => name));
  const shared = b.properties.filter(({ name }) => names.has(name)).length;
  return shared / (names.size + b.properties.length - shared);
}
