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

const cache = new WeakMap<ApiModel, ReadonlyMap<OperationId, readonly (readonly DataUse[])[]>>();
const none: readonly (readonly DataUse[])[] = [];

/** The sensitive data that the document says an operation carries, by direction; worked out once for the whole API. */
export function dataOf(operation: Operation, api: ApiModel): readonly DataUse[] {
  let table = cache.get(api);
  if (table === undefined) cache.set(api, (table = dataTable(api)));
  return (table.get(operation.id) ?? none).flat();
}

const bodies: readonly (readonly [DataDirection, number])[] = [
  ['request', Flow.requestBody],
  ['response', Flow.responseBody],
  ['error', Flow.responseError],
];

/** Lists are shared by all operations that reach their schema: a shared one of Stripe is reached by hundreds. */
function dataTable(api: ApiModel): ReadonlyMap<OperationId, readonly (readonly DataUse[])[]> {
  const table = new Map<OperationId, (readonly DataUse[])[]>();
  const note = (id: OperationId, uses: readonly DataUse[]): void => {
    const known = table.get(id);
    if (known === undefined) table.set(id, [uses]);
    else known.push(uses);
  };
  for (const [id, flow] of flowsOf(api)) {
    const named = (api.schemas.get(id)?.properties ?? []).flatMap((property) => {
      const dataClass = classifyName(property.name);
      return dataClass === undefined ? [] : [{ property, dataClass }];
    });
    if (named.length === 0) continue;
    for (const [direction, mask] of bodies) {
      if ((flow & mask) === 0) continue;
      const uses = named
        .filter(({ property }) => !(direction === 'request' ? property.readOnly : property.writeOnly))
        .map(({ property: { at, name, schema }, dataClass }) => ({ dataClass, direction, at, name, schema }));
      if (uses.length > 0) for (const operation of operationsReaching(api, id, mask)) note(operation.id, uses);
    }
  }
  for (const operation of [...api.operations, ...api.hooks]) {
    const uses = parameterUses(operation);
    if (uses.length > 0) note(operation.id, uses);
  }
  return table;
}

function parameterUses({ parameters }: Operation): readonly DataUse[] {
  return parameters.flatMap(({ name, in: place, at }): readonly DataUse[] => {
    const dataClass = classifyName(name);
    if (dataClass === undefined) return [];
    return [{ dataClass, direction: place === 'header' || place === 'cookie' ? 'request' : 'url', at, name }];
  });
}
