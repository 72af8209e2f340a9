import type { ApiModel, Schema, SchemaId } from '../api.ts';
import type { Choice } from './demand.ts';

/** Schemas that include another by `allOf`, by its id. */
const includers = new WeakMap<ApiModel, Map<SchemaId, SchemaId[]>>();

function includersOf(api: ApiModel, id: SchemaId): readonly SchemaId[] {
  let known = includers.get(api);
  if (known === undefined) {
    includers.set(api, (known = new Map()));
    for (const schema of api.schemas.values()) {
      // One without a name cannot be named by a discriminator.
      if (schema.name === undefined) continue;
      for (const part of schema.allOf) known.set(part, [...(known.get(part) ?? []), schema.id]);
    }
  }
  return known.get(id) ?? [];
}

/** Of a schema that others extend: those, where none of them is among the parts already (OpenAPI 3.0.3, discriminator object). */
export function subtypesOf(api: ApiModel, schema: Schema, parts: readonly Schema[]): readonly SchemaId[] {
  const { discriminator, anyOf, oneOf } = schema;
  if (discriminator === undefined || anyOf.length + oneOf.length > 0) return [];
  const taken = new Set(parts.map(({ id }) => id));
  const mapped = [...discriminator.mapping.values()].filter((id) => id !== schema.id);
  const extending = includersOf(api, schema.id);
  const offered = [...new Set(mapped.length > 0 ? mapped : extending)];
  return offered.some((id) => taken.has(id)) || extending.some((id) => taken.has(id)) ? [] : offered;
}

/** What the discriminator's property may say for the variant that was taken, by the property's name. */
export function discriminated(
  api: ApiModel,
  parts: readonly Schema[],
  choices: ReadonlyMap<string, Choice>,
): ReadonlyMap<string, readonly string[]> {
  const fixed = new Map<string, readonly string[]>();
  for (const { id, discriminator, anyOf, oneOf } of parts) {
    if (discriminator === undefined || fixed.has(discriminator.propertyName)) continue;
    const chosen = ['oneOf', 'anyOf', 'discriminator'].flatMap((keyword) => {
      const variant = choices.get(`${id} ${keyword}`)?.variant;
      return variant === undefined ? [] : [variant];
    });
    // Asked for by a subtype: the subtype is the first of the parts that is named.
    const isBase = chosen.length === 0 && anyOf.length + oneOf.length === 0;
    const meant = isBase
      ? parts.filter((part) => part.id !== id && isSubtype(api, part, id)).map((part) => part.id)
      : chosen;
    const names = meant.flatMap((variant) => namesOf(api, discriminator, variant));
    if (names.length > 0) fixed.set(discriminator.propertyName, names);
  }
  return fixed;
}

function isSubtype(api: ApiModel, part: Schema, base: SchemaId): boolean {
  return part.name !== undefined && includersOf(api, base).includes(part.id);
}

function namesOf(api: ApiModel, { mapping }: NonNullable<Schema['discriminator']>, id: SchemaId): readonly string[] {
  const mapped = [...mapping].filter(([, target]) => target === id).map(([name]) => name);
  const { name } = api.schemas.get(id) ?? {};
  return name === undefined ? mapped : [...mapped, name];
}
