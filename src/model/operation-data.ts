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

const cache = new WeakMap<ApiModel, ReadonlyMap<OperationId, readonly DataUse[]>>();
const none: readonly DataUse[] = [];

/** The sensitive data that the document says an operation carries, by direction; worked out once for the whole API. */
export function dataOf(operation: Operation, api: ApiModel): readonly DataUse[] {
  let table = cache.get(api);
  if (table === undefined) cache.set(api, (table = dataTable(api)));
  return table.get(operation.id) ?? none;
}

const bodies: readonly (readonly [DataDirection, number])[] = [
  ['request', Flow.requestBody],
  ['response', Flow.responseBody],
  ['error', Flow.responseError],
];

function dataTable(api: ApiModel): ReadonlyMap<OperationId, readonly DataUse[]> {
  const table = new Map<OperationId, DataUse[]>();
  const note = (id: OperationId, use: DataUse): void => {
    const uses = table.get(id);
    if (uses === undefined) table.set(id, [use]);
    else uses.push(use);
  };
  for (const [id, flow] of flowsOf(api)) {
    for (const property of api.schemas.get(id)?.properties ?? []) {
      const dataClass = classifyName(property.name);
      if (dataClass === undefined) continue;
      for (const [direction, mask] of bodies) {
        if ((flow & mask) === 0) continue;
        if (direction === 'request' ? property.readOnly : property.writeOnly) continue;
        const use = { dataClass, direction, at: property.at, name: property.name, schema: property.schema };
        for (const operation of operationsReaching(api, id, mask)) note(operation.id, use);
      }
    }
  }
  for (const operation of [...api.operations, ...api.hooks]) {
    for (const parameter of operation.parameters) {
      const dataClass = classifyName(parameter.name);
      if (dataClass === undefined) continue;
      const direction = parameter.in === 'header' || parameter.in === 'cookie' ? 'request' : 'url';
      note(operation.id, { dataClass, direction, at: parameter.at, name: parameter.name });
    }
  }
  return table;
}
