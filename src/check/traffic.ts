import type { ApiModel, Operation, OperationId } from '../model/api.ts';
import { isApiCall, isPreflight } from '../model/api-call.ts';
import type { Exchange } from '../model/exchange.ts';
import { hasLiteral, matcher, type Matcher } from '../model/match.ts';
import { PathLearner } from '../model/path-learner.ts';
import type { Finding, Outcome } from '../finding/finding.ts';
import { crashed, failures, findingOf, listOf, passed, skipped } from './outcome.ts';
import type { Problem, Problems, Seen, TrafficRule } from './rule.ts';
import { evidenceOf, slim } from './traffic/evidence.ts';
import { Origins } from './traffic/ours.ts';
import { Unmatched } from './traffic/unmatched.ts';

/** Judges exchanges one by one, as they are read or received, and keeps no more of them than it will show. */
export interface Watch {
  see(exchange: Exchange): void;
  /** `captured`: real use of the API was seen; probes alone say nothing of what is never called. */
  end(options: { readonly captured: boolean }): readonly Outcome[];
}

export function watch(api: ApiModel, rules: readonly TrafficRule[]): Watch {
  const watching = new Watching(api, rules);
  return { see: (exchange) => watching.see(exchange), end: (options) => watching.end(options) };
}

class Watching {
  readonly #match: Matcher;
  readonly #results: readonly Result[];
  readonly #operations = new Map<OperationId, number>();
  readonly #unmatched = new Unmatched();
  readonly #learner = new PathLearner();
  readonly #origins: Origins;
  #exchanges = 0;
  #hasCredentials = false;

  constructor(api: ApiModel, rules: readonly TrafficRule[]) {
    this.#match = matcher(api);
    this.#origins = new Origins(api);
    this.#results = rules.map((rule) => new Result(api, rule));
  }

  see(exchange: Exchange): void {
    if (isPreflight(exchange)) return;
    const { request } = exchange;
    const matched = this.#match(request.method, request.origin, request.path);
    const isCall = isApiCall(exchange);
    const operation = operationOf(matched.operation, matched.host !== 'other' || isCall);
    // A page's files, a third party's counter: no traffic of this API.
    if (operation === undefined && !isCall) return;
    this.#origins.see(request.origin, matched, (exchange.response?.status ?? 500) < 400);
    this.#learner.see(exchange);
    this.#exchanges += 1;
    if (exchange.credentials === 'present') this.#hasCredentials = true;
    if (operation === undefined) this.#unmatched.see(exchange, matched.knownPath);
    else this.#operations.set(operation.id, (this.#operations.get(operation.id) ?? 0) + 1);
    for (const result of this.#results) result.judge(exchange, operation);
  }

  end({ captured }: { readonly captured: boolean }): readonly Outcome[] {
    const isOurs = (origin: string): boolean => this.#origins.isOurs(origin);
    if (captured) {
      const unmatched = this.#unmatched.groups(this.#learner.learn(), isOurs);
      const seen: Seen = { operations: this.#operations, unmatched, exchanges: this.#exchanges };
      for (const result of this.#results) result.end(seen, this.#unmatched);
    }
    return this.#results.flatMap((result) =>
      result.outcomes({
        captured,
        isOurs,
        hasCredentials: this.#hasCredentials,
        exchanges: this.#exchanges,
        operations: this.#operations,
      }),
    );
  }
}

/** A path of parameters alone fits every address: elsewhere than on the API's hosts it says nothing. */
function operationOf(operation: Operation | undefined, isLikely: boolean): Operation | undefined {
  return operation !== undefined && (isLikely || hasLiteral(operation.path)) ? operation : undefined;
}

/** Exchanges that are shown for one finding. */
const evidenceMax = 3;

interface Kept {
  readonly finding: Finding;
  readonly problem: Problem;
  /** Of a problem without an operation: it counts only where the origin turns out to be the API's. */
  readonly origin: string | undefined;
  readonly exchanges: Exchange[];
  count: number;
}

interface Whole {
  readonly captured: boolean;
  readonly isOurs: (origin: string) => boolean;
  readonly hasCredentials: boolean;
  readonly exchanges: number;
  readonly operations: ReadonlyMap<OperationId, number>;
}

/** What became of one rule. */
class Result {
  readonly #api: ApiModel;
  readonly #rule: TrafficRule;
  readonly #kept = new Map<string, Kept>();
  #crash: Outcome | undefined;

  constructor(api: ApiModel, rule: TrafficRule) {
    this.#api = api;
    this.#rule = rule;
  }

  judge(exchange: Exchange, operation: Operation | undefined): void {
    if (this.#rule.exchange === undefined) return;
    const origin = operation === undefined ? exchange.request.origin : undefined;
    const problems = this.#ask(operation?.id ?? 'api', () => this.#rule.exchange?.(exchange, operation, this.#api));
    for (const problem of problems) this.#keep(problem, { exchange, operation, origin });
  }

  end(seen: Seen, unmatched: Unmatched): void {
    for (const problem of this.#ask('api', () => this.#rule.end?.(seen, this.#api))) {
      const at = problem.related?.[0]?.at;
      const exchange = at === undefined ? undefined : unmatched.shown(at);
      this.#keep(problem, { exchange, operation: undefined, origin: undefined });
    }
  }

  /** A rule that threw once is not asked again: its other answers could not be trusted. */
  #ask(subject: Outcome['subject'], hook: () => Problems): readonly Problem[] {
    if (this.#crash !== undefined) return [];
    try {
      return listOf(hook());
    } catch (error) {
      this.#crash = crashed(this.#rule, subject, error);
      return [];
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
    if (kept === undefined) this.#kept.set(key, (kept = { finding, problem, origin, exchanges: [], count: 0 }));
    kept.count += 1;
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
    return [...failed, ...this.#rest(failed, whole)];
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
    const reason = captured ? 'not called in the captured traffic' : 'not called in this run';
    return this.#api.operations
      .filter(({ id }) => !reached.has(id))
      .map(({ id }) => (operations.has(id) ? passed(this.#rule, id) : skipped(this.#rule, id, reason)));
  }
}

function finished({ finding, problem, exchanges, count }: Kept, hasCredentials: boolean): Finding {
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
