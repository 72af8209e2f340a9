import type { ApiModel, Operation } from '../model/api.ts';
import type { Problem } from './rule.ts';

/** Operations that lack the same before it is taken for a habit of the API. */
const habitMin = 10;

/** What operations should have, and how to say that they have not. */
export interface Lacking {
  /** The operations that should have it. */
  readonly among: readonly Operation[];
  readonly has: (operation: Operation) => boolean;
  /** Of one operation where others of the API have it. */
  readonly here: (operation: Operation) => Problem;
  /** Where most of them have it not: said once, of the document. */
  readonly everywhere: (operations: readonly Operation[]) => string;
}

/**
 * What most operations lack, and many, is one decision about the API and is said once, at the root; what fewer than half
 * of them lack was forgotten there, and is said of each.
 */
export function lacking(api: ApiModel, { among, has, here, everywhere }: Lacking): readonly Problem[] {
  const without = among.filter((operation) => !has(operation));
  const [first] = without;
  if (first === undefined) return [];
  if (without.length <= Math.max(habitMin, among.length / 2)) return without.map(here);
  const message = everywhere(without);
  return [{ at: api.at, subject: 'api', message, operations: without.map(({ id }) => id) }];
}
