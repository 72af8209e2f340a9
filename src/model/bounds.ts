import type { ApiModel, JsonType, Schema, SchemaId } from './api.ts';
import { flatten } from './flatten.ts';
import { shapeOf } from './pattern/shape.ts';

/** What a value must keep to as a whole: through allOf, anyOf, oneOf, formats, patterns and closed lists. Absent: nothing says it. */
export interface Bounds {
  /** In characters. */
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Something says which texts are meant: a pattern, a format, a closed list. */
  readonly isShaped: boolean;
}

/** Formats whose texts have a longest one, in characters (RFC 3339, 4122, 4291, 791, 5321, ISO 4217 ...). */
const formatLengths: ReadonlyMap<string, number> = new Map([
  ['uuid', 36],
  ['date', 10],
  ['date-time', 64],
  ['time', 32],
  ['duration', 64],
  ['ipv4', 15],
  ['ipv6', 45],
  ['email', 320],
  ['idn-email', 320],
  ['hostname', 253],
  ['idn-hostname', 253],
  ['int32', 11],
  ['int64', 20],
  ['iso-4217', 3],
  ['char', 1],
]);
/** Formats of one or two bytes are a range; int32 and int64 only say what fits, not what is sensible. */
const formatRanges: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['int8', [-128, 127]],
  ['uint8', [0, 255]],
  ['int16', [-32_768, 32_767]],
  ['uint16', [0, 65_535]],
]);

/** Variants inside variants that are followed; real ones have three levels. */
const depthMax = 12;

const cache = new WeakMap<ApiModel, Map<SchemaId, Bounds>>();
const unbounded: Bounds = { isShaped: false };

export function effectiveBounds(api: ApiModel, id: SchemaId): Bounds {
  let known = cache.get(api);
  if (known === undefined) cache.set(api, (known = new Map()));
  return boundsAt(api, id, { known, depth: 0 });
}

interface Visit {
  readonly known: Map<SchemaId, Bounds>;
  readonly depth: number;
}

function boundsAt(api: ApiModel, id: SchemaId, visit: Visit): Bounds {
  const memo = visit.known.get(id);
  if (memo !== undefined) return memo;
  // Stands for the schema while its own variants are looked at, so that a cycle ends.
  visit.known.set(id, unbounded);
  const schema = flatten(api, id);
  const bounds = schema === undefined ? unbounded : boundsOf(api, schema, visit);
  visit.known.set(id, bounds);
  return bounds;
}

function boundsOf(api: ApiModel, schema: Schema, { known, depth }: Visit): Bounds {
  let bounds = ownBounds(schema);
  if (depth >= depthMax) return bounds;
  for (const variants of [schema.anyOf, schema.oneOf]) {
    if (variants.length === 0) continue;
    const loosest = variants
      .map((id) => ({ types: flatten(api, id)?.types ?? [], bounds: boundsAt(api, id, { known, depth: depth + 1 }) }))
      .reduce<Loosest | undefined>(looser, undefined);
    if (loosest !== undefined) bounds = tighter(bounds, loosest);
  }
  return bounds;
}

function ownBounds(schema: Schema): Bounds {
  const { enum: values, format, pattern } = schema;
  const shape = pattern === undefined ? undefined : shapeOf(pattern);
  const lengths = [
    schema.maxLength,
    format === undefined ? undefined : formatLengths.get(format),
    shape?.maxLength,
    values === undefined
      ? undefined
      : Math.max(0, ...values.map((value) => (typeof value === 'string' ? value.length : 0))),
  ];
  const range = format === undefined ? undefined : formatRanges.get(format);
  const numbers = values?.filter((value) => typeof value === 'number') ?? [];
  const closed = values !== undefined;
  return {
    ...least('maxLength', lengths),
    ...least('maxItems', [
      schema.maxItems,
      closed ? 0 : undefined,
      schema.uniqueItems === true && closed ? 0 : undefined,
    ]),
    ...least('maximum', [
      schema.maximum,
      schema.exclusiveMaximum,
      range?.[1],
      closed ? Math.max(0, ...numbers) : undefined,
    ]),
    ...most('minimum', [
      schema.minimum,
      schema.exclusiveMinimum,
      range?.[0],
      closed ? Math.min(0, ...numbers) : undefined,
    ]),
    isShaped: closed || pattern !== undefined || (format !== undefined && format !== 'password' && format !== 'byte'),
  };
}

type Limit = 'maxLength' | 'maxItems' | 'minimum' | 'maximum';

function least(key: Limit, values: readonly (number | undefined)[]): Partial<Bounds> {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? {} : { [key]: Math.min(...known) };
}

function most(key: Limit, values: readonly (number | undefined)[]): Partial<Bounds> {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? {} : { [key]: Math.max(...known) };
}

/** Of several variants; a limit that one of them lacks is none, unless that one cannot be of the type at all. */
interface Loosest {
  readonly maxLength: number;
  readonly maxItems: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly isShaped: boolean;
}

function looser(
  before: Loosest | undefined,
  { types, bounds }: { readonly types: readonly JsonType[]; readonly bounds: Bounds },
): Loosest {
  const may = (...some: readonly JsonType[]): boolean =>
    types.length === 0 || some.some((type) => types.includes(type));
  const isText = may('string');
  const here: Loosest = {
    maxLength: isText ? (bounds.maxLength ?? Infinity) : 0,
    maxItems: may('array') ? (bounds.maxItems ?? Infinity) : 0,
    minimum: may('number', 'integer') ? (bounds.minimum ?? -Infinity) : Infinity,
    maximum: may('number', 'integer') ? (bounds.maximum ?? Infinity) : -Infinity,
    isShaped: !isText || bounds.isShaped,
  };
  if (before === undefined) return here;
  return {
    maxLength: Math.max(before.maxLength, here.maxLength),
    maxItems: Math.max(before.maxItems, here.maxItems),
    minimum: Math.min(before.minimum, here.minimum),
    maximum: Math.max(before.maximum, here.maximum),
    isShaped: before.isShaped && here.isShaped,
  };
}

function tighter(own: Bounds, variants: Loosest): Bounds {
  const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
  return {
    ...own,
    ...least('maxLength', [own.maxLength, finite(variants.maxLength)]),
    ...least('maxItems', [own.maxItems, finite(variants.maxItems)]),
    ...least('maximum', [own.maximum, finite(variants.maximum)]),
    ...most('minimum', [own.minimum, finite(variants.minimum)]),
    isShaped: own.isShaped || variants.isShaped,
  };
}
