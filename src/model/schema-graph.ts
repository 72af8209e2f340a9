import type { ApiModel, Operation, Property, Schema, SchemaId } from './api.ts';
import { parent } from './source.ts';

/** Where a schema is sent: bits, so that a schema's uses are one number. */
export const Flow = {
  requestBody: 1,
  requestParameter: 2,
  responseBody: 4,
  responseError: 8,
  responseHeader: 16,
  /** Reached as itself, not only as a part of some `allOf`. */
  whole: 32,
} as const;
export const requestFlows = Flow.requestBody | Flow.requestParameter;
export const responseFlows = Flow.responseBody | Flow.responseError | Flow.responseHeader;
const everything = requestFlows | responseFlows;

/** All schemas a schema is made of, each with the flows that pass to it, and whether it is a part (`allOf`) of this one. */
type OnEdge = (to: SchemaId, passes: number, isPart: boolean) => void;

/** A readOnly property is not part of a request (OpenAPI 3.1 section 4.8.24.4), nor a writeOnly one of a response. */
function eachEdge(schema: Schema, onEdge: OnEdge): void {
  const whole = (to: SchemaId): void => onEdge(to, everything, false);
  for (const property of schema.properties) {
    const blocked = (property.readOnly ? requestFlows : 0) | (property.writeOnly ? responseFlows : 0);
    onEdge(property.schema, everything & ~blocked, false);
  }
  for (const to of schema.allOf) onEdge(to, everything, true);
  for (const { schema: to } of schema.patternProperties) whole(to);
  for (const to of schema.prefixItems) whole(to);
  for (const to of schema.anyOf) whole(to);
  for (const to of schema.oneOf) whole(to);
  for (const to of schema.others) whole(to);
  const { additionalProperties, unevaluatedProperties, propertyNames, items, not, discriminator } = schema;
  if (typeof additionalProperties === 'string') whole(additionalProperties);
  if (typeof unevaluatedProperties === 'string') whole(unevaluatedProperties);
  if (propertyNames !== undefined) whole(propertyNames);
  if (items !== undefined) whole(items);
  if (not !== undefined) whole(not);
  if (discriminator !== undefined) for (const to of discriminator.mapping.values()) whole(to);
}

/** The schemas that a schema is made of, as often as it names them. */
export function childrenOf(schema: Schema): readonly SchemaId[] {
  const children: SchemaId[] = [];
  eachEdge(schema, (to) => children.push(to));
  return children;
}

/** The schemas of one document by numbers, and what each is made of: walks over numbers cost a tenth of walks over names. */
export interface SchemaGraph {
  readonly ids: readonly SchemaId[];
  readonly numbers: ReadonlyMap<SchemaId, number>;
  /** The edges of schema `n` are those from `first[n]` to `first[n + 1]`. */
  readonly first: Int32Array;
  readonly to: Int32Array;
  /** Flows that pass an edge. */
  readonly passes: Uint8Array;
  /** 1: the other end is a part of this schema. */
  readonly isPart: Uint8Array;
  /** Every schema before those it is made of, but where they are made of each other. */
  readonly order: Int32Array;
}

const graphs = new WeakMap<ApiModel['schemas'], SchemaGraph>();

export function graphOf({ schemas }: ApiModel): SchemaGraph {
  let graph = graphs.get(schemas);
  if (graph === undefined) graphs.set(schemas, (graph = newGraph(schemas)));
  return graph;
}

function newGraph(schemas: ApiModel['schemas']): SchemaGraph {
  const ids = [...schemas.keys()];
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const first = new Int32Array(ids.length + 1);
  const [to, passes, isPart]: [number[], number[], number[]] = [[], [], []];
  const onEdge: OnEdge = (id, flows, part) => {
    const number = numbers.get(id);
    // A reference that leads nowhere was told when the document was read.
    if (number === undefined) return;
    to.push(number);
    passes.push(flows);
    isPart.push(part ? 1 : 0);
  };
  let at = 0;
  for (const schema of schemas.values()) {
    eachEdge(schema, onEdge);
    at += 1;
    first[at] = to.length;
  }
  const edges = { first, to: Int32Array.from(to) };
  return {
    ids,
    numbers,
    ...edges,
    passes: Uint8Array.from(passes),
    isPart: Uint8Array.from(isPart),
    order: orderOf(edges),
  };
}

