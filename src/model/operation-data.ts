import type { ApiModel, Operation, OperationId, SchemaId } from './api.ts';
import { classifyName, type DataClass } from './data-class/classify.ts';
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
    for (const use of parameterUses(operation)) note(operation.id, { direction: use.direction, uses: [use] });
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
    for (const property of api.schemas.get(id)?.properties ?? []) {
      const dataClass = classifyName(property.name);
      if (dataClass === undefined || (direction === 'request' ? property.readOnly : property.writeOnly)) continue;
      const { at, name, schema } = property;
      const operations = operationsReaching(api, id, mask);
      const known = groups.get(operations);
      const use = { dataClass, direction, at, name, schema };
      if (known === undefined) groups.set(operations, [use]);
      else known.push(use);
    }
  }
  return groups;
}

function parameterUses({ parameters }: Operation): readonly DataUse[] {
  return parameters.flatMap(({ name, in: place, at }): readonly DataUse[] => {
    const dataClass = classifyName(name);
    if (dataClass === undefined) return [];
    return [{ dataClass, direction: place === 'header' || place === 'cookie' ? 'request' : 'url', at, name }];
  });
}
