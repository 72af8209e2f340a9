import fintech from '../../rules/rulesets/fintech.json' with { type: 'json' };
import pciDss from '../../rules/rulesets/pci-dss.json' with { type: 'json' };
import psd2Fapi from '../../rules/rulesets/psd2-fapi.json' with { type: 'json' };
import recommended from '../../rules/rulesets/recommended.json' with { type: 'json' };
import strict from '../../rules/rulesets/strict.json' with { type: 'json' };
import type { RuleKind, RuleMeta, Severity } from '../finding/rule-meta.ts';
import { compareSeverity, reaches } from '../finding/standing.ts';

export const rulesetNames = ['recommended', 'strict', 'fintech', 'pci-dss', 'psd2-fapi'] as const;
export type RulesetName = (typeof rulesetNames)[number];

/** One file of rules/rulesets: data alone. Several parts add up; `off` counts against the file's own parts. */
interface Ruleset {
  readonly about: string;
  readonly extends?: readonly string[];
  readonly all?: boolean;
  /** Every lint rule that can find something of this severity or above. */
  readonly severity?: string;
  /** Every rule that is evidence towards a requirement that begins so. */
  readonly controls?: readonly string[];
  readonly on?: readonly string[];
  readonly off?: readonly string[];
  /** Other severities than the rules' own: by `rule`, for all of its tiers, or by `rule/tier`. */
  readonly severities?: Readonly<Record<string, string>>;
}

const rulesets: Readonly<Record<RulesetName, Ruleset>> = {
  recommended,
  strict,
  fintech,
  'pci-dss': pciDss,
  'psd2-fapi': psd2Fapi,
};

/** What runs where neither config nor flag names one. */
export const rulesetDefault: RulesetName = 'recommended';

/** Does one of the rulesets hold the rule? */
export function isInRulesets(names: readonly string[], rule: RuleMeta & { readonly kind: RuleKind }): boolean {
  return names.some((name) => {
    const known = rulesetNames.find((one) => one === name);
    return known !== undefined && holds(rulesets[known], rule);
  });
}

function holds(ruleset: Ruleset, rule: RuleMeta & { readonly kind: RuleKind }): boolean {
  const { all, controls = [], on = [], off = [] } = ruleset;
  if (on.includes(rule.id)) return true;
  if (off.includes(rule.id)) return false;
  if (all === true || isInRulesets(ruleset.extends ?? [], rule)) return true;
  if (controls.some((control) => rule.controls?.some((own) => own.startsWith(control)))) return true;
  return isSevere(ruleset, rule);
}

/** The severity that a ruleset gives the rule, or its tier: the nearest ruleset's, the gravest where several are named. */
export function severityIn(names: readonly string[], rule: string, tier?: string): Severity | undefined {
  const [gravest] = names
    .flatMap((name) => {
      const known = rulesetNames.find((one) => one === name);
      if (known === undefined) return [];
      const { severities = {}, extends: bases = [] } = rulesets[known];
      const own = (tier === undefined ? undefined : severities[`${rule}/${tier}`]) ?? severities[rule];
      return (own === undefined ? severityIn(bases, rule, tier) : severityOf(own)) ?? [];
    })
    .sort(compareSeverity);
  return gravest;
}

/** Severities thin out lint alone: what changed, what was seen and what was proven is heard of at every severity. */
function isSevere({ severity }: Ruleset, rule: RuleMeta & { readonly kind: RuleKind }): boolean {
  if (severity === undefined) return false;
  if (rule.kind !== 'lint') return true;
  const [gravest = rule.severity] = (rule.tiers ?? []).map((tier) => tier.severity).sort(compareSeverity);
  return reaches(rule.severity, severityOf(severity)) || reaches(gravest, severityOf(severity));
}

function severityOf(text: string): Severity {
  const known = (['critical', 'high', 'medium', 'low', 'info'] as const).find((one) => one === text);
  if (known === undefined) throw new Error(`a ruleset names no severity: ${text}`);
  return known;
}
