import type { ApiModel, Schema, SchemaId } from './api.ts';
import { flatten } from './flatten.ts';
import { isObject, type Json } from './json.ts';

/** Deepest level that is filled; optional parts end one level earlier. */
const depthMax = 6;
const namesOfText =
  /^(nick_?name|label|reference|note|notes|description|memo|comment|alias|title|display_?name|name|purpose)$/i;

/** A value that the schema allows: its example, default or first choice, else one made from its limits. */
export function sample(api: ApiModel, id: SchemaId, depth = 0): Json {
  const schema = flatten(api, id);
  if (schema === undefined) return 'text';
  const given = schema.examples[0]?.value ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined && given !== null) return given;
  const variant = schema.oneOf[0] ?? schema.anyOf[0];
  if (variant !== undefined && schema.types.length === 0 && schema.properties.length === 0 && depth < depthMax)
    return sample(api, variant, depth + 1);
  const type =
    schema.types.find((name) => name !== 'null') ??
    (schema.properties.length > 0 ? 'object' : schema.items === undefined ? 'string' : 'array');
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return numberFor(schema);
    case 'array':
      return schema.items === undefined || depth >= depthMax
        ? []
        : Array.from({ length: Math.max(1, Math.min(schema.minItems ?? 1, 3)) }, () =>
            sample(api, schema.items ?? '', depth + 1),
          );
    case 'object':
      return objectFor(api, schema, depth);
    default:
      return textFor(schema);
  }
}

function numberFor(schema: Schema): number {
  const low = schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + 1);
  const high = schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - 1);
  const wanted = Math.max(low ?? 1, Math.min(1, high ?? 1));
  const step = schema.multipleOf;
  return step === undefined || step === 0 ? wanted : Math.ceil(wanted / step) * step;
}

/** Required properties, and optional ones near the top: what the server sets itself is left out. */
function objectFor(api: ApiModel, schema: Schema, depth: number): Json {
  const made: Record<string, Json> = {};
  for (const property of schema.properties) {
    if (property.readOnly || (!property.required && depth > 0)) continue;
    if (depth >= depthMax) continue;
    made[property.name] = sample(api, property.schema, depth + 1);
  }
  return made;
}

const formats: Readonly<Record<string, string>> = {
  uuid: '3f2b8a1e-6d4c-4e5f-9a7b-1c2d3e4f5a6b',
  date: '2026-01-15',
  'date-time': '2026-01-15T12:00:00Z',
  time: '12:00:00Z',
  email: 'probe@example.com',
  uri: 'https://example.com/probe',
  url: 'https://example.com/probe',
  ipv4: '192.0.2.10',
  byte: 'cHJvYmU=',
  password: 'Pr0be-secret!',
};

/** Patterns are met where they are one of the plain kinds: a run of characters with a length. */
function textFor(schema: Schema): string {
  const known = schema.format === undefined ? undefined : formats[schema.format];
  if (known !== undefined) return known;
  const run = /^\^?(?:\[(.)-?.*?\]|\\(d)|(\w))(?:\{(\d+)(?:,(\d*))?\}|[+*])\$?$/.exec(schema.pattern ?? '');
  if (run !== null) {
    const letter = run[2] === 'd' ? '1' : (run[1] ?? run[3] ?? 'a');
    return letter.repeat(Math.max(1, Number(run[4] ?? 3)));
  }
  const least = schema.minLength ?? 1;
  return 'probe'.padEnd(least, 'e').slice(0, Math.max(schema.maxLength ?? 200, 1));
}

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
