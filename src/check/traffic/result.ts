import type { ApiModel, Operation, OperationId } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Pointer } from '../../model/source.ts';
import type { Finding, Outcome } from '../../finding/finding.ts';
import { crashed, failures, findingOf, listOf, passed, skipped, undecided } from '../outcome.ts';
import type { Problem, Problems, Seen, TrafficRule } from '../rule.ts';
import { evidenceOf, slim } from './evidence.ts';

/** Exchanges that are shown for one finding. */
const evidenceMax = 3;
/** Findings of one rule that are kept: names in calls are made up by whoever calls. */
const keptMax = 1_000;

interface Kept {
  readonly finding: Finding;
  /** All that it was met at; its place may be shared by them. */
  readonly operations: Set<OperationId>;
  readonly problem: Problem;
  /** Of a problem that counts only where the origin turns out to be the API's. */
  readonly origin: string | undefined;
  readonly exchanges: Exchange[];
  count: number;
}

/** What the traffic as a whole showed. */
interface Whole {
  readonly captured: boolean;
  readonly isOurs: (origin: string) => boolean;
  readonly hasCredentials: boolean;
  readonly exchanges: number;
  readonly operations: ReadonlyMap<OperationId, number>;
}

/** What became of one rule. */
export class Result {
  readonly #api: ApiModel;
  readonly #rule: TrafficRule;
  readonly #kept = new Map<string, Kept>();
  /** Operations that it could tell something of, and why not of others. */
  readonly #judged = new Set<OperationId>();
  readonly #blind = new Map<OperationId, string>();
  #isFull = false;
  #crash: Outcome | undefined;

  constructor(api: ApiModel, rule: TrafficRule) {
    this.#api = api;
    this.#rule = rule;
  }

