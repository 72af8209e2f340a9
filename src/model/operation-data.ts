import type { ApiModel, Operation, OperationId, Property, Schema, SchemaId } from './api.ts';
import type { DataCertainty, DataClass, Evidence } from './data-class/classify.ts';
import { fieldOf, parentOf } from './data-field.ts';
import { classifyField, type Declared } from './data-class/field.ts';
import { Flow, flowsOf } from './schema-graph.ts';
import { operationsReaching } from './schema-reach.ts';
import type { Pointer } from './source.ts';

export type DataDirection = 'request' | 'response' | 'url' | 'error';

/** One class of data that one operation carries. */
export interface DataUse {
  readonly dataClass: DataClass;
  readonly direction: DataDirection;
  /** The property's or parameter's place. */
  readonly at: Pointer;
  readonly name: string;
  readonly schema?: SchemaId;
  /** What of the document says so. */
  readonly evidence: readonly Evidence[];
  readonly certainty: DataCertainty;
}

/** What the same operations carry in one direction. */
export interface DataGroup {
  readonly direction: DataDirection;
  readonly uses: readonly DataUse[];
}

const cache = new WeakMap<ApiModel, ReadonlyMap<OperationId, readonly DataGroup[]>>();
const none: readonly DataGroup[] = [];

/** The sensitive data that the document says an operation carries, by direction. */
export function dataOf(operation: Operation, api: ApiModel): readonly DataUse[] {
  return dataGroupsOf(operation, api).flatMap(({ uses }) => uses);
}

/** As `dataOf`, in groups that operations share: worked out once for the whole API. */
export function dataGroupsOf(operation: Operation, api: ApiModel): readonly DataGroup[] {
  let table = cache.get(api);
  if (table === undefined) cache.set(api, (table = dataTable(api)));
  return table.get(operation.id) ?? none;
}

const bodies: readonly (readonly [DataDirection, number])[] = [
  ['request', Flow.requestBody],
  ['response', Flow.responseBody],
  ['error', Flow.responseError],
  ['url', Flow.requestParameter],
];

/** A shared schema of Stripe is reached by hundreds of operations, and a thousand schemas by the same hundreds: they are one group. */
function dataTable(api: ApiModel): ReadonlyMap<OperationId, readonly DataGroup[]> {
  const table = new Map<OperationId, DataGroup[]>();
  const note = (id: OperationId, group: DataGroup): void => {
    const known = table.get(id);
    if (known === undefined) table.set(id, [group]);
    else known.push(group);
  };
  for (const [direction, mask] of bodies) {
    for (const [operations, uses] of usesByReach(api, direction, mask)) {
      const group = { direction, uses };
      for (const operation of operations) note(operation.id, group);
    }
  }
  for (const operation of [...api.operations, ...api.hooks]) {
    for (const use of singleUses(operation, api)) note(operation.id, { direction: use.direction, uses: [use] });
  }
  return table;
}

/** Lists of operations are shared by the schemas that they reach, so the list itself is the key. */
function usesByReach(
  api: ApiModel,
  direction: DataDirection,
  mask: number,
): ReadonlyMap<readonly Operation[], readonly DataUse[]> {
  const groups = new Map<readonly Operation[], DataUse[]>();
  for (const [id, flow] of flowsOf(api)) {
    if ((flow & mask) === 0) continue;
    const owner = api.schemas.get(id);
    for (const property of owner?.properties ?? []) {
      if (owner === undefined || (isSent(direction) ? property.readOnly : property.writeOnly)) continue;
      const declared = declaredBy(property, owner, api);
      if (declared === undefined) continue;
      const { at, name, schema } = property;
      const operations = operationsReaching(api, id, mask);
      const known = groups.get(operations);
      const use = { ...declared, direction, at, name, schema };
      if (known === undefined) groups.set(operations, [use]);
      else known.push(use);
    }
  }
  return groups;
}

function isSent(direction: DataDirection): boolean {
  return direction === 'request' || direction === 'url';
}

const judged = new WeakMap<Property, Declared | 'nothing'>();

/** One property is judged once, in however many directions it travels. */
function declaredBy(property: Property, owner: Schema, api: ApiModel): Declared | undefined {
  let known = judged.get(property);
  if (known === undefined) {
    const { name, schema } = property;
    known = classifyField(fieldOf({ name, schema, parent: parentOf(owner) }, api)) ?? 'nothing';
    judged.set(property, known);
  }
  return known === 'nothing' ? undefined : known;
}

/** Of parameters and of the headers of answers. */
function singleUses({ parameters, responses }: Operation, api: ApiModel): readonly DataUse[] {
  const sent = parameters.map((parameter) => ({
    ...parameter,
    place: parameter.in,
    direction: parameter.in === 'header' || parameter.in === 'cookie' ? ('request' as const) : ('url' as const),
  }));
  const returned = responses.flatMap(({ status, headers }) =>
    headers.map((header) => ({
      ...header,
      description: undefined,
      place: 'header' as const,
      direction: /^[45]/.test(status) ? ('error' as const) : ('response' as const),
    })),
  );
  return [...sent, ...returned].flatMap(({ name, at, schema, examples, description, place, direction }) => {
    const declared = classifyField(fieldOf({ name, schema, examples, description, place }, api));
    if (declared === undefined) return [];
    return [{ ...declared, direction, at, name, ...(schema === undefined ? {} : { schema }) }];
  });
}
