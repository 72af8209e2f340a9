import type { DiffRule, LintRule, ProbeRule, Rule, TrafficRule } from '../check/rule.ts';
import { compileOwnProbe } from '../check/own-probes/own-probe.ts';
import { compileOwnRule } from '../check/own-rules/own-rule.ts';
import type { Known } from '../finding/coverage.ts';
import type { RuleKind, RuleMeta } from '../finding/rule-meta.ts';
import { loadRules, ruleIds } from '../../rules/index.ts';
import type { CheckRequest, Request } from './request.ts';
import { gateLoosened } from './gate-drift/rule.ts';
import { isInRulesets, severityIn } from './rulesets.ts';
import { UserError } from './user-error.ts';

/** The rules of one run, and what they say of themselves. */
export interface Rules {
  readonly lint: readonly LintRule[];
  readonly diff: readonly DiffRule[];
  readonly traffic: readonly TrafficRule[];
  readonly probe: readonly ProbeRule[];
  readonly metas: ReadonlyMap<string, RuleMeta & { readonly kind: RuleKind }>;
}

/** What each kind needs before it can judge anything. */
const needs: Readonly<Record<RuleKind, string>> = {
  lint: 'use lint or scan',
  diff: 'use diff, or scan with --base',
  traffic: 'name a HAR capture, or use --target',
  probe: 'use scan or probe with --target',
};

/** Loads the kinds that run, and nothing of the others. */
export async function selectRules(kinds: ReadonlySet<RuleKind>, check: CheckRequest): Promise<Rules> {
  for (const id of check.only) {
    const kind = check.ownProbes.some((probe) => probe.id === id) ? 'probe' : kindOf(id);
    if (!kinds.has(kind)) throw new UserError('flag', `rule ${id} would judge nothing here`, { hint: needs[kind] });
  }
  const chosen = <R extends Rule>(rules: readonly R[]): readonly R[] =>
    rules.filter((rule) => isChosen(rule, check)).map((rule) => ranked(rule, check));
  const chosenOwn = <R extends Rule>(rules: readonly R[]): readonly R[] =>
    rules.filter(({ id }) => isChosenOwn(id, check)).map((rule) => ranked(rule, check));
  const own = chosenOwn(check.own.map(compileOwnRule));
  const ownProbes = chosenOwn(check.ownProbes.map(compileOwnProbe));
  const lint = kinds.has('lint') ? [...chosen(await loadRules.lint()), ...own] : [];
  const diff = kinds.has('diff') ? chosen(await loadRules.diff()) : [];
  const traffic = kinds.has('traffic') ? chosen(await loadRules.traffic()) : [];
  const probe = kinds.has('probe') ? [...chosen(await loadRules.probe()), ...ownProbes] : [];
  const drift = kinds.has('diff')
    ? [gateLoosened].filter((rule) => isChosen(rule, check)).map((rule) => ranked(rule, check))
    : [];
  const metas = new Map([...lint, ...diff, ...traffic, ...probe, ...drift].map((rule) => [rule.id, rule]));
  return { lint, diff, traffic, probe, metas };
}

/** What findings of an earlier run need to be described: the rules of theirs that this run leaves out. */
export async function rulesNotRun(known: readonly Known[], { metas }: Rules): Promise<Rules['metas']> {
  const missing = new Set(known.map(({ rule }) => rule).filter((rule) => !metas.has(rule)));
  if (missing.size === 0) return new Map();
  const { allRules } = await import('./all-rules.ts');
  return new Map((await allRules()).flatMap((rule) => (missing.has(rule.id) ? [[rule.id, rule] as const] : [])));
}

/** `--rule` names all that runs; else what the rulesets hold and the config adds. */
export function isChosen(
  rule: RuleMeta & { readonly kind: RuleKind },
  { only, on, off, rulesets }: Pick<CheckRequest, 'only' | 'on' | 'off' | 'rulesets'>,
): boolean {
  if (off.includes(rule.id)) return false;
  if (only.length > 0) return only.includes(rule.id);
  return on.includes(rule.id) || isInRulesets(rulesets, rule);
}

/** Own rules are in no ruleset: whoever writes one wants it. */
function isChosenOwn(id: string, { only, off }: CheckRequest): boolean {
  return !off.includes(id) && (only.length === 0 || only.includes(id));
}

function kindOf(id: string): RuleKind {
  if (id === gateLoosened.id) return gateLoosened.kind;
  const kinds: readonly RuleKind[] = ['diff', 'traffic', 'probe'];
  return kinds.find((kind) => ruleIds[kind].some((known) => known === id)) ?? 'lint';
}

/** The rule with the config's severity in place of its own, in every tier; else with that of its ruleset. */
function ranked<R extends RuleMeta>(rule: R, { severities, rulesets }: CheckRequest): R {
  const chosen = severities.get(rule.id);
  const severity = chosen ?? severityIn(rulesets, rule.id) ?? rule.severity;
  const tiers = rule.tiers?.map((tier) => ({
    name: tier.name,
    severity: chosen ?? severityIn(rulesets, rule.id, tier.name) ?? tier.severity,
  }));
  return { ...rule, severity, ...(tiers === undefined ? {} : { tiers }) };
}

/** The kinds that have something to judge in this run. */
export function kindsOf({ check, target }: Request, captures: number): ReadonlySet<RuleKind> {
  const judgeable: Readonly<Record<RuleKind, boolean>> = {
    lint: true,
    diff: check.base !== undefined,
    traffic: captures > 0 || target !== undefined,
    probe: target !== undefined,
  };
  return new Set([...check.kinds].filter((kind) => judgeable[kind]));
}
