import type { ApiModel, SchemaId } from './api.ts';
import { graphOf, type SchemaGraph } from './schema-graph.ts';

const known = new WeakMap<ApiModel['schemas'], ReadonlySet<SchemaId>>();

/** The schemas that are made of themselves, by whatever way. */
export function schemasInCycles(api: ApiModel): ReadonlySet<SchemaId> {
  let cyclic = known.get(api.schemas);
  if (cyclic === undefined) known.set(api.schemas, (cyclic = newCycles(graphOf(api))));
  return cyclic;
}

/** Strongly connected components by Kosaraju and Sharir: against the edges, in the order in which `order` begins. */
function newCycles(graph: SchemaGraph): ReadonlySet<SchemaId> {
  const { ids, order } = graph;
  const { first, from } = reversed(graph);
  const isMet = new Uint8Array(ids.length);
  const cyclic = new Set<SchemaId>();
  for (const start of order) {
    if (isMet[start] === 1) continue;
    isMet[start] = 1;
    const component = [start];
    for (let at = 0; at < component.length; at += 1) {
      const schema = component[at] ?? 0;
      const end = first[schema + 1] ?? 0;
      for (let edge = first[schema] ?? 0; edge < end; edge += 1) {
        const source = from[edge] ?? 0;
        if (isMet[source] === 1) continue;
        isMet[source] = 1;
        component.push(source);
      }
    }
    if (component.length > 1 || isOwnChild(graph, start)) for (const schema of component) cyclic.add(ids[schema] ?? '');
  }
  return cyclic;
}

function isOwnChild({ first, to }: SchemaGraph, schema: number): boolean {
  return to.subarray(first[schema], first[schema + 1]).includes(schema);
}

/** The edges that lead to schema `n` are those from `first[n]` to `first[n + 1]`; `from` is where each begins. */
function reversed({ ids, first, to }: SchemaGraph): { readonly first: Int32Array; readonly from: Int32Array } {
  const starts = new Int32Array(ids.length + 1);
  for (const target of to) starts[target + 1] = (starts[target + 1] ?? 0) + 1;
  for (let schema = 0; schema < ids.length; schema += 1)
    starts[schema + 1] = (starts[schema + 1] ?? 0) + (starts[schema] ?? 0);
  const next = starts.slice();
  const from = new Int32Array(to.length);
  for (let source = 0; source < ids.length; source += 1) {
    const end = first[source + 1] ?? 0;
    for (let edge = first[source] ?? 0; edge < end; edge += 1) {
      const target = to[edge] ?? 0;
      const slot = next[target] ?? 0;
      from[slot] = source;
      next[target] = slot + 1;
    }
  }
  return { first: starts, from };
}
