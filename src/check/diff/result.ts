import type { Operation, OperationId } from '../../model/api.ts';
import type { Finding, Outcome } from '../../finding/finding.ts';
import type { Compat, Posture } from '../../finding/rule-meta.ts';
import { Collected, crashed, failures, findingOf, listOf, passed } from '../outcome.ts';
import type { Fact } from '../fact.ts';
import type { Doubt } from './doubt.ts';
import type { DiffRule, Problem, Problems, Versions } from '../rule.ts';

/** Whom a change touches: the operation looked at, or what reaches the changed thing (asked only if something is said). */
export interface Touched {
  /** What was offered; two rules that speak of one fact mean one problem. */
  readonly fact?: Fact;
  readonly operation?: Operation;
  readonly reach?: () => readonly OperationId[];
}

interface Said {
  readonly problem: Problem;
  readonly touched: Touched;
}

/** A finding and the facts that it says. */
export interface Told {
  readonly finding: Finding;
  readonly facts: readonly Fact[];
}

/** Most places that are named beside a finding's own. */
const relatedMax = 20;

/** What became of one rule on one pair of documents. */
export class DiffResult {
  readonly rule: DiffRule;
  readonly #versions: Versions;
  readonly #said: Said[] = [];
  #crash: Outcome | undefined;

  constructor(versions: Versions, rule: DiffRule) {
    this.#versions = versions;
    this.rule = rule;
  }

  /** A rule that threw once is not asked again: its other answers could not be trusted. */
  judge(ask: () => Problems, touched: Touched): void {
    if (this.#crash !== undefined) return;
    try {
      for (const problem of listOf(ask())) this.#said.push({ problem, touched });
    } catch (error) {
      this.#crash = crashed(this.rule, touched.operation?.id ?? 'api', error);
    }
  }

  /** Some problem of it has this posture, or means this for clients. */
  says(verdict: Posture | Compat): boolean {
    const { posture, compat } = this.rule;
    return this.#said.some(
      ({ problem }) => (problem.posture ?? posture) === verdict || (problem.compat ?? compat) === verdict,
    );
  }

  /** What it found, with the facts behind each. A problem may itself be unusable (a tier that the rule has not): a crash too. */
  told(): readonly Told[] {
    try {
      return this.#told();
    } catch (error) {
      this.#crash = crashed(this.rule, 'api', error);
      return [];
    }
  }

  /** `findings`: what is left of `told` when facts are said once. `whole`: the rule was shown every change. */
  outcomes(
    told: readonly Told[],
    findings: ReadonlyMap<Finding, Finding | string>,
    { whole, doubt }: { readonly whole: boolean; readonly doubt: Doubt },
  ): readonly Outcome[] {
    const failed = failures(
      this.rule,
      told.map(({ finding }) => finding),
    ).map((outcome) => saidOnce(outcome, findings));
    if (this.#crash !== undefined) return [...failed, this.#crash];
    if (!whole) return [...failed, undecided(this.rule, tooMany)];
    const doubtful = [...doubt.operations];
    const open = doubtful.length > 0 ? [{ ...undecided(this.rule, doubt.reason), subjects: doubtful }] : [];
    // A rule about clients alone is no check of an operation: one answer for all that it did not speak of.
    if (this.rule.posture === 'neutral')
      return failed.length + open.length > 0 ? [...failed, ...open] : [passed(this.rule, 'api')];
    const reached = new Set([...told.flatMap(({ finding }) => finding.reach.operations), ...doubtful]);
    const clean = this.#versions.after.operations.filter(({ id }) => !reached.has(id));
    return [...failed, ...open, ...clean.map(({ id }) => passed(this.rule, id))];
  }

  /** One root cause is one finding: what many operations say of one place is said once, with all of them. */
  #told(): readonly Told[] {
    const causes = new Map<string, { readonly problem: Problem; readonly all: Said[] }>();
    for (const said of this.#said) {
      const { at, subject = '', tier = '' } = said.problem;
      const key = JSON.stringify([at.source, at.path, subject, tier]);
      const cause = causes.get(key);
      if (cause === undefined) causes.set(key, { problem: said.problem, all: [said] });
      else cause.all.push(said);
    }
    const collected = new Collected();
    const facts = new Map<string, Fact[]>();
    for (const { problem, all } of causes.values()) {
      const operations = [...new Set(all.flatMap(operationsOf))];
      const related = distinct(all.flatMap((each) => each.problem.related ?? [])).slice(0, relatedMax);
      const setting = { api: this.#versions.after, rule: this.rule };
      const finding = findingOf({ ...problem, operations, related }, setting);
      collected.add(finding);
      const behind = all.flatMap(({ touched }) => touched.fact ?? []);
      const known = facts.get(finding.fingerprint);
      if (known === undefined) facts.set(finding.fingerprint, behind);
      else known.push(...behind);
    }
    return collected.findings.map((finding) => ({ finding, facts: facts.get(finding.fingerprint) ?? [] }));
  }
}

function operationsOf({ problem, touched }: Said): readonly OperationId[] {
  if (problem.operations !== undefined) return problem.operations;
  const reached = touched.reach?.() ?? [];
  return reached.length > 0 || touched.operation === undefined ? reached : [touched.operation.id];
}

function distinct(related: NonNullable<Problem['related']>): NonNullable<Problem['related']> {
  return [...new Map(related.map((each) => [`${each.at.source}#${each.at.path}`, each])).values()];
}

const tooMany = 'the documents have more pairs of schemas than are compared: some changes may be missing';

function undecided({ id, kind }: DiffRule, reason: string): Outcome {
  return { rule: id, kind, subject: 'api', result: 'undecided', reason, findings: [] };
}

/** A finding that another rule says is left to that rule; the outcome stays what it was. */
function saidOnce(outcome: Outcome, findings: ReadonlyMap<Finding, Finding | string>): Outcome {
  const left: Finding[] = [];
  let saidBy: string | undefined;
  for (const finding of outcome.findings) {
    const now = findings.get(finding) ?? finding;
    if (typeof now === 'string') saidBy = now;
    else left.push(now);
  }
  return {
    ...outcome,
    findings: left,
    ...(saidBy !== undefined && left.length === 0 ? { reason: `said by ${saidBy}` } : {}),
  };
}
