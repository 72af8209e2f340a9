import { compileOwnProbe } from '../check/own-probes/own-probe.ts';
import { compileOwnRule } from '../check/own-rules/own-rule.ts';
import type { RuleKind, RuleMeta } from '../finding/rule-meta.ts';
import { repositoryRoot } from '../load/inputs.ts';
import { readConfig } from './config/read-config.ts';

/** Rules and probes of the team's own, which the config names. Throws user errors for a config that has mistakes. */
export async function ownRules(
  cwd: string,
  file: string | undefined,
): Promise<readonly (RuleMeta & { readonly kind: RuleKind })[]> {
  const root = await repositoryRoot(cwd);
  const { rules } = await readConfig({ cwd, root, file });
  const lint = rules.own.map(compileOwnRule).map((each) => ({ ...each, kind: 'lint' as const }));
  const probes = rules.ownProbes.map(compileOwnProbe).map((each) => ({ ...each, kind: 'probe' as const }));
  return [...lint, ...probes];
}
