import type { ApiModel, Operation } from '../model/api.ts';
import { isApiCall, isPreflight } from '../model/api-call.ts';
import type { Exchange } from '../model/exchange.ts';
import { hasLiteral, matcher, type Matcher } from '../model/match.ts';
import { PathLearner } from '../model/path-learner.ts';
import type { Pointer } from '../model/source.ts';
import type { Outcome } from '../finding/finding.ts';
import type { Seen, TrafficRule } from './rule.ts';
import { OperationCalls } from './traffic/calls.ts';
import { Origins } from './traffic/ours.ts';
import { Result } from './traffic/result.ts';
import { Unmatched } from './traffic/unmatched.ts';

/** Judges exchanges one by one, as they are read or received, and keeps no more of them than it will show. */
export interface Watch {
  see(exchange: Exchange): void;
  /** Operations of the document that were called so far. */
  called(): number;
  /** `captured`: real use of the API was seen; probes alone say nothing of what is never called. */
  end(options: { readonly captured: boolean }): readonly Outcome[];
}

export function watch(api: ApiModel, rules: readonly TrafficRule[]): Watch {
  const watching = new Watching(api, rules);
  return {
    see: (exchange) => watching.see(exchange),
    called: () => watching.called(),
    end: (options) => watching.end(options),
  };
}

class Watching {
  readonly #match: Matcher;
  readonly #results: readonly Result[];
  readonly #calls = new OperationCalls();
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
    this.#origins.see(exchange, matched);
    this.#learner.see(exchange);
    this.#exchanges += 1;
    if (exchange.credentials === 'present') this.#hasCredentials = true;
    if (operation === undefined) this.#unmatched.see(exchange, matched.knownPath);
    else this.#calls.see(exchange, operation);
    const isDoubtful = operation === undefined || matched.host === 'other';
    for (const result of this.#results) result.judge(exchange, operation, isDoubtful ? request.origin : undefined);
  }

  called(): number {
    return this.#calls.counts().size;
  }

  end({ captured }: { readonly captured: boolean }): readonly Outcome[] {
    const isOurs = (origin: string): boolean => this.#origins.isOurs(origin);
    const operations = this.#calls.counts();
    if (captured) {
      const unmatched = this.#unmatched.groups(this.#learner.learn(), isOurs);
      const seen: Seen = { operations, unmatched, exchanges: this.#exchanges, calls: this.#calls.seen() };
      const shown = (at: Pointer): Exchange | undefined => this.#unmatched.shown(at) ?? this.#calls.shown(at);
      for (const result of this.#results) result.end(seen, shown);
    }
    return this.#results.flatMap((result) =>
      result.outcomes({
        captured,
        isOurs,
        hasCredentials: this.#hasCredentials,
        exchanges: this.#exchanges,
        operations,
      }),
    );
  }
}

/** A path of parameters alone fits every address: elsewhere than on the API's hosts it says nothing. */
function operationOf(operation: Operation | undefined, isLikely: boolean): Operation | undefined {
  return operation !== undefined && (isLikely || hasLiteral(operation.path)) ? operation : undefined;
}
