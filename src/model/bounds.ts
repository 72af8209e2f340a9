import type { ApiModel, JsonType, Schema, SchemaId } from './api.ts';
import { both, either, everything, isSame, nothing, ownSpan, type Span } from './span.ts';

/**
 * What a value must keep to as a whole: through allOf (the tightest counts), anyOf and oneOf (the loosest), formats,
 * patterns and closed lists. An absent limit: nothing says it. Of a type that no value can have, limits are 0.
 */
export interface Bounds {
  /** Absent: any. A number is `number` and `integer`. */
  readonly types?: readonly JsonType[] | undefined;
  /** In characters. */
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** Something says which texts are meant: a pattern, a format, a closed list. */
  readonly isShaped: boolean;
  /** Something says how wide a number is: a format or a closed list. */
  readonly isSized: boolean;
  /** All that it can be is written in the document: closed lists, yes and no. */
  readonly isClosed: boolean;
}

/** Rounds over schemas that are made of each other; real ones are done after two. What is not done by then counts as bounded. */
const roundsMax = 20;

interface Memo {
  readonly spans: Map<SchemaId, Span>;
  readonly bounds: Map<SchemaId, Bounds>;
}
const memos = new WeakMap<ApiModel, Memo>();
const unbounded: Bounds = { isShaped: false, isSized: false, isClosed: false };

export function effectiveBounds(api: ApiModel, id: SchemaId): Bounds {
  let memo = memos.get(api);
  if (memo === undefined) memos.set(api, (memo = { spans: new Map(), bounds: new Map() }));
  const known = memo.bounds.get(id);
  if (known !== undefined) return known;
  if (!memo.spans.has(id)) settle(api, id, memo.spans);
  const span = memo.spans.get(id);
  const bounds = span === undefined ? unbounded : boundsOf(span);
  memo.bounds.set(id, bounds);
  return bounds;
}

/** What the value itself is made of: not its properties or items. */
export function composedOf({ allOf, anyOf, oneOf }: Schema): readonly SchemaId[] {
  return allOf.length + anyOf.length + oneOf.length === 0 ? [] : [...allOf, ...anyOf, ...oneOf];
}

/**
 * The spans of a schema and of all it is made of, from the leaves up. What is made of itself adds nothing to itself: the
 * rounds begin with nothing and grow until they stay, so the order of asking takes no part.
 */
function settle(api: ApiModel, id: SchemaId, spans: Map<SchemaId, Span>): void {
  const { order, isCyclic } = leavesFirst(api, id, spans);
  if (isCyclic) for (const { id: one } of order) spans.set(one, nothing);
  for (let round = 0, grown = true; grown && round < roundsMax; round += 1) {
    grown = false;
    for (const schema of order) {
      const before = spans.get(schema.id);
      const after = spanOf(schema, spans);
      spans.set(schema.id, after);
      if (isCyclic && (before === undefined || !isSame(before, after))) grown = true;
    }
  }
}

interface Order {
  readonly order: readonly Schema[];
  readonly isCyclic: boolean;
}

/** A walk in depth with a stack of its own; what is settled already is not entered. */
function leavesFirst(api: ApiModel, start: SchemaId, settled: ReadonlyMap<SchemaId, Span>): Order {
  const order: Schema[] = [];
  const open = new Set<SchemaId>();
  const seen = new Set<SchemaId>();
  const stack: { readonly schema: Schema; readonly parts: readonly SchemaId[]; at: number }[] = [];
  let isCyclic = false;
  const enter = (id: SchemaId): void => {
    if (open.has(id)) isCyclic = true;
    const schema = api.schemas.get(id);
    if (schema === undefined || seen.has(id) || settled.has(id)) return;
    seen.add(id);
    open.add(id);
    stack.push({ schema, parts: composedOf(schema), at: 0 });
  };
  enter(start);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.parts[top.at];
    top.at += 1;
    if (next !== undefined) enter(next);
    else {
      open.delete(top.schema.id);
      order.push(top.schema);
      stack.pop();
    }
  }
  return { order, isCyclic };
}

function spanOf(schema: Schema, spans: ReadonlyMap<SchemaId, Span>): Span {
  let span = ownSpan(schema);
  // A part that is not there says nothing.
  for (const id of schema.allOf) span = both(span, spans.get(id) ?? everything);
  for (const variants of [schema.anyOf, schema.oneOf]) {
    if (variants.length === 0) continue;
    let loosest = nothing;
    for (const id of variants) loosest = either(loosest, spans.get(id) ?? everything);
    span = both(span, loosest);
  }
  return span;
}

function boundsOf({ types, length, items, low, high, isShaped, isSized, isClosed }: Span): Bounds {
  const isNone = high === -Infinity;
  return {
    types: types === undefined ? undefined : [...types],
    maxLength: length === Infinity ? undefined : Math.max(0, length),
    maxItems: items === Infinity ? undefined : Math.max(0, items),
    minimum: isNone ? 0 : low === -Infinity ? undefined : low,
    maximum: isNone ? 0 : high === Infinity ? undefined : high,
    isShaped,
    isSized,
    isClosed,
  };
}
