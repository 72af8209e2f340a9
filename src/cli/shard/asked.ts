import { createHash } from 'node:crypto';
import type { CheckRequest } from '../request.ts';
import type { TargetRequest } from '../target-request.ts';
import { version } from '../version.ts';

export interface AskedOfAll {
  readonly check: CheckRequest;
  /** Of a base in git. */
  readonly commit: string | undefined;
  readonly target: Pick<TargetRequest, 'url' | 'profile' | 'changedOnly' | 'dryRun'> | undefined;
}

/**
 * What the parts of one run have in common besides their documents: who judges, by which rules, since when, and whom it asks.
 * A part that was asked less would else pass for a part of the whole.
 */
export function digestOfAsked({ check, commit, target }: AskedOfAll): string {
  const whom = target && [target.url, target.profile, target.changedOnly, target.dryRun];
  const text = JSON.stringify([version, check, commit ?? null, whom ?? null], plainly);
  return createHash('sha256').update(text).digest('hex');
}

function plainly(_key: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
}
