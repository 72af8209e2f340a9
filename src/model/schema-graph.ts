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

/** One step from a schema to one it is made of. */
export interface Edge {
  readonly to: SchemaId;
  /** Flows that pass: a readOnly property is not part of a request (OpenAPI 3.1 section 4.8.24.4), nor a writeOnly one of a response. */
  readonly passes: number;
  /** An `allOf`: the other end is a part of this schema. */
  readonly isPart: boolean;
}

const everything = requestFlows | responseFlows;

const edgesBySchema = new WeakMap<Schema, readonly Edge[]>();

/** Worked out once a schema: flows and reach ask for them again and again. */
export function edgesOf(schema: Schema): readonly Edge[] {
  let edges = edgesBySchema.get(schema);
  if (edges === undefined) edgesBySchema.set(schema, (edges = edgesFrom(schema)));
  return edges;
}

function edgesFrom(schema: Schema): readonly Edge[] {
  const edges: Edge[] = [];
  for (const property of schema.properties) {
    const blocked = (property.readOnly ? requestFlows : 0) | (property.writeOnly ? responseFlows : 0);
    edges.push({ to: property.schema, passes: everything & ~blocked, isPart: false });
  }
  for (const to of schema.allOf) edges.push({ to, passes: everything, isPart: true });
  for (const { schema: to } of schema.patternProperties) edges.push(whole(to));
  for (const list of [schema.prefixItems, schema.anyOf, schema.oneOf, schema.others])
    for (const to of list) edges.push(whole(to));
  for (const to of [schema.additionalProperties, schema.unevaluatedProperties, schema.propertyNames])
    if (typeof to === 'string') edges.push(whole(to));
  if (schema.items !== undefined) edges.push(whole(schema.items));
  if (schema.not !== undefined) edges.push(whole(schema.not));
  if (schema.discriminator !== undefined) for (const to of schema.discriminator.mapping.values()) edges.push(whole(to));
  return edges;
}

function whole(to: SchemaId): Edge {
  return { to, passes: everything, isPart: false };
}

/** The schemas an operation names itself, with the flows they are named in. */
export interface Root {
  readonly schema: SchemaId;
  readonly operation: Operation;
  readonly flow: number;
}

/** A webhook's or callback's request is data that the API sends out, so its directions are turned round. */
export function rootsOf(operation: Operation): readonly Root[] {
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

/** The flows of every schema that some operation reaches. A schema is visited again only when its flows grow: at most six times. */
export function flowsOf(api: ApiModel): ReadonlyMap<SchemaId, number> {
  const known = flowsByApi.get(api);
  if (known !== undefined) return known;
  const flows = new Map<SchemaId, number>();
  const queue: SchemaId[] = [];
  const grow = (id: SchemaId, more: number): void => {
    const before = flows.get(id) ?? 0;
    if ((before | more) === before) return;
    flows.set(id, before | more);
    queue.push(id);
  };
  for (const operation of [...api.operations, ...api.hooks]) {
    for (const { schema, flow } of rootsOf(operation)) grow(schema, flow | Flow.whole);
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const schema = api.schemas.get(next);
    if (schema === undefined) continue;
    const here = flows.get(next) ?? 0;
    for (const { to, passes, isPart } of edgesOf(schema)) {
      const flow = here & passes;
      if (flow !== 0) grow(to, isPart ? flow : flow | Flow.whole);
    }
  }
  flowsByApi.set(api, flows);
  return flows;
}

/** The schema that declares the property: its place without `/properties/<name>`. Form fields of 2.0 have none but their own. */
export function ownerOf(api: ApiModel, property: Property): SchemaId {
  const at = parent(parent(property.at));
  const id = `${at.source}#${at.path}`;
  return api.schemas.has(id) ? id : property.schema;
}
