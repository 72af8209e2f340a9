import type { ApiModel, Schema, SchemaId } from './api.ts';
import { flatten } from './flatten.ts';
import { isObject, type Json } from './json.ts';

const namesOfText =
  /^(nick_?name|label|reference|note|notes|description|memo|comment|alias|title|display_?name|name|purpose)$/i;

/** The name of a free-text field at the top of a body: where a marker can stand and come back. */
export function markerField(api: ApiModel, id: SchemaId): string | undefined {
  const schema = flatten(api, id);
  const free =
    schema?.properties.filter((property) => !property.readOnly && isFreeText(flatten(api, property.schema))) ?? [];
  return (free.find(({ name }) => namesOfText.test(name)) ?? free[0])?.name;
}

function isFreeText(schema: Schema | undefined): boolean {
  if (schema === undefined || schema.enum !== undefined || schema.pattern !== undefined || schema.format !== undefined)
    return false;
  return schema.types.includes('string') && (schema.maxLength ?? 64) >= 16;
}

/** A body's text with `${seed}` filled; other texts stay. */
export function seeded(value: Json, marker: string): Json {
  if (typeof value === 'string') return value.replaceAll('${seed}', marker);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => seeded(item, marker));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, seeded(item ?? null, marker)]));
}
