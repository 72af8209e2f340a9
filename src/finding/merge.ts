import { withConfirmed } from './confirmed.ts';
import type { RuleMeta } from './rule-meta.ts';
import type { Finding, Outcome } from './finding.ts';
import { joined, surestFirst, withReplaced } from './joined.ts';

/** Where everything lies that has no place of its own: two findings here have nothing in common. */
const containers = new Set(['', '/paths', '/webhooks', '/components', '/definitions', '/log', '/log/entries']);

/**
 * One root cause is one finding: what different rules say of one place under one OWASP category is said by the surest of
 * them. The others are named in its `also`, and their outcomes keep `failed` with the reason `said by <rule>`. What lint
 * suspected and a probe has proven is one finding as well, though they speak of two places.
 */
export function merge(found: readonly Outcome[], rules: ReadonlyMap<string, RuleMeta>): readonly Outcome[] {
  const outcomes = withConfirmed(found);
  const replaced = new Map<Finding, Finding | string>();
  for (const [first, other] of twoSides(outcomes)) {
    replaced.set(first, joined(first, [other]));
    replaced.set(other, first.rule);
  }
  for (const group of groupsOf(outcomes, rules)) {
    if (group.some((finding) => replaced.has(finding))) continue;
    // A rule that says several things of one place means several problems: nobody can tell which of them another rule means.
    if (group.length < 2 || new Set(group.map(({ rule }) => rule)).size < group.length) continue;
    // The diff says every change once itself: two of its findings at one place are two changes.
    if (group.filter(({ kind }) => kind === 'diff').length > 1) continue;
    const [first, ...others] = group.toSorted(surestFirst);
    if (first === undefined) continue;
    replaced.set(first, joined(first, others));
    for (const other of others) replaced.set(other, first.rule);
  }
  return replaced.size === 0 ? outcomes : outcomes.map((outcome) => withReplaced(outcome, replaced));
}

/** One edit of a shared part, as requests and as answers know it: `request-x` or `x`, and `response-x`, of one subject. The graver is first. */
function twoSides(outcomes: readonly Outcome[]): readonly (readonly [Finding, Finding])[] {
  const requests = new Map<string, Finding>();
  const pairs: (readonly [Finding, Finding])[] = [];
  const seen = outcomes.flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'diff'));
  for (const finding of seen) if (!answers.test(finding.rule)) requests.set(editOf(finding), finding);
  for (const finding of seen) {
    const request = answers.test(finding.rule) ? requests.get(editOf(finding)) : undefined;
    if (request === undefined) continue;
    const [first, other] = [request, finding].toSorted(surestFirst);
    if (first !== undefined && other !== undefined) pairs.push([first, other]);
  }
  return pairs;
}

const answers = /^resp(?:onse)?-/;

function editOf({ rule, at, identity, operation }: Finding): string {
  const kind = rule.replace(/^(?:req(?:uest)?|resp(?:onse)?)-/, '');
  return JSON.stringify([kind, at.source, at.path, identity?.scope, identity?.subject, operation]);
}

/** By place first, where most findings are alone. */
function groupsOf(outcomes: readonly Outcome[], rules: ReadonlyMap<string, RuleMeta>): readonly (readonly Finding[])[] {
  const byPath = new Map<string, Finding[]>();
  for (const { findings } of outcomes) {
    for (const finding of findings) {
      const { path } = finding.at;
      if (finding.operation === undefined && containers.has(path)) continue;
      const known = byPath.get(path);
      if (known === undefined) byPath.set(path, [finding]);
      else known.push(finding);
    }
  }
  return [...byPath.values()].flatMap((here) => (here.length < 2 ? [] : [...byCause(here, rules).values()]));
}

function byCause(findings: readonly Finding[], rules: ReadonlyMap<string, RuleMeta>): ReadonlyMap<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { at, operation, rule } = finding;
    const key = JSON.stringify([at.source, rules.get(rule)?.owasp[0] ?? rule, operation]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return groups;
}
