import type { ApiModel, OperationId } from '../model/api.ts';
import type { DataCertainty } from '../model/data-class/classify.ts';
import { dataGroupsOf, type DataDirection } from '../model/operation-data.ts';
import type { ApiRun } from './run.ts';
import { compareText } from './standing.ts';

/** One class of sensitive data in one direction, and the operations that carry it, as the document says. */
export interface DataFlow {
  /** `pci.pan` */
  readonly dataClass: string;
  readonly direction: DataDirection;
  /** Of the surest of its places. */
  readonly certainty: DataCertainty;
  readonly operations: readonly OperationId[];
}

export const directions: readonly DataDirection[] = ['request', 'url', 'response', 'error'];
const certainties: readonly DataCertainty[] = ['proven', 'firm', 'tentative'];

const cache = new WeakMap<ApiModel, readonly DataFlow[]>();

/** What a document's operations carry: as saved, else worked out from the model once. */
export function dataFlowsOf({ api, data }: Pick<ApiRun, 'api' | 'data'>): readonly DataFlow[] {
  let flows = data ?? cache.get(api);
  if (flows === undefined) cache.set(api, (flows = joinFlows([flowsIn(api)])));
  return flows;
}

function flowsIn(api: ApiModel): readonly DataFlow[] {
  return api.operations.flatMap((operation) =>
    dataGroupsOf(operation, api).flatMap(({ direction, uses }) =>
      uses.map(({ dataClass, certainty }) => ({
        dataClass: dataClass.id,
        direction,
        certainty,
        operations: [operation.id],
      })),
    ),
  );
}

/** Flows of one document, from one reading of it or several: one a class and direction, in a fixed order. */
export function joinFlows(lists: readonly (readonly DataFlow[])[]): readonly DataFlow[] {
  const groups = new Map<
    string,
    { readonly first: DataFlow; certainty: DataCertainty; operations: Set<OperationId> }
  >();
  for (const flow of lists.flat()) {
    const key = `${flow.dataClass} ${flow.direction}`;
    const group = groups.get(key) ?? { first: flow, certainty: flow.certainty, operations: new Set() };
    groups.set(key, group);
    for (const operation of flow.operations) group.operations.add(operation);
    if (certainties.indexOf(flow.certainty) < certainties.indexOf(group.certainty)) group.certainty = flow.certainty;
  }
  return [...groups.values()]
    .map(({ first: { dataClass, direction }, certainty, operations }) => ({
      dataClass,
      direction,
      certainty,
      operations: [...operations],
    }))
    .sort(
      (a, b) =>
        compareText(a.dataClass, b.dataClass) || directions.indexOf(a.direction) - directions.indexOf(b.direction),
    );
}
