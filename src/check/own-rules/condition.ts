import type { ApiModel } from '../../model/api.ts';
import { matchesGlob } from '../../model/glob.ts';
import { valueOf, type NodeKind, type Nodes, type Value } from './fields.ts';

/** One question about one field; all that are given must be answered with yes. Of a list, one entry is enough. */
export interface Condition {
  readonly field: string;
  readonly exists?: boolean;
  readonly equals?: string | number | boolean;
  readonly in?: readonly string[];
  readonly 'not-in'?: readonly string[];
  /** A glob: `*` is any text. */
  readonly like?: string;
  readonly min?: number;
  readonly max?: number;
  readonly contains?: readonly string[];
}

export function holds<K extends NodeKind>(
  condition: Condition,
  kind: K,
  subject: { readonly node: Nodes[K]; readonly api: ApiModel },
): boolean {
  const value = valueOf(kind, condition.field, subject);
  if (condition.exists !== undefined && isThere(value) !== condition.exists) return false;
  const list = Array.isArray(value) ? (value as readonly string[]) : value === undefined ? [] : [String(value)];
  const { equals, like, contains = [], in: among, 'not-in': notAmong } = condition;
  if (equals !== undefined && !list.includes(String(equals))) return false;
  if (among !== undefined && !list.some((one) => among.includes(one))) return false;
  if (notAmong !== undefined && list.some((one) => notAmong.includes(one))) return false;
  if (like !== undefined && !list.some((one) => matchesGlob(like, one))) return false;
  if (!contains.every((one) => list.includes(one))) return false;
  return isWithin(value, condition);
}

function isThere(value: Value): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** Numbers as they are, texts by their length, lists by their entries; what is not there is outside of every range. */
function isWithin(value: Value, { min, max }: Condition): boolean {
  if (min === undefined && max === undefined) return true;
  const size =
    typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  return size !== undefined && size >= (min ?? -Infinity) && size <= (max ?? Infinity);
}
