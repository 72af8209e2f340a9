import type { Gate } from '../../../src/finding/run.ts';

export function emptyRun(
  verdict: Gate['verdict'],
  complete: boolean,
): { readonly gate: Gate; readonly complete: boolean } {
  return {
    complete,
    gate: {
      verdict,
      threshold: 'high',
      minCertainty: 'firm',
      breaking: false,
      mode: 'new',
      isCompared: false,
      known: new Set(),
      overdue: new Set(),
      sla: {},
      overdueFails: false,
      failing: new Set(),
      old: new Set(),
      counts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      suppressed: [],
      sentence: '',
    },
  };
}
