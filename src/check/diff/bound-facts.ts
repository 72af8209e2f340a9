import type { Schema } from '../../model/api.ts';
import type { Both } from '../rule.ts';
import { sides, type Changes } from './keyword-change.ts';

const uppers = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'] as const;
const lowers = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'] as const;

/** Limits of numbers, texts, lists and objects. */
export function boundChanges(views: Both<Schema>, changes: Changes): void {
  for (const key of uppers) boundChange({ key, isUpper: true }, views, changes);
  for (const key of lowers) boundChange({ key, isUpper: false }, views, changes);
}

interface Bound {
  readonly key: (typeof uppers)[number] | (typeof lowers)[number];
  readonly isUpper: boolean;
}

function boundChange({ key, isUpper }: Bound, { before, after }: Both<Schema>, changes: Changes): void {
  const floor = key === 'minLength' || key === 'minItems' || key === 'minProperties';
  const [was, is] = [limit(before[key], floor), limit(after[key], floor)];
  if (was === is) return;
  const other = counterpart(key);
  // A limit that is said with the other keyword of its side is the same limit.
  if (
    other !== undefined &&
    was !== undefined &&
    is === undefined &&
    after[other] !== undefined &&
    before[other] === undefined
  )
    return;
  const from = was ?? (other === undefined ? undefined : before[other]);
  const values = sides(was, is);
  if (is === undefined) changes.push({ kind: `${key}/removed`, growth: 'grows', ...values });
  else if (from === undefined) changes.push({ kind: `${key}/set`, growth: 'shrinks', ...values });
  else if (is > from) changes.push({ kind: `${key}/raised`, growth: isUpper ? 'grows' : 'shrinks', ...values });
  else if (is < from) changes.push({ kind: `${key}/lowered`, growth: isUpper ? 'shrinks' : 'grows', ...values });
  else if (key.startsWith('exclusive')) changes.push({ kind: `${key}/set`, growth: 'shrinks', ...values });
  else changes.push({ kind: isUpper ? `${key}/raised` : `${key}/lowered`, growth: 'grows', ...values });
}

/** At least zero is no limit. */
function limit(value: number | undefined, floor: boolean): number | undefined {
  return floor && value === 0 ? undefined : value;
}

function counterpart(key: string): 'maximum' | 'exclusiveMaximum' | 'minimum' | 'exclusiveMinimum' | undefined {
  switch (key) {
    case 'maximum':
      return 'exclusiveMaximum';
    case 'exclusiveMaximum':
      return 'maximum';
    case 'minimum':
      return 'exclusiveMinimum';
    case 'exclusiveMinimum':
      return 'minimum';
    default:
      return undefined;
  }
}
