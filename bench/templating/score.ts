import { canonicalPath } from '../../src/model/operation.ts';
import type { GeneratedCall } from './traffic.ts';

export interface Score {
  readonly requests: number;
  /** Share of requests on the template that they were made of, names of parameters aside. */
  readonly accuracy: number;
  /** Share of the inferred templates that are templates of the document. */
  readonly precision: number;
  /** Inferred templates for each true one that was called. */
  readonly inflation: number;
  /** Requests on a wrong template: the true one and what was inferred, most frequent first. */
  readonly wrong: readonly { readonly truth: string; readonly inferred: string; readonly count: number }[];
}

export function scoreOf(calls: readonly GeneratedCall[], infer: (origin: string, path: string) => string): Score {
  const truths = new Set<string>();
  const inferred = new Set<string>();
  const wrong = new Map<string, { truth: string; inferred: string; count: number }>();
  let right = 0;
  for (const { exchange, template } of calls) {
    const truth = canonicalPath(template);
    const found = canonicalPath(infer(exchange.request.origin, exchange.request.path));
    truths.add(truth);
    inferred.add(found);
    if (truth === found) right += 1;
    else {
      const shown = found.replace(/[^/{}]{24,}/g, '...');
      const known = wrong.get(`${truth} ${shown}`) ?? { truth, inferred: shown, count: 0 };
      known.count += 1;
      wrong.set(`${truth} ${shown}`, known);
    }
  }
  return {
    requests: calls.length,
    accuracy: right / calls.length,
    precision: [...inferred].filter((template) => truths.has(template)).length / inferred.size,
    inflation: inferred.size / truths.size,
    wrong: [...wrong.values()].toSorted((a, b) => b.count - a.count),
  };
}
