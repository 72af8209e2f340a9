import type { RuleMeta } from '../../finding/rule-meta.ts';
import { holds, type Condition } from '../own-rules/condition.ts';
import { probeRule, type ProbeRule } from '../rule.ts';
import { judgeOwnProbe, type Question } from './judge.ts';

/** A probe of the team's own: data with a closed vocabulary, never code. */
export interface OwnProbe extends RuleMeta, Question {
  /** The operations that it is about; empty: all. */
  readonly where: readonly Condition[];
  readonly message: string;
}

/** Requests for one operation: baseline, attempt, five controls and the replay, each with the reads of a state. */
const requestsMax = 30;
const methodsOf: Readonly<Record<Question['impact'], RegExp>> = {
  read: /^(?:GET|HEAD)$/,
  create: /^(?:GET|HEAD|POST)$/,
  write: /^/,
};

export function compileOwnProbe(probe: OwnProbe): ProbeRule {
  const { id, title, severity, owasp, cwe, why, fix, where, as, message, impact } = probe;
  return probeRule({
    id,
    title,
    severity,
    owasp,
    cwe,
    why,
    fix,
    impact,
    per: 'operation',
    requests: requestsMax,
    identities: ['peer', 'low-role', 'high-role'].includes(as) ? 2 : 1,
    applies: ({ operation }, api) =>
      methodsOf[impact].test(operation.method) &&
      where.every((condition) => holds(condition, 'operation', { node: operation, api })),

    async *probe({ operation }, target) {
      const verdict = await judgeOwnProbe(target, operation, probe);
      if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
      yield { at: operation.at, message, evidence: verdict.proven };
      return 'decided';
    },
  });
}
