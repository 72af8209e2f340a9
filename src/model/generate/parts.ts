import type { Schema, SchemaId } from '../api.ts';
import { isObject, type Json } from '../json.ts';

/** The schemas behind the keywords that the model lists together as `others`. */
export interface Applied {
  readonly if?: SchemaId;
  readonly then?: SchemaId;
  readonly else?: SchemaId;
  readonly contains?: SchemaId;
  readonly dependentSchemas: ReadonlyMap<string, SchemaId>;
}

const nothing: Applied = { dependentSchemas: new Map() };
const known = new WeakMap<Schema, Applied>();
const single: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'contains',
  'contentSchema',
  'additionalItems',
  'unevaluatedItems',
]);

/** They stand in the order of the document's keys. Where one of them could not be read, none is told from another. */
export function appliedOf(schema: Schema): Applied {
  if (schema.others.length === 0) return nothing;
  let applied = known.get(schema);
  if (applied === undefined) known.set(schema, (applied = read(schema)));
  return applied;
}

function read({ raw, others }: Schema): Applied {
  const slots: (readonly [string, string])[] = [];
  for (const key of Object.keys(raw)) {
    const value = raw[key];
    if (single.has(key) && isObject(value)) slots.push([key, '']);
    if (key === 'items' && Array.isArray(value)) slots.push(...listOf(value as readonly Json[]));
    if (key !== 'dependentSchemas' || !isObject(value)) continue;
    for (const name of Object.keys(value)) if (isObject(value[name])) slots.push([key, name]);
  }
  if (slots.length !== others.length) return nothing;
  const applied: Record<string, SchemaId> = {};
  const dependentSchemas = new Map<string, SchemaId>();
  for (const [index, [key, name]] of slots.entries()) {
    const id = others[index] ?? '';
    if (key === 'dependentSchemas') dependentSchemas.set(name, id);
    else applied[key] = id;
  }
  return { ...applied, dependentSchemas };
}

function listOf(items: readonly Json[]): readonly (readonly [string, string])[] {
  return items.filter(isObject).map(() => ['item', ''] as const);
}

/** Names that must be there where another is (JSON Schema 2020-12, validation section 6.5.4). */
export function dependentRequired({ raw }: Schema): ReadonlyMap<string, readonly string[]> {
  const written = raw['dependentRequired'];
  const names = new Map<string, readonly string[]>();
  if (!isObject(written)) return names;
  for (const [name, list] of Object.entries(written))
    if (Array.isArray(list))
      names.set(
        name,
        (list as readonly Json[]).filter((one) => typeof one === 'string'),
      );
  return names;
}

/** Properties that may not be there: their schema is `false`. */
export function forbiddenNames({ raw }: Schema): readonly string[] {
  const written = raw['properties'];
  if (!isObject(written)) return [];
  return Object.keys(written).filter((name) => written[name] === false);
}

export function isForbidden({ raw }: Schema, name: string): boolean {
  const written = raw['properties'];
  return isObject(written) && Object.hasOwn(written, name) && written[name] === false;
}

/** Whether the name is declared at all, also by a schema that is `true` and so no schema of the model. */
export function declares({ raw, properties }: Schema, name: string): boolean {
  const written = raw['properties'];
  return (isObject(written) && Object.hasOwn(written, name)) || properties.some((property) => property.name === name);
}
