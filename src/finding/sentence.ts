import { daysBetween } from './days.ts';
import { severities, type Severity } from './rule-meta.ts';
import type { ApiRun, Gate, GateTerms } from './run.ts';
import type { Shard } from './shard.ts';

export interface Judgement {
  readonly apis: readonly ApiRun[];
  readonly complete: boolean;
  /** A day; passed in. */
  readonly today: string;
  /** The verdict is over a part alone. */
  readonly shard?: Shard | undefined;
  /** What failed the gate, by severity. */
  readonly failing: Readonly<Record<Severity, number>>;
}

/**
 * `FAIL: 2 new high (gate: high; baseline 14, suppressed 3, 1 expires in 6 days); 118 of 120 operations probed`. The baseline is
 * what stood before, by `--base` or `--baseline`.
 */
export function sentenceOf(gate: Omit<Gate, 'sentence'>, { apis, complete, shard, today, failing }: Judgement): string {
  const { verdict, counts, old, suppressed } = gate;
  const aside = [
    ...(old.size > 0 ? [`baseline ${old.size}`] : []),
    ...(suppressed.length > 0 ? [`suppressed ${suppressed.length}`] : []),
    ...expiringText(suppressed, today),
    ...(gate.overdue.size > 0 ? [`overdue ${gate.overdue.size}`] : []),
  ];
  const unfinished = verdict === 'failed' && !complete ? '; the run is incomplete' : '';
  const part = shard === undefined ? '' : `; part ${shard.index} of ${shard.total} alone`;
  const behind = ` (gate: ${gateText(gate)}${aside.length > 0 ? `; ${aside.join(', ')}` : ''}${unfinished}${part})${probedOf(apis)}${emptyText(apis)}`;
  const isCompared = gate.mode === 'new' && gate.isCompared;
  if (verdict === 'failed') {
    const parts = severities
      .filter((severity) => failing[severity] > 0)
      .map((severity) => `${failing[severity]} ${isCompared ? 'new ' : ''}${severity}`);
    return `FAIL: ${parts.join(', ')}${behind}`;
  }
  const rest = severities.reduce((sum, severity) => sum + counts[severity], 0) - old.size;
  const found = rest > 0 ? standingText(rest, isCompared) : old.size > 0 ? 'nothing new' : 'nothing found';
  return verdict === 'passed' ? `PASS: ${found}${behind}` : `INCOMPLETE: ${found}, but not all was checked${behind}`;
}

/** `3 new findings, below the gate or not certain` */
function standingText(count: number, isNew: boolean): string {
  return `${count} ${isNew ? 'new ' : ''}${count === 1 ? 'finding' : 'findings'}, below the gate or not certain`;
}

/** A document without operations passes every rule: nobody shall take that for a good document. */
function emptyText(apis: readonly ApiRun[]): string {
  const documents = apis.filter(({ api }) => api.dialect !== 'config');
  const isEmpty = documents.length > 0 && documents.every(({ api }) => api.operations.length === 0);
  return isEmpty ? '; there was no operation to judge' : '';
}

/** `high`, `high, new from low`, `high, proven alone` */
function gateText({ threshold, thresholdNew = threshold, minCertainty }: GateTerms): string {
  const fresh = thresholdNew === threshold ? '' : `, new from ${thresholdNew}`;
  return `${threshold}${fresh}${minCertainty === 'proven' ? ', proven alone' : ''}`;
}

/** An exception that ends within this many days is told in the verdict: there is time to mend what it is for. */
export const soonDays = 14;

/** `1 expires in 6 days`, `3 expire within 9 days` */
function expiringText(suppressed: Gate['suppressed'], today: string): readonly string[] {
  const left = suppressed
    .map(({ expires }) => daysBetween(today, expires))
    .filter((days) => days >= 0 && days <= soonDays);
  if (left.length === 0) return [];
  const days = Math.max(...left);
  const when = days === 0 ? 'today' : `${left.length === 1 ? 'in' : 'within'} ${days} ${days === 1 ? 'day' : 'days'}`;
  return [`${left.length} ${left.length === 1 ? 'expires' : 'expire'} ${when}`];
}

function probedOf(apis: readonly ApiRun[]): string {
  const probed = apis.flatMap(({ probed: result }) => result ?? []);
  if (probed.length === 0) return '';
  const operations = probed.reduce((sum, { operations: count }) => sum + count, 0);
  const decided = probed.reduce((sum, { decided: count }) => sum + count, 0);
  return `; ${decided} of ${operations} operations probed`;
}
