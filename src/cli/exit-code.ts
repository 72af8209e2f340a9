import type { Run } from '../finding/run.ts';

export interface Circumstances {
  readonly run: Pick<Run, 'gate' | 'complete'>;
  readonly interrupted: boolean;
  /** Documents or captures that could not be read at all. */
  readonly unreadable: number;
  /** `--exit-zero`: findings are told but do not fail. */
  readonly exitZero: boolean;
}

/**
 * 130 interrupted; 1 the gate failed, also when the run is incomplete; 2 an input could not be read; 3 incomplete; 0
 * passed. Formats have no say, and neither has what is shown.
 */
export function exitCodeOf({ run, interrupted, unreadable, exitZero }: Circumstances): 0 | 1 | 2 | 3 | 130 {
  if (interrupted) return 130;
  if (run.gate.verdict === 'failed' && !exitZero) return 1;
  if (unreadable > 0) return 2;
  return run.complete ? 0 : 3;
}
