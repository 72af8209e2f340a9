import { isInRulesets, rulesetNames } from '../../src/cli/rulesets.ts';
import type { Outcome } from '../../src/finding/finding.ts';
import { merge } from '../../src/finding/merge.ts';
import type { RuleKind, RuleMeta } from '../../src/finding/rule-meta.ts';

export type Metas = ReadonlyMap<string, RuleMeta & { readonly kind: RuleKind }>;

/** Findings an operation by ruleset, and how often each rule speaks, over many documents; as reports have them: merged. */
export class PerOperation {
  readonly #metas: Metas;
  readonly #rates = new Map<string, number[]>(rulesetNames.map((name) => [name, []]));
  readonly #noise = new Map<string, Map<string, number>>(rulesetNames.map((name) => [name, new Map()]));

  constructor(metas: Metas) {
    this.#metas = metas;
  }

  add(outcomes: readonly Outcome[], operations: number): void {
    if (operations === 0) return;
    for (const name of rulesetNames) {
      const held = outcomes.filter(({ rule }) => {
        const meta = this.#metas.get(rule);
        return meta !== undefined && isInRulesets([name], meta);
      });
      const findings = merge(held, this.#metas).flatMap((outcome) => outcome.findings);
      this.#rates.get(name)?.push(findings.length / operations);
      const noise = this.#noise.get(name) ?? new Map<string, number>();
      for (const { rule } of findings) noise.set(rule, (noise.get(rule) ?? 0) + 1);
    }
  }

  /** Markdown: a table of rulesets, and the ten rules of each that speak most. */
  toString(): string {
    const rows = rulesetNames.map((name) => {
      const rates = (this.#rates.get(name) ?? []).toSorted((a, b) => a - b);
      return `| ${name} | ${quantile(rates, 0.5)} | ${quantile(rates, 0.95)} | ${rates.length} |`;
    });
    const noisiest = (['recommended', 'strict'] as const).map((name) => {
      const counts = [...(this.#noise.get(name) ?? [])].sort((a, b) => b[1] - a[1]).slice(0, 10);
      return [`Noisiest under ${name}:`, ...counts.map(([rule, count]) => `  ${count} ${rule}`)].join('\n');
    });
    return ['| ruleset | median | p95 | documents |', '| --- | ---: | ---: | ---: |', ...rows, '', ...noisiest].join(
      '\n',
    );
  }
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
}
