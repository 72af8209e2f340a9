import type { ApiModel, OperationId } from '../../model/api.ts';
import type { Finding, Outcome, Verdict } from '../../finding/finding.ts';
import { crashed, findingOf, skipped } from '../outcome.ts';
import type { Conclusion, ProbeRule, Problem } from '../rule.ts';
import { BudgetSpent, IdentityLost, NotTested, TargetDown } from '../target.ts';
import type { ProbeSubject, Target } from '../target.ts';
import type { Task } from './plan.ts';

/** What the questions before have taught. */
export interface Knowledge {
  readonly api: ApiModel;
  readonly signal?: AbortSignal;
  within(requests: number, why: string): Target;
  /** Rules proven on an operation. */
  readonly proven: Map<OperationId, string[]>;
  /** Callers that can no longer log in: one line each. */
  readonly lost: Set<string>;
  /** The target does not answer any more. */
  down?: string;
}

/** Operations that bear witness for a scheme or a host before it is given up. */
const witnessesMax = 3;
/** One probe yields a handful; what yields more is broken. */
const problemsMax = 100;

/** The first witness that decides; else the first that could at least be asked. */
export async function ask(task: Task, knowledge: Knowledge): Promise<Outcome> {
  const { rule, operation } = task;
  if (task.fault !== undefined) return crashed(rule, operation?.id ?? 'api', task.fault);
  let best: Outcome | undefined;
  let nearer: string | undefined;
  let asked = 0;
  for (const subject of task.subjects) {
    const cause = (knowledge.proven.get(subject.operation.id) ?? []).find((id) => rule.yieldsTo?.includes(id));
    nearer ??= cause;
    if (cause !== undefined || asked >= witnessesMax) continue;
    asked += 1;
    const outcome = await judge(task, subject, knowledge);
    // What is proven of a scheme on one operation holds for all that stand behind it.
    if (outcome.verdict === 'CONFIRMED')
      for (const id of new Set([subject.operation.id, ...outcome.findings.flatMap(({ reach }) => reach.operations)]))
        noteProof(id, rule.id, knowledge);
    if (outcome.result !== 'undecided' && outcome.result !== 'skipped') return outcome;
    if (best === undefined || best.result === 'skipped') best = outcome;
    if (knowledge.down !== undefined || knowledge.signal?.aborted === true) break;
  }
  if (best !== undefined) return best;
  const subject = operation?.id ?? 'api';
  return { rule: rule.id, kind: 'probe', subject, result: 'failed', reason: `said by ${nearer ?? ''}`, findings: [] };
}

function noteProof(operation: OperationId, rule: string, { proven }: Knowledge): void {
  const known = proven.get(operation);
  if (known === undefined) proven.set(operation, [rule]);
  else known.push(rule);
}

async function judge(task: Task, subject: ProbeSubject, knowledge: Knowledge): Promise<Outcome> {
  const { rule } = task;
  const problems: Problem[] = [];
  const name = task.operation?.id ?? 'api';
  try {
    const conclusion = await conclude(rule.probe(subject, knowledge.within(rule.requests, rule.id)), problems);
    return concluded(task, { conclusion, problems }, knowledge.api);
  } catch (error) {
    const reason = whyNot(error, knowledge);
    if (reason === undefined) return crashed(rule, name, error);
    // What was seen before the probe was cut off is a signal, and no more.
    if (problems.length > 0) return concluded(task, { conclusion: { undecided: reason }, problems }, knowledge.api);
    return notTested(rule, name, reason);
  }
}

async function conclude(answers: AsyncGenerator<Problem, Conclusion>, problems: Problem[]): Promise<Conclusion> {
  for (;;) {
    const next = await answers.next();
    if (next.done === true) return next.value;
    problems.push(next.value);
    if (problems.length < problemsMax) continue;
    await answers.return({ undecided: '' });
    return { undecided: `more than ${problemsMax} problems` };
  }
}

/** Undefined: a mistake of the rule. */
function whyNot(error: unknown, knowledge: Knowledge): string | undefined {
  if (error instanceof NotTested) return error.message;
  if (error instanceof BudgetSpent) return `budget: ${error.message}`;
  if (error instanceof IdentityLost) {
    knowledge.lost.add(error.message);
    return error.message;
  }
  if (error instanceof TargetDown) {
    knowledge.down = error.message;
    return error.message;
  }
  return knowledge.signal?.aborted === true ? 'interrupted' : undefined;
}

export function notTested(rule: ProbeRule, subject: Outcome['subject'], reason: string): Outcome {
  return { ...skipped(rule, subject, reason), verdict: 'NOT-TESTED' };
}

interface Said {
  readonly conclusion: Conclusion;
  readonly problems: readonly Problem[];
}

const verdicts = {
  passed: { result: 'passed', verdict: 'REFUTED' },
  failed: { result: 'failed', verdict: 'CONFIRMED' },
  unproven: { result: 'undecided', verdict: 'UNPROVEN' },
  unclear: { result: 'undecided', verdict: 'INCONCLUSIVE' },
} as const satisfies Record<string, { readonly result: Outcome['result']; readonly verdict: Verdict }>;

function concluded({ rule, operation }: Task, { conclusion, problems }: Said, api: ApiModel): Outcome {
  const isDecided = conclusion === 'decided';
  const findings = problems.map((problem): Finding => {
    const certainty = isDecided ? (problem.certainty ?? 'proven') : 'tentative';
    return findingOf({ ...problem, certainty }, { api, rule, ...(operation === undefined ? {} : { operation }) });
  });
  const outcome = { rule: rule.id, kind: rule.kind, subject: operation?.id ?? 'api', findings };
  if (isDecided) return { ...outcome, ...verdicts[findings.length > 0 ? 'failed' : 'passed'] };
  return { ...outcome, ...verdicts[findings.length > 0 ? 'unproven' : 'unclear'], reason: conclusion.undecided };
}
