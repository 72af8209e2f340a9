import type { RuleKind, RuleMeta } from '../../finding/rule-meta.ts';

/** What judges the gate itself: no rule of `rules/`, as it reads the team's files and not an API. */
export const gateLoosened: RuleMeta & { readonly kind: RuleKind } = {
  id: 'gate-loosened',
  kind: 'diff',
  title: 'Gate loosened by the change that it judges',
  severity: 'high',
  owasp: ['API9:2023'],
  cwe: 693,
  why: `A change that opens an API and silences who would say so passes every gate. With a base, the settings of the base count, so nothing is hidden by this change; but whatever comes after it is judged by the looser ones.`,
  fix: `Leave the settings to a change of their own, which somebody who owns the gate agrees to. That change is run with the settings it brings:

\`\`\`sh
sallyport scan --base origin/main --config-from head
\`\`\``,
};
