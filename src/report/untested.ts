import type { ApiRun } from '../finding/run.ts';

/** What probes left untested and why, the commonest reason first. */
export function untestedLines({ outcomes }: ApiRun): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { kind, result, reason } of outcomes) {
    if (kind !== 'probe' || (result !== 'skipped' && result !== 'undecided')) continue;
    const key = `${result === 'skipped' ? 'not tested' : 'undecided'}: ${reason ?? 'no reason given'}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
  }
  return [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${count} x ${reason}`);
}
