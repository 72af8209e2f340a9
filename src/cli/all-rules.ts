import { loadRules } from '../../rules/index.ts';
import type { RuleKind, RuleMeta } from '../finding/rule-meta.ts';
import { gateLoosened } from './gate-drift/rule.ts';

type Meta = RuleMeta & { readonly kind: RuleKind };

/** What every rule says of itself, by kind and id. */
export async function allRules(): Promise<readonly Meta[]> {
  const [lint, diff, ...others] = await Promise.all([
    loadRules.lint(),
    loadRules.diff(),
    loadRules.traffic(),
    loadRules.probe(),
  ]);
  return [lint, [...diff, gateLoosened], ...others].flatMap((rules: readonly Meta[]) =>
    [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}
