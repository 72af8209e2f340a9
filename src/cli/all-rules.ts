import { loadRules } from '../../rules/index.ts';
import type { RuleKind, RuleMeta } from '../finding/rule-meta.ts';

/** What every rule says of itself, by kind and id. */
export async function allRules(): Promise<readonly (RuleMeta & { readonly kind: RuleKind })[]> {
  const lists = await Promise.all([loadRules.lint(), loadRules.diff(), loadRules.traffic(), loadRules.probe()]);
  return lists.flatMap((rules: readonly (RuleMeta & { readonly kind: RuleKind })[]) =>
    [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}