/** The reverse of the order in which a search in depth, by a stack, leaves the schemas. */
function orderOf({ first, to }: Pick<SchemaGraph, 'first' | 'to'>): Int32Array {
  const size = first.length - 1;
  const order = new Int32Array(size);
  const isMet = new Uint8Array(size);
  /** The next edge of each schema on the stack. */
  const next = first.slice();
  const stack: number[] = [];
  let left = size;
  for (let start = 0; start < size; start += 1) {
    if (isMet[start] === 1) continue;
    isMet[start] = 1;
    stack.push(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = next[top] ?? 0;
      if (edge < (first[top + 1] ?? 0)) {
        next[top] = edge + 1;
        const target = to[edge] ?? 0;
        if (isMet[target] === 1) continue;
        isMet[target] = 1;
        stack.push(target);
      } else {
        stack.pop();
        left -= 1;
        order[left] = top;
      }
    }
  }
  return order;
}

/** The schemas an operation names itself, with the flows they are named in. */
export interface Root {
  readonly schema: SchemaId;
  readonly operation: Operation;
  readonly flow: number;
}

const rootsByOperation = new WeakMap<Operation, readonly Root[]>();

/** A webhook's or callback's request is data that the API sends out, so its directions are turned round. */
export function rootsOf(operation: Operation): readonly Root[] {
  let roots = rootsByOperation.get(operation);
  if (roots === undefined) rootsByOperation.set(operation, (roots = newRoots(operation)));
  return roots;
}

function newRoots(operation: Operation): readonly Root[] {
  const roots: Root[] = [];
  const outgoing = operation.kind !== 'path';
  const add = (schema: SchemaId | undefined, flow: number): void => {
    if (schema !== undefined) roots.push({ schema, operation, flow: outgoing ? turnedRound(flow) : flow });
  };
  for (const { schema } of operation.parameters) add(schema, Flow.requestParameter);
  for (const { schema } of operation.requestBodies) add(schema, Flow.requestBody);
  for (const response of operation.responses) {
    const flow = /^[45]|^default$/.test(response.status) ? Flow.responseError : Flow.responseBody;
    for (const { schema } of response.bodies) add(schema, flow);
    for (const { schema } of response.headers) add(schema, Flow.responseHeader);
  }
  return roots;
}

function turnedRound(flow: number): number {
  if (flow === Flow.requestBody) return Flow.responseBody;
  return flow === Flow.responseBody || flow === Flow.responseError ? Flow.requestBody : flow;
}

const flowsByApi = new WeakMap<ApiModel, ReadonlyMap<SchemaId, number>>();

/** The flows of every schema that some operation reaches, in the order in which a walk comes to them. */
export function flowsOf(api: ApiModel): ReadonlyMap<SchemaId, number> {
  let flows = flowsByApi.get(api);
  if (flows === undefined) flowsByApi.set(api, (flows = newFlows(api)));
  return flows;
}

/** A schema is visited again only when its flows grow: at most six times. */
function newFlows(api: ApiModel): ReadonlyMap<SchemaId, number> {
  const { ids, numbers, first, to, passes, isPart } = graphOf(api);
  const flows = new Uint8Array(ids.length);
  const met: number[] = [];
  const queue: number[] = [];
  const grow = (schema: number, more: number): void => {
    const before = flows[schema] ?? 0;
    if ((before | more) === before) return;
    if (before === 0) met.push(schema);
    flows[schema] = before | more;
    queue.push(schema);
  };
  for (const operation of [...api.operations, ...api.hooks]) {
    for (const { schema, flow } of rootsOf(operation)) {
      const root = numbers.get(schema);
      if (root !== undefined) grow(root, flow | Flow.whole);
    }
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const here = flows[next] ?? 0;
    const end = first[next + 1] ?? 0;
    for (let edge = first[next] ?? 0; edge < end; edge += 1) {
      const flow = here & (passes[edge] ?? 0);
      if (flow !== 0) grow(to[edge] ?? 0, isPart[edge] === 1 ? flow : flow | Flow.whole);
    }
  }
  return new Map(met.map((schema) => [ids[schema] ?? '', flows[schema] ?? 0]));
}

/** The schema that declares the property: its place without `/properties/<name>`. Form fields of 2.0 have none but their own. */
export function ownerOf(api: ApiModel, property: Property): SchemaId {
  const at = parent(parent(property.at));
  const id = `${at.source}#${at.path}`;
  return api.schemas.has(id) ? id : property.schema;
}
