import type { ApiModel, Operation, SchemaId } from './api.ts';
import { edgesOf, rootsOf } from './schema-graph.ts';

/** Largest table of who reaches what, in bytes; beyond it each question walks the graph anew. */
const tableBytesMax = 64 * 1024 * 1024;

/** Bits of operations, by schema. */
type Table = ReadonlyMap<SchemaId, Uint32Array>;
const tables = new WeakMap<ApiModel, Map<number, Table>>();

/** The operations that send or receive the schema in one of the flows. The first question of a document answers all. */
export function operationsReaching(api: ApiModel, id: SchemaId, flow: number): readonly Operation[] {
  const operations = [...api.operations, ...api.hooks];
  if ((operations.length / 8) * api.schemas.size > tableBytesMax) return walkedUp(api, id, flow);
  let byFlow = tables.get(api);
  if (byFlow === undefined) tables.set(api, (byFlow = new Map()));
  let table = byFlow.get(flow);
  if (table === undefined) byFlow.set(flow, (table = reachTable(api, operations, flow)));
  const bits = table.get(id);
  return bits === undefined
    ? []
    : operations.filter((_, index) => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0);
}

/** Sets flow down the graph until nothing grows: cycles cost a few rounds, not one walk for each schema in them. */
function reachTable(api: ApiModel, operations: readonly Operation[], flow: number): Table {
  const words = Math.ceil(operations.length / 32);
  const table = new Map<SchemaId, Uint32Array>();
  const queue: SchemaId[] = [];
  const queued = new Set<SchemaId>();
  const bitsOf = (id: SchemaId): Uint32Array => {
    const known = table.get(id);
    if (known !== undefined) return known;
    const fresh = new Uint32Array(words);
    table.set(id, fresh);
    return fresh;
  };
  const enqueue = (id: SchemaId): void => {
    if (queued.has(id)) return;
    queued.add(id);
    queue.push(id);
  };
  operations.forEach((operation, index) => {
    for (const root of rootsOf(operation)) {
      if ((root.flow & flow) === 0) continue;
      const bits = bitsOf(root.schema);
      bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
      enqueue(root.schema);
    }
  });
  for (let at = 0; at < queue.length; at += 1) {
    const id = queue[at] ?? '';
    queued.delete(id);
    const schema = api.schemas.get(id);
    if (schema === undefined) continue;
    const bits = bitsOf(id);
    for (const { to, passes } of edgesOf(schema)) if ((passes & flow) !== 0 && grown(bitsOf(to), bits)) enqueue(to);
  }
  return table;
}

function grown(target: Uint32Array, source: Uint32Array): boolean {
  let isGrown = false;
  for (let word = 0; word < source.length; word += 1) {
    const before = target[word] ?? 0;
    const after = before | (source[word] ?? 0);
    if (after === (before | 0)) continue;
    target[word] = after;
    isGrown = true;
  }
  return isGrown;
}

interface Reverse {
  readonly parents: ReadonlyMap<SchemaId, readonly { readonly from: SchemaId; readonly passes: number }[]>;
  readonly roots: ReadonlyMap<SchemaId, readonly { readonly operation: Operation; readonly flow: number }[]>;
}
const reverseByApi = new WeakMap<ApiModel, Reverse>();

/** For documents whose table would be too large: up the reversed graph, for what is reported alone. */
function walkedUp(api: ApiModel, id: SchemaId, flow: number): readonly Operation[] {
  const { parents, roots } = reverseOf(api);
  const seen = new Map<SchemaId, number>([[id, flow]]);
  const found = new Set<Operation>();
  const queue: SchemaId[] = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const here = seen.get(next) ?? 0;
    for (const root of roots.get(next) ?? []) if ((root.flow & here) !== 0) found.add(root.operation);
    for (const { from, passes } of parents.get(next) ?? []) {
      const before = seen.get(from) ?? 0;
      const after = before | (here & passes);
      if (after === before) continue;
      seen.set(from, after);
      queue.push(from);
    }
  }
  return [...api.operations, ...api.hooks].filter((operation) => found.has(operation));
}

function reverseOf(api: ApiModel): Reverse {
  const known = reverseByApi.get(api);
  if (known !== undefined) return known;
  const parents = new Map<SchemaId, { from: SchemaId; passes: number }[]>();
  const roots = new Map<SchemaId, { operation: Operation; flow: number }[]>();
  for (const [from, schema] of api.schemas) {
    for (const { to, passes } of edgesOf(schema)) append(parents, to, { from, passes });
  }
  for (const operation of [...api.operations, ...api.hooks]) {
    for (const { schema, flow } of rootsOf(operation)) append(roots, schema, { operation, flow });
  }
  const reverse = { parents, roots };
  reverseByApi.set(api, reverse);
  return reverse;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
