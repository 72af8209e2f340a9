import type { ApiRun } from '../finding/run.ts';
import type { Operation, OperationId } from '../model/api.ts';
import { allowsAnonymous } from '../model/auth.ts';
import { isWrite, operationById } from '../model/operation.ts';

/** Operations of a shared component that are shown with their place; all of them are counted. */
const exposedMax = 5;

const byList = new WeakMap<readonly OperationId[], readonly Operation[]>();

/**
 * Of the operations that reach a shared component those that tell most of how exposed it is: without credentials first,
 * then those that write, else as the document has them. None where only one operation is meant: that is the finding's.
 */
export function mostExposed(api: ApiRun, operations: readonly OperationId[]): readonly Operation[] {
  if (operations.length < 2) return [];
  // Findings of schemas that the same operations reach share one list.
  let found = byList.get(operations);
  if (found === undefined) byList.set(operations, (found = chosen(api, operations)));
  return found;
}

function chosen(api: ApiRun, ids: readonly OperationId[]): readonly Operation[] {
  const byRank: Operation[][] = [[], [], []];
  for (const id of ids) {
    const operation = operationById(api.api, id);
    if (operation !== undefined) byRank[rankOf(operation)]?.push(operation);
  }
  return byRank.flat().slice(0, exposedMax);
}

function rankOf(operation: Operation): 0 | 1 | 2 {
  if (allowsAnonymous(operation)) return 0;
  return isWrite(operation) ? 1 : 2;
}
