import type { ApiModel, Operation, SchemaId } from './api.ts';
import { graphOf, rootsOf, type SchemaGraph } from './schema-graph.ts';

/** Largest table of who reaches what, in bytes; beyond it each question walks the graph anew. */
const tableBytesMax = 64 * 1024 * 1024;

const nobody: readonly Operation[] = [];

/** Who reaches what by one combination of flows. */
interface Reached {
  of(schema: number): readonly Operation[];
}
const reachedByApi = new WeakMap<ApiModel, Map<number, Reached>>();

/**
 * The operations that send or receive the schema in one of the flows. The first question of a document answers all;
 * schemas that the same operations reach share one list.
 */
export function operationsReaching(api: ApiModel, id: SchemaId, flow: number): readonly Operation[] {
  const schema = graphOf(api).numbers.get(id);
  if (schema === undefined) return nobody;
  let byFlow = reachedByApi.get(api);
  if (byFlow === undefined) reachedByApi.set(api, (byFlow = new Map()));
  let reached = byFlow.get(flow);
  if (reached === undefined) byFlow.set(flow, (reached = newReached(api, flow)));
  return reached.of(schema);
}

function newReached(api: ApiModel, flow: number): Reached {
  const operations = [...api.operations, ...api.hooks];
  const bytes = Math.ceil(operations.length / 32) * 4 * api.schemas.size;
  return bytes > tableBytesMax ? new WalkedUp(api, operations, flow) : new ReachTable(api, operations, flow);
}

/** A row of bits for each schema, one for each operation. */
class ReachTable implements Reached {
  readonly #operations: readonly Operation[];
  readonly #words: number;
  readonly #bits: Uint32Array;
  readonly #lists = new Map<number, { readonly row: number; readonly list: readonly Operation[] }[]>();
  readonly #known: (readonly Operation[] | undefined)[] = [];

  constructor(api: ApiModel, operations: readonly Operation[], flow: number) {
    const graph = graphOf(api);
    this.#operations = operations;
    this.#words = Math.ceil(operations.length / 32);
    this.#bits = new Uint32Array(this.#words * graph.ids.length);
    this.#spread(graph, this.#roots(graph, flow), flow);
  }

  of(schema: number): readonly Operation[] {
    return (this.#known[schema] ??= this.#listOf(schema));
  }

  /** Rows are told apart by a hash of their words, and then by the words. */
  #listOf(schema: number): readonly Operation[] {
    const row = schema * this.#words;
    let hash = 0;
    for (let word = 0; word < this.#words; word += 1) hash = (Math.imul(hash, 31) + (this.#bits[row + word] ?? 0)) | 0;
    let alike = this.#lists.get(hash);
    if (alike === undefined) this.#lists.set(hash, (alike = []));
    const known = alike.find((one) => this.#isSameRow(one.row, row));
    if (known !== undefined) return known.list;
    const list = this.#operations.filter(
      (_, index) => ((this.#bits[row + (index >>> 5)] ?? 0) & (1 << (index & 31))) !== 0,
    );
    alike.push({ row, list });
    return list;
  }

  #isSameRow(a: number, b: number): boolean {
    for (let word = 0; word < this.#words; word += 1) if (this.#bits[a + word] !== this.#bits[b + word]) return false;
    return true;
  }

  /** Marks what operations name themselves, and that it is to be looked at. */
  #roots({ ids, numbers }: SchemaGraph, flow: number): Uint8Array {
    const isGrown = new Uint8Array(ids.length);
    this.#operations.forEach((operation, index) => {
      for (const root of rootsOf(operation)) {
        const schema = (root.flow & flow) === 0 ? undefined : numbers.get(root.schema);
        if (schema === undefined) continue;
        const word = schema * this.#words + (index >>> 5);
        this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (index & 31));
        isGrown[schema] = 1;
      }
    });
    return isGrown;
  }

  /** Sets flow down the graph, from the top, until nothing grows: without cycles one round does, with them a few. */
  #spread({ order, first, to, passes }: SchemaGraph, isGrown: Uint8Array, flow: number): void {
    for (let isDone = false; !isDone;) {
      isDone = true;
      for (const schema of order) {
        if (isGrown[schema] === 0) continue;
        isGrown[schema] = 0;
        const end = first[schema + 1] ?? 0;
        for (let edge = first[schema] ?? 0; edge < end; edge += 1) {
          const target = to[edge] ?? 0;
          if (((passes[edge] ?? 0) & flow) === 0 || !this.#grow(target, schema)) continue;
          isGrown[target] = 1;
          isDone = false;
        }
      }
    }
  }

  #grow(target: number, source: number): boolean {
    const [words, bits] = [this.#words, this.#bits];
    let isGrown = false;
    for (let word = 0, into = target * words, from = source * words; word < words; word += 1) {
      const before = bits[into + word] ?? 0;
      const more = (bits[from + word] ?? 0) & ~before;
      if (more === 0) continue;
      bits[into + word] = before | more;
      isGrown = true;
    }
    return isGrown;
  }
}

interface Upward {
  readonly from: number;
  readonly passes: number;
}

/** For documents whose table would be too large: up the reversed graph, for what is reported alone. */
class WalkedUp implements Reached {
  readonly #operations: readonly Operation[];
  readonly #flow: number;
  readonly #parents = new Map<number, Upward[]>();
  readonly #roots = new Map<number, { readonly operation: Operation; readonly flow: number }[]>();

  constructor(api: ApiModel, operations: readonly Operation[], flow: number) {
    const { ids, numbers, first, to, passes } = graphOf(api);
    this.#operations = operations;
    this.#flow = flow;
    for (let from = 0; from < ids.length; from += 1) {
      const end = first[from + 1] ?? 0;
      for (let edge = first[from] ?? 0; edge < end; edge += 1)
        append(this.#parents, to[edge] ?? 0, { from, passes: passes[edge] ?? 0 });
    }
    for (const operation of operations) {
      for (const root of rootsOf(operation)) {
        const schema = numbers.get(root.schema);
        if (schema !== undefined) append(this.#roots, schema, { operation, flow: root.flow });
      }
    }
  }

  of(schema: number): readonly Operation[] {
    const seen = new Map<number, number>([[schema, this.#flow]]);
    const found = new Set<Operation>();
    const queue = [schema];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const here = seen.get(next) ?? 0;
      for (const root of this.#roots.get(next) ?? []) if ((root.flow & here) !== 0) found.add(root.operation);
      for (const { from, passes } of this.#parents.get(next) ?? []) {
        const before = seen.get(from) ?? 0;
        const after = before | (here & passes);
        if (after === before) continue;
        seen.set(from, after);
        queue.push(from);
      }
    }
    return this.#operations.filter((operation) => found.has(operation));
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
