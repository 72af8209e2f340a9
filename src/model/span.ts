import type { JsonType, Schema } from './api.ts';
import type { Json } from './json.ts';
import { shapeOf } from './pattern/shape.ts';

/**
 * Formats whose texts have a longest one, in characters. RFC 3339 allows any number of digits behind the second: 64 is
 * more than any clock gives. A mailbox is 64 + 1 + 255 (RFC 5321 section 4.5.3.1); the 254 often named is of a path.
 */
const formatLengths: ReadonlyMap<string, number> = new Map([
  ['uuid', 36],
  ['guid', 36],
  ['date', 10],
  ['date-time', 64],
  ['time', 32],
  ['duration', 64],
  ['ip', 45],
  ['ipv4', 15],
  ['ipv6', 45],
  ['cidr', 49],
  ['email', 320],
  ['idn-email', 320],
  ['hostname', 253],
  ['idn-hostname', 253],
  ['int32', 11],
  ['int64', 20],
  ['uint64', 20],
  ['iso-4217', 3],
  ['iso-country-code', 3],
  ['char', 1],
]);
/** Formats of one or two bytes are a range; int32 and int64 only say what fits, not what is sensible. */
const formatRanges: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['int8', [-128, 127]],
  ['uint8', [0, 255]],
  ['int16', [-32_768, 32_767]],
  ['uint16', [0, 65_535]],
]);
/** They say how a text is shown or packed, not which texts are meant. */
const shapeless: ReadonlySet<string> = new Set(['password', 'byte', 'string', 'text', 'html', 'blob']);

/** What remains possible, every kind of value by itself: an impossible one has -Infinity for its largest. */
export interface Span {
  readonly types: ReadonlySet<JsonType> | undefined;
  readonly length: number;
  readonly items: number;
  readonly low: number;
  readonly high: number;
  readonly isShaped: boolean;
  readonly isSized: boolean;
  readonly isClosed: boolean;
}

export const nothing: Span = {
  types: new Set(),
  length: -Infinity,
  items: -Infinity,
  low: Infinity,
  high: -Infinity,
  isShaped: true,
  isSized: true,
  isClosed: true,
};
export const everything: Span = {
  types: undefined,
  length: Infinity,
  items: Infinity,
  low: -Infinity,
  high: Infinity,
  isShaped: false,
  isSized: false,
  isClosed: false,
};

export function ownSpan(schema: Schema): Span {
  const { format = '', pattern, enum: values } = schema;
  const [low, high] = formatRanges.get(format) ?? [-Infinity, Infinity];
  const types = schema.types.length === 0 ? undefined : withIntegers(schema.types);
  const span: Span = {
    types,
    length: Math.min(
      schema.maxLength ?? Infinity,
      formatLengths.get(format) ?? Infinity,
      (pattern === undefined ? undefined : shapeOf(pattern)?.maxLength) ?? Infinity,
    ),
    items: Math.min(schema.maxItems ?? Infinity, schema.prefixItems.length > 0 ? tupleItems(schema) : Infinity),
    low: Math.max(schema.minimum ?? -Infinity, schema.exclusiveMinimum ?? -Infinity, low),
    high: Math.min(schema.maximum ?? Infinity, schema.exclusiveMaximum ?? Infinity, high),
    isShaped: pattern !== undefined || (format !== '' && !shapeless.has(format)),
    isSized: format !== '',
    isClosed: false,
  };
  return both(
    types === undefined ? span : both(span, onlyOf(types)),
    values === undefined ? everything : closed(values),
  );
}

/** A tuple names its items one by one; `items` beside it are any number more. */
function tupleItems({ prefixItems, items }: Schema): number {
  return items === undefined ? prefixItems.length : Infinity;
}

function withIntegers(types: readonly JsonType[]): ReadonlySet<JsonType> {
  return new Set(types.includes('number') ? [...types, 'integer'] : types);
}

/** Nothing but values of these types. */
function onlyOf(types: ReadonlySet<JsonType>): Span {
  const isNumber = types.has('integer');
  return {
    types,
    length: types.has('string') ? Infinity : -Infinity,
    items: types.has('array') ? Infinity : -Infinity,
    low: isNumber ? -Infinity : Infinity,
    high: isNumber ? Infinity : -Infinity,
    isShaped: !types.has('string'),
    isSized: !isNumber,
    isClosed: [...types].every((type) => type === 'boolean' || type === 'null'),
  };
}

/** A closed list: each member is what it is. */
function closed(values: readonly Json[]): Span {
  let span = nothing;
  for (const value of values) span = either(span, exactly(value));
  return span;
}

function exactly(value: Json): Span {
  if (typeof value === 'string') return { ...nothing, types: new Set(['string']), length: value.length };
  if (typeof value === 'number') {
    const types: readonly JsonType[] = Number.isInteger(value) ? ['integer', 'number'] : ['number'];
    return { ...nothing, types: new Set(types), low: value, high: value };
  }
  if (value === null) return { ...nothing, types: new Set(['null']) };
  if (typeof value === 'boolean') return { ...nothing, types: new Set(['boolean']) };
  return Array.isArray(value)
    ? { ...nothing, types: new Set(['array']), items: value.length }
    : { ...nothing, types: new Set(['object']) };
}

export function both(a: Span, b: Span): Span {
  if (a === everything) return b;
  if (b === everything) return a;
  return {
    types: a.types === undefined ? b.types : b.types === undefined ? a.types : shared(a.types, b.types),
    length: Math.min(a.length, b.length),
    items: Math.min(a.items, b.items),
    low: Math.max(a.low, b.low),
    high: Math.min(a.high, b.high),
    isShaped: a.isShaped || b.isShaped,
    isSized: a.isSized || b.isSized,
    isClosed: a.isClosed || b.isClosed,
  };
}

export function either(a: Span, b: Span): Span {
  return {
    types: a.types === undefined || b.types === undefined ? undefined : new Set([...a.types, ...b.types]),
    length: Math.max(a.length, b.length),
    items: Math.max(a.items, b.items),
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    isShaped: a.isShaped && b.isShaped,
    isSized: a.isSized && b.isSized,
    isClosed: a.isClosed && b.isClosed,
  };
}

export function isSame(a: Span, b: Span): boolean {
  return (
    a.length === b.length &&
    a.items === b.items &&
    a.low === b.low &&
    a.high === b.high &&
    a.isShaped === b.isShaped &&
    a.isSized === b.isSized &&
    a.isClosed === b.isClosed &&
    a.types?.size === b.types?.size
  );
}

function shared(a: ReadonlySet<JsonType>, b: ReadonlySet<JsonType>): ReadonlySet<JsonType> {
  return new Set([...a].filter((type) => b.has(type)));
}
