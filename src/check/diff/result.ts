import type { Operation, OperationId } from '../../model/api.ts';
import type { Finding, Outcome } from '../../finding/finding.ts';
import { Collected, crashed, failures, findingOf, listOf, passed } from '../outcome.ts';
import type { DiffRule, Problem, Problems, Versions } from '../rule.ts';

/** Whom a change touches: the operation looked at, or what reaches the changed thing (asked only if something is said). */
export interface Touched {
  readonly operation?: Operation;
  readonly reach?: () => readonly OperationId[];
}

interface Said {
  readonly problem: Problem;
  readonly touched: Touched;
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

  /** `whole`: the rule was shown every change. */
  outcomes(whole: boolean): readonly Outcome[] {
    const failed = this.#failed();
    if (this.#crash !== undefined) return [...failed, this.#crash];
    if (!whole) return [...failed, undecided(this.rule)];
    const reached = new Set(failed.flatMap(({ findings }) => findings.flatMap(({ reach }) => reach.operations)));
    const clean = this.#versions.after.operations.filter(({ id }) => !reached.has(id));
    return [...failed, ...clean.map(({ id }) => passed(this.rule, id))];
  }

  /** A problem may itself be unusable (a tier that the rule has not): that is a crash too. */
  #failed(): readonly Outcome[] {
    try {
      return failures(this.rule, this.#findings());
    } catch (error) {
      this.#crash = crashed(this.rule, 'api', error);
      return [];
    }
  }

  /** One root cause is one finding: what many operations say of one place is said once, with all of them. */
  #findings(): readonly Finding[] {
    const causes = new Map<string, { readonly problem: Problem; readonly all: Said[] }>();
    for (const said of this.#said) {
      const { at, subject = '', tier = '' } = said.problem;
      const key = JSON.stringify([at.source, at.path, subject, tier]);
      const cause = causes.get(key);
      if (cause === undefined) causes.set(key, { problem: said.problem, all: [said] });
      else cause.all.push(said);
    }
    const collected = new Collected();
    for (const { problem, all } of causes.values()) {
      const operations = [...new Set(all.flatMap(operationsOf))];
      const related = distinct(all.flatMap((each) => each.problem.related ?? [])).slice(0, relatedMax);
      const setting = { api: this.#versions.after, rule: this.rule };
      collected.add(findingOf({ ...problem, operations, related }, setting));
    }
    return collected.findings;
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

function undecided({ id, kind }: DiffRule): Outcome {
  const reason = 'the documents have more pairs of schemas than are compared: some changes may be missing';
  return { rule: id, kind, subject: 'api', result: 'undecided', reason, findings: [] };
}