  /** `origin`: only if it turns out to be the API's does it count. */
  judge(exchange: Exchange, operation: Operation | undefined, origin: string | undefined): void {
    const rule = this.#rule;
    if (rule.exchange === undefined || (rule.only === 'captured' && exchange.identity !== 'captured')) return;
    if (operation !== undefined) {
      const reason = this.#safely(operation.id, () => rule.blind?.(exchange, operation, this.#api));
      if (reason !== undefined) {
        this.#blind.set(operation.id, reason);
        return;
      }
      this.#judged.add(operation.id);
    }
    for (const problem of this.#ask(operation?.id ?? 'api', () => rule.exchange?.(exchange, operation, this.#api)))
      this.#keep(problem, { exchange, operation, origin });
  }

  end(seen: Seen, shown: (at: Pointer) => Exchange | undefined): void {
    for (const problem of this.#ask('api', () => this.#rule.end?.(seen, this.#api))) {
      const at = problem.related?.[0]?.at;
      const exchange = at === undefined ? undefined : shown(at);
      this.#keep(problem, { exchange, operation: undefined, origin: undefined });
    }
  }

  #ask(subject: Outcome['subject'], hook: () => Problems): readonly Problem[] {
    return listOf(this.#safely(subject, hook));
  }

  /** A rule that threw once is not asked again: its other answers could not be trusted. */
  #safely<T>(subject: Outcome['subject'], hook: () => T | undefined): T | undefined {
    if (this.#crash !== undefined) return undefined;
    try {
      return hook();
    } catch (error) {
      this.#crash = crashed(this.#rule, subject, error);
      return undefined;
    }
  }

  #keep(
    problem: Problem,
    {
      exchange,
      operation,
      origin,
    }: {
      readonly exchange: Exchange | undefined;
      readonly operation: Operation | undefined;
      readonly origin: string | undefined;
    },
  ): void {
    const finding = findingOf(problem, {
      api: this.#api,
      rule: this.#rule,
      ...(operation === undefined ? {} : { operation }),
    });
    // What one origin shows must not hang on whether another one is the API's.
    const key = `${finding.fingerprint} ${origin ?? ''}`;
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      if (this.#kept.size >= keptMax) {
        this.#isFull = true;
        return;
      }
      kept = { finding, operations: new Set(), problem, origin, exchanges: [], count: 0 };
      this.#kept.set(key, kept);
    }
    kept.count += 1;
    for (const id of finding.reach.operations) kept.operations.add(id);
    if (exchange !== undefined && kept.exchanges.length < evidenceMax) kept.exchanges.push(slim(exchange));
  }

  outcomes(whole: Whole): readonly Outcome[] {
    const findings = new Map<string, Finding>();
    for (const kept of this.#kept.values()) {
      if (kept.origin !== undefined && !whole.isOurs(kept.origin)) continue;
      if (!findings.has(kept.finding.fingerprint))
        findings.set(kept.finding.fingerprint, finished(kept, whole.hasCredentials));
    }
    const failed = failures(this.#rule, [...findings.values()]);
    if (this.#crash !== undefined) return [...failed, this.#crash];
    const rest = this.#rest(failed, whole);
    if (!this.#isFull) return [...failed, ...rest];
    return [...failed, ...rest, undecided(this.#rule, 'api', `more than ${keptMax} findings: the rest were left out`)];
  }

  /** Silence is never a pass: what was not seen was not judged. */
  #rest(failed: readonly Outcome[], { captured, exchanges, operations }: Whole): readonly Outcome[] {
    if (this.#rule.exchange === undefined) {
      if (failed.length > 0) return [];
      if (!captured) return [skipped(this.#rule, 'api', 'needs a capture of real traffic')];
      return [
        exchanges === 0 ? skipped(this.#rule, 'api', 'no call of this API in the capture') : passed(this.#rule, 'api'),
      ];
    }
    const reached = new Set(failed.flatMap(({ findings }) => findings.flatMap(({ reach }) => reach.operations)));
    const left = this.#api.operations.filter(({ id }) => !reached.has(id));
    return left.map(({ id }) => this.#unfailed(id, { captured, isCalled: operations.has(id) }));
  }

  #unfailed(
    id: OperationId,
    { captured, isCalled }: { readonly captured: boolean; readonly isCalled: boolean },
  ): Outcome {
    if (this.#judged.has(id)) return passed(this.#rule, id);
    const reason = this.#blind.get(id);
    if (reason !== undefined) return undecided(this.#rule, id, reason);
    if (isCalled) return skipped(this.#rule, id, 'needs a capture of real traffic');
    return skipped(this.#rule, id, captured ? 'not called in the captured traffic' : 'not called in this run');
  }
}

function finished(kept: Kept, hasCredentials: boolean): Finding {
  const { problem, exchanges, count } = kept;
  const finding = withReach(kept);
  const isUnsure = problem.assumes === 'credentials' && !hasCredentials;
  const named = new Set([finding, ...finding.related].map(({ at }) => `${at.source}#${at.path}`));
  // What a probe sent has no place but the operation's own.
  const entries = exchanges.map(({ at }) => at).filter((at) => at.path.startsWith('/log/entries/'));
  const related = entries
    .filter((at) => !named.has(`${at.source}#${at.path}`))
    .map((at) => ({ at, message: 'seen here' }));
  const note = (index: number): string => (count === 1 ? 'seen once' : `${index + 1} of ${count} alike`);
  return {
    ...finding,
    ...(isUnsure ? { certainty: 'tentative' as const } : {}),
    related: [...finding.related, ...related],
    evidence:
      finding.evidence.length > 0
        ? finding.evidence
        : exchanges.map((exchange, index) => evidenceOf(exchange, note(index))),
  };
}

/** A place that operations share belongs to none of them. */
function withReach({ finding, operations }: Kept): Finding {
  if (operations.size < 2) return finding;
  const { operation: _, ...rest } = finding;
  return { ...rest, reach: { ...finding.reach, operations: [...operations] } };
}
