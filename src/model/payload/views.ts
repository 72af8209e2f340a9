import type { ApiModel, Schema, SchemaId } from '../api.ts';
import { isObject, own, type Json } from '../json.ts';
import { seenViolation } from './validate.ts';

/** All schemas that speak of one value, with the variants that it fits. */
export interface Views {
  /** They hold of the value. */
  readonly binding: readonly Schema[];
  /** Conditions and what depends on them: what they name is declared, whether they apply or not. */
  readonly beside: readonly Schema[];
  /** The value fits no variant of these. */
  readonly unfitted: readonly { readonly schema: Schema; readonly keyword: 'anyOf' | 'oneOf' }[];
  /** Which variant is meant cannot be told: nothing is undeclared here. */
  readonly isOpen: boolean;
}

export interface Seeing {
  readonly api: ApiModel;
  /** Checks that are left for all values of one exchange. */
  readonly budget: { left: number };
}

/** Schemas that one value is looked at by. */
const schemasMax = 300;

/** Most schemas have no variants: what speaks of their values is the same for every value. */
const fixed = new WeakMap<ApiModel, Map<string, Views>>();

export function viewsOf(ids: readonly SchemaId[], value: Json, seeing: Seeing): Views {
  let known = fixed.get(seeing.api);
  if (known === undefined) fixed.set(seeing.api, (known = new Map()));
  const key = ids.length === 1 ? (ids[0] ?? '') : ids.join('\n');
  const memo = known.get(key);
  if (memo !== undefined) return memo;
  const views = newViews(ids, value, seeing);
  if (!views.binding.some(hasVariants)) known.set(key, views);
  if (views.isOpen) return views;
  // The same variants again are the same views: what is worked out of them is worked out once.
  const all = `all ${views.binding.map(({ id }) => id).join('\n')}`;
  const same = known.get(all);
  if (same === undefined && known.size < viewsMax) known.set(all, views);
  return same ?? views;
}

/** Combinations of variants that are remembered. */
const viewsMax = 20_000;

function hasVariants({ anyOf, oneOf, discriminator }: Schema): boolean {
  return anyOf.length + oneOf.length > 0 || discriminator !== undefined;
}

function newViews(ids: readonly SchemaId[], value: Json, seeing: Seeing): Views {
  const seen = new Set(ids);
  const binding: Schema[] = [];
  const beside = new Set<SchemaId>();
  const unfitted: Views['unfitted'][number][] = [];
  let isOpen = false;
  for (const id of seen) {
    const schema = seeing.api.schemas.get(id);
    if (schema === undefined || seen.size > schemasMax) {
      isOpen = true;
      continue;
    }
    binding.push(schema);
    const meant = variantsMeant(schema, value, seeing);
    if (meant === 'unknown') isOpen = true;
    else if (meant.unfitted !== undefined) unfitted.push({ schema, keyword: meant.unfitted });
    for (const part of [...schema.allOf, ...(meant === 'unknown' ? [] : meant.variants)]) seen.add(part);
    for (const other of schema.others) beside.add(other);
  }
  return { binding, beside: besideOf(beside, seeing.api), unfitted, isOpen: isOpen || unfitted.length > 0 };
}

interface Meant {
  readonly variants: readonly SchemaId[];
  readonly unfitted?: 'anyOf' | 'oneOf';
}

/** The variants that the discriminator names, else all that the value fits; undeclared properties take no part in that. */
function variantsMeant(schema: Schema, value: Json, seeing: Seeing): Meant | 'unknown' {
  const { anyOf, oneOf, discriminator } = schema;
  if (discriminator !== undefined && isObject(value)) return byDiscriminator(schema, value, seeing.api);
  const variants: SchemaId[] = [];
  let unfitted: Meant['unfitted'];
  for (const [keyword, group] of [['anyOf', anyOf] as const, ['oneOf', oneOf] as const]) {
    if (group.length === 0) continue;
    const fitting = group.filter((id) => seenViolation(seeing, id, value) === undefined);
    if (fitting.length === 0) unfitted ??= keyword;
    variants.push(...fitting);
  }
  return unfitted === undefined ? { variants } : { variants, unfitted };
}

/** OpenAPI 3.1 section 4.8.25: the value names a key of the mapping, else a schema of the document. */
function byDiscriminator({ discriminator, anyOf, oneOf }: Schema, value: Json, api: ApiModel): Meant | 'unknown' {
  const name = own(value, discriminator?.propertyName ?? '');
  if (typeof name !== 'string') return 'unknown';
  const mapped = discriminator?.mapping.get(name);
  if (mapped !== undefined) return { variants: [mapped] };
  const group = [...anyOf, ...oneOf];
  const candidates = group.length > 0 ? group : [...api.schemas.keys()];
  const named = candidates.filter((id) => api.schemas.get(id)?.name === name);
  return named.length === 1 ? { variants: named } : 'unknown';
}

/** With all that they are made of, whatever the value is. */
function besideOf(ids: Set<SchemaId>, api: ApiModel): readonly Schema[] {
  const schemas: Schema[] = [];
  for (const id of ids) {
    const schema = api.schemas.get(id);
    if (schema === undefined || ids.size > schemasMax) continue;
    schemas.push(schema);
    for (const part of [...schema.allOf, ...schema.anyOf, ...schema.oneOf, ...schema.others]) ids.add(part);
  }
  return schemas;
}
