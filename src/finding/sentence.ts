import { severities, type Severity } from './rule-meta.ts';
import type { ApiRun, Gate, GateTerms } from './run.ts';
import type { Shard } from './shard.ts';

export interface Judgement {
  readonly apis: readonly ApiRun[];
  readonly complete: boolean;
  /** The verdict is over a part alone. */
  readonly shard?: Shard | undefined;
  /** What failed the gate, by severity. */
  readonly failing: Readonly<Record<Severity, number>>;
}

/** `FAIL: 2 new high (gate: high; 14 old, 3 suppressed); 36 of 39 operations probed` */
export function sentenceOf(gate: Omit<Gate, 'sentence'>, { apis, complete, shard, failing }: Judgement): string {
  const { verdict, counts, old, suppressed } = gate;
  const aside = [
    ...(old.size > 0 ? [`${old.size} old`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
  ];
  const unfinished = verdict === 'failed' && !complete ? '; the run is incomplete' : '';
  const part = shard === undefined ? '' : `; part ${shard.index} of ${shard.total} alone`;
  const behind = ` (gate: ${gateText(gate)}${aside.length > 0 ? `; ${aside.join(', ')}` : ''}${unfinished}${part})${probedOf(apis)}`;
  if (verdict === 'failed') {
    const isCompared = gate.mode === 'new' && gate.isCompared;
    const parts = severities
      .filter((severity) => failing[severity] > 0)
      .map((severity) => `${failing[severity]} ${isCompared ? 'new ' : ''}${severity}`);
    return `FAIL: ${parts.join(', ')}${behind}`;
  }
  const rest = severities.reduce((sum, severity) => sum + counts[severity], 0) - old.size;
  const found = rest > 0 ? `${rest} below the gate or not certain` : old.size > 0 ? 'nothing new' : 'nothing found';
  return verdict === 'passed' ? `PASS: ${found}${behind}` : `INCOMPLETE: ${found}, but not all was checked${behind}`;
}

/** `high`, `high, new from low`, `high, proven alone` */
function gateText({ threshold, thresholdNew = threshold, minCertainty }: GateTerms): string {
  const fresh = thresholdNew === threshold ? '' : `, new from ${thresholdNew}`;
  return `${threshold}${fresh}${minCertainty === 'proven' ? ', proven alone' : ''}`;
}

function probedOf(apis: readonly ApiRun[]): string {
  const probed = apis.flatMap(({ probed: result }) => result ?? []);
  if (probed.length === 0) return '';
  const operations = probed.reduce((sum, { operations: count }) => sum + count, 0);
  const decided = probed.reduce((sum, { decided: count }) => sum + count, 0);
  return `; ${decided} of ${operations} operations probed`;
}
