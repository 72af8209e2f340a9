import type { Claim, Finding } from './finding.ts';
import { severities, type Severity } from './rule-meta.ts';
import type { ApiRun, Run } from './run.ts';

const order = new Map(severities.map((severity, index) => [severity, index]));

/** Negative: `a` is worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return (order.get(a) ?? 0) - (order.get(b) ?? 0);
}

/** Is `severity` as bad as `threshold` or worse? */
export function reaches(severity: Severity, threshold: Severity | 'none'): boolean {
  return threshold !== 'none' && compareSeverity(severity, threshold) <= 0;
}

/** A finding's own claim, then what the rules that it stands for say. */
export function claimsOf(finding: Finding): readonly Claim[] {
  return [finding, ...finding.also];
}

/** Worst first, then most exposed, then by place and rule: the same order on every run. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    b.reach.anonymous - a.reach.anonymous ||
    b.reach.operations.length - a.reach.operations.length ||
    compareText(a.at.source, b.at.source) ||
    compareText(a.at.path, b.at.path) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** By code units, so that no locale has a say. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const sorted = new WeakMap<ApiRun['outcomes'], readonly Finding[]>();

/** All findings of a document, worst first: sorted once, however many gates and reports ask. */
export function findingsOf({ outcomes }: ApiRun): readonly Finding[] {
  let findings = sorted.get(outcomes);
  if (findings === undefined) {
    const all: Finding[] = [];
    // Most of a hundred thousand outcomes passed and hold nothing.
    for (const outcome of outcomes) for (const finding of outcome.findings) all.push(finding);
    sorted.set(outcomes, (findings = all.sort(compareFindings)));
  }
  return findings;
}

/** What is reported of one document: suppressed findings are left out, old ones are in. */
export function standing(run: Pick<Run, 'gate'>, api: ApiRun): readonly Finding[] {
  const suppressed = new Set(run.gate.suppressed.map(({ fingerprint }) => fingerprint));
  return findingsOf(api).filter(({ fingerprint }) => !suppressed.has(fingerprint));
}
