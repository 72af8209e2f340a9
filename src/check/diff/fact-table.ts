import type { Fact, FactKind } from '../fact.ts';
import type { Versions } from '../rule.ts';
import type { Doubt } from './doubt.ts';
import type { DiffResult } from './result.ts';

/** Who wants to hear of which kind of fact: most facts are nobody's business and cost one look. */
export class FactTable {
  readonly #versions: Versions;
  readonly #doubt: Doubt;
  readonly #asking = new Map<FactKind, DiffResult[]>();

  constructor(
    { versions, doubt }: { readonly versions: Versions; readonly doubt: Doubt },
    results: readonly DiffResult[],
  ) {
    this.#versions = versions;
    this.#doubt = doubt;
    for (const result of results) {
      for (const kind of result.rule.facts) {
        const list = this.#asking.get(kind);
        if (list === undefined) this.#asking.set(kind, [result]);
        else list.push(result);
      }
    }
  }

  get isEmpty(): boolean {
    return this.#asking.size === 0;
  }

  offer(fact: Fact): void {
    const asking = this.#asking.get(fact.kind);
    if (asking === undefined || this.#doubt.withholds(fact)) return;
    const { operation, reach } = fact;
    const touched = {
      fact,
      ...(operation === undefined ? {} : { operation }),
      ...(reach === undefined ? {} : { reach }),
    };
    for (const result of asking) {
      result.judge(() => result.rule.fact(fact, this.#versions), touched);
    }
  }
}
