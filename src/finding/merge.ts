import type { Certainty, Compat, Posture, RuleKind, RuleMeta } from './rule-meta.ts';
import type { Claim, Evidence, Finding, Outcome } from './finding.ts';
import { compareFindings, compareSeverity } from './standing.ts';

const certainties: readonly Certainty[] = ['proven', 'firm', 'tentative'];
const kinds: readonly RuleKind[] = ['probe', 'traffic', 'diff', 'lint'];

/** Where everything lies that has no place of its own: two findings here have nothing in common. */
const containers = new Set(['', '/paths', '/webhooks', '/components', '/definitions', '/log', '/log/entries']);

/** Most places that are named beside a finding's own, as in the engines. */
const relatedMax = 20;

/**
 * One root cause is one finding: what different rules say of one place under one OWASP category is said by the surest of
 * them. The others are named in its `also`, and their outcomes keep `failed` with the reason `said by <rule>`.
 */
export function merge(outcomes: readonly Outcome[], rules: ReadonlyMap<string, RuleMeta>): readonly Outcome[] {
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

function surestFirst(a: Finding, b: Finding): number {
  return (
    certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty) ||
    compareSeverity(a.severity, b.severity) ||
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    compareFindings(a, b)
  );
}

function joined(first: Finding, others: readonly Finding[]): Finding {
  const all = [first, ...others];
  const shows = ({ evidence }: { readonly evidence: readonly Evidence[] }): boolean => evidence.length > 0;
  const change = gravest(all.flatMap((finding) => finding.change ?? []));
  const repairs = all.flatMap((finding) => finding.repairs ?? []);
  return {
    ...first,
    ...(change === undefined ? {} : { change }),
    ...(repairs.length === 0 ? {} : { repairs }),
    also: [...first.also, ...others.flatMap((other) => [claimOf(other), ...other.also])],
    related: differentPlaces(all.flatMap(({ related }) => related)).slice(0, relatedMax),
    evidence: all.find(shows)?.evidence ?? [],
    reach: {
      operations: joinedLists(all.map(({ reach }) => reach.operations)),
      anonymous: Math.max(...all.map(({ reach }) => reach.anonymous)),
      dataClasses: [...new Set(all.flatMap(({ reach }) => reach.dataClasses))],
    },
  };
}

function claimOf({ rule, kind, fingerprint, severity, certainty, identity }: Claim): Claim {
  return { rule, kind, fingerprint, severity, certainty, ...(identity === undefined ? {} : { identity }) };
}

const postures: readonly Posture[] = ['widens', 'unknown', 'tightens', 'neutral'];
const compats: readonly Compat[] = ['breaking', 'maybe', 'no'];

/** What breaks one side breaks. */
function gravest(changes: readonly NonNullable<Finding['change']>[]): Finding['change'] {
  const posture = postures.find((one) => changes.some((change) => change.posture === one));
  const compat = compats.find((one) => changes.some((change) => change.compat === one));
  return posture === undefined || compat === undefined ? undefined : { posture, compat };
}

function differentPlaces(related: Finding['related']): Finding['related'] {
  const byPlace = new Map(
    related.map((entry) => [JSON.stringify([entry.at.source, entry.at.path, entry.message]), entry]),
  );
  return [...byPlace.values()];
}

/** Findings of schemas that the same operations reach share one list of them. */
function joinedLists(lists: readonly (readonly string[])[]): readonly string[] {
  const [first, ...others] = new Set(lists);
  return others.length === 0 ? (first ?? []) : [...new Set([...(first ?? []), ...others.flat()])];
}

function withReplaced(outcome: Outcome, replaced: ReadonlyMap<Finding, Finding | string>): Outcome {
  if (outcome.findings.length === 0 || !outcome.findings.some((finding) => replaced.has(finding))) return outcome;
  const findings: Finding[] = [];
  let saidBy: string | undefined;
  for (const finding of outcome.findings) {
    const now = replaced.get(finding) ?? finding;
    if (typeof now === 'string') saidBy = now;
    else findings.push(now);
  }
  return {
    ...outcome,
    findings,
    ...(saidBy !== undefined && findings.length === 0 ? { reason: `said by ${saidBy}` } : {}),
  };
}
