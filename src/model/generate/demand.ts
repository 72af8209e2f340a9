import type { ApiModel, JsonType, Schema, SchemaId } from '../api.ts';
import { discriminated, subtypesOf } from './discriminator.ts';
import { partsMax } from './limits.ts';

/** All that holds of one value: schemas, what they include by `allOf`, and one variant of each `anyOf` and `oneOf`. */
export interface Demand {
  /** What was asked for, without the choices. */
  readonly ids: readonly SchemaId[];
  readonly parts: readonly Schema[];
  /** The variant taken, by the schema and the keyword that offer it. */
  readonly choices: ReadonlyMap<string, Choice>;
  /** Properties whose value the discriminator decides. */
  readonly fixed: ReadonlyMap<string, readonly string[]>;
  /** Empty: any type. */
  readonly types: readonly JsonType[];
  /** No value can be right: the part that contradicts those before it. */
  readonly clash?: { readonly schema: SchemaId; readonly keyword: string };
}

export interface Choice {
  readonly by: SchemaId;
  readonly keyword: 'anyOf' | 'oneOf' | 'discriminator';
  readonly variant: SchemaId;
  readonly of: number;
}

/** The variants, best first; the index of the one to take. */
export type Choose = (key: string, variants: readonly SchemaId[]) => SchemaId | undefined;

export function demandOf(api: ApiModel, ids: readonly SchemaId[], choose: Choose): Demand {
  const seen = new Set<SchemaId>(ids);
  const parts: Schema[] = [];
  const choices = new Map<string, Choice>();
  let types: readonly JsonType[] = [];
  let clash: Demand['clash'];
  // Variants come last: what always holds says which of them can be.
  const later: Schema[] = [];
  const take = (): void => {
    for (const id of seen) {
      const schema = api.schemas.get(id);
      if (schema === undefined || parts.includes(schema) || parts.length >= partsMax) continue;
      parts.push(schema);
      const both = meet(types, schema.types);
      if (both === undefined) clash ??= { schema: id, keyword: 'type' };
      else types = both;
      for (const part of schema.allOf) seen.add(part);
      if (schema.anyOf.length + schema.oneOf.length > 0 || schema.discriminator !== undefined) later.push(schema);
    }
  };
  take();
  for (const schema of later) {
    for (const keyword of ['oneOf', 'anyOf', 'discriminator'] as const) {
      const offered = keyword === 'discriminator' ? subtypesOf(api, schema, parts) : schema[keyword];
      const possible = offered.filter((id) => meet(types, api.schemas.get(id)?.types ?? []) !== undefined);
      const key = `${schema.id} ${keyword}`;
      const variant = choose(key, possible.length > 0 ? possible : offered);
      if (variant === undefined) continue;
      choices.set(key, { by: schema.id, keyword, variant, of: offered.length });
      seen.add(variant);
      take();
    }
  }
  const fixed = discriminated(api, parts, choices);
  return { ids, parts, choices, fixed, types, ...(clash === undefined ? {} : { clash }) };
}

/** Undefined: nothing is of both. */
function meet(a: readonly JsonType[], b: readonly JsonType[]): readonly JsonType[] | undefined {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const both = a.filter((type) => b.includes(type) || (type === 'integer' && b.includes('number')));
  const narrowed =
    b.includes('integer') && a.includes('number') && !both.includes('integer') ? ['integer' as const] : [];
  const all = [...both, ...narrowed];
  return all.length > 0 ? all : undefined;
}
