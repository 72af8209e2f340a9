import type { ApiModel, OperationId } from '../model/api.ts';
import type { Outcome } from '../finding/finding.ts';
import { isSideEffecting } from '../model/function-class.ts';
import { isWrite } from '../model/operation.ts';
import { ask, notTested, type Knowledge } from './probe/ask.ts';
import { joinCauses } from './probe/causes.ts';
import { impacts, planOf, type Task } from './probe/plan.ts';
import type { ProbeRule } from './rule.ts';
import type { Identity, Target } from './target.ts';

/** Each profile does what the ones before it do, and what `impacts` names at its place. */
const profiles = ['read-only', 'standard', 'full', 'load'] as const;

export interface ProbeRun {
  readonly api: ApiModel;
  readonly rules: readonly ProbeRule[];
  readonly target: {
    /** Live identities; there may be none. */
    readonly users: readonly Identity[];
    readonly target: Target;
    /** A view of the target that refuses the request after so many with `BudgetSpent`. */
    within(requests: number, why: string): Target;
    /** Why the target does not answer any more, asked at the end. */
    silence?(): Promise<string | undefined>;
  };
  readonly profile: (typeof profiles)[number];
  /** Of this operation alone; what is asked of the API as a whole is asked all the same. */
  readonly only?: OperationId;
  readonly signal?: AbortSignal;
  /** Which operations are to be asked about; undefined: the API as a whole. All, unless said otherwise. */
  readonly isMine?: (operation: OperationId | undefined) => boolean;
  readonly onProgress?: (done: number, of: number) => void;
}
export interface Probed {
  readonly outcomes: readonly Outcome[];
  /** Operations of the document that some probe was to look at, and those of which at least one decided. */
  readonly operations: number;
  readonly decided: number;
  /** Why the run ended early: the target does not answer any more. */
  readonly down?: string;
  /** Callers that could no longer log in: one line each. */
  readonly lost: readonly string[];
}

/** Asks one question after the other: each is decided, undecided, or not tested with the reason. Silence is never a pass. */
export async function probe(run: ProbeRun): Promise<Probed> {
  const { api, target, signal } = run;
  const within = (requests: number, why: string): Target => target.within(requests, why);
  const knowledge: Knowledge = { api, within, proven: new Map(), lost: new Set(), ...(signal && { signal }) };
  const isWanted = ({ operation }: Task): boolean =>
    (run.only === undefined || operation === undefined || operation.id === run.only) &&
    run.isMine?.(operation?.id) !== false;
  const tasks = planOf(api, run.rules, target.target).filter(isWanted);
  const outcomes: Outcome[] = [];
  const meant = new Set<OperationId>();
  const decided = new Set<OperationId>();
  for (const [index, task] of tasks.entries()) {
    run.onProgress?.(index, tasks.length);
    const leftOut = leaves(task, run);
    const reason = leftOut ?? hinders(task, run, knowledge);
    const outcome =
      reason === undefined ? await ask(task, knowledge) : notTested(task.rule, task.operation?.id ?? 'api', reason);
    outcomes.push(outcome);
    if (task.operation === undefined || task.rule.among !== undefined) continue;
    if (leftOut === undefined) meant.add(task.operation.id);
    if (outcome.result === 'passed' || outcome.result === 'failed') decided.add(task.operation.id);
  }
  const { lost } = knowledge;
  const silence = knowledge.down === undefined ? await target.silence?.() : undefined;
  // Too late for anybody to notice by the number of failures.
  const down = silence === undefined ? knowledge.down : `the target stopped answering: ${silence}`;
  return {
    outcomes: joinCauses(outcomes),
    operations: meant.size,
    decided: decided.size,
    lost: [...lost],
    ...(down === undefined ? {} : { down }),
  };
}

/** Why nobody wants it asked: the profile or the config leaves it out. It does not count against the coverage. */
function leaves({ rule, operation }: Task, { profile, target }: ProbeRun): string | undefined {
  const never = operation && target.target.refusal?.(operation);
  if (never !== undefined) return never;
  // A read that may change something is none.
  const isRead = operation === undefined || !(isWrite(operation) || isSideEffecting(operation));
  const impact = rule.impact === 'read' && !isRead ? 'create' : rule.impact;
  const needed = profiles[impacts.indexOf(impact)] ?? 'load';
  return profiles.indexOf(profile) >= profiles.indexOf(needed) ? undefined : `needs --profile ${needed}`;
}

/** Why it cannot be asked, though it should be. */
function hinders({ rule, lacking }: Task, { target, signal }: ProbeRun, { down }: Knowledge): string | undefined {
  if (signal?.aborted === true) return 'interrupted';
  if (down !== undefined) return `the target stopped answering: ${down}`;
  if (lacking !== undefined) return lacking;
  const { length } = target.users;
  if (length >= rule.identities) return undefined;
  return `needs ${rule.identities} live ${rule.identities === 1 ? 'identity' : 'identities'}, ${length} given: add one under identities in sallyport.yaml or with --identity`;
}
