import type { Baseline } from './baseline.ts';
import type { Claim, Finding } from './finding.ts';
import type { Severity } from './rule-meta.ts';
import type { ApiRun, Gate, Suppressed } from './run.ts';
import { sentenceOf } from './sentence.ts';
import { claimsOf, compareSeverity, findingsOf, reaches } from './standing.ts';
import { suppress, type Ignore } from './suppress.ts';

/** What the team decided: pure data from config and flags. */
export interface GatePolicy {
  readonly threshold: Severity | 'none';
  /** `new`: what was there before does not gate. */
  /** What breaks clients fails as well, whatever its severity. */
  readonly breaking?: boolean;
  readonly mode: 'new' | 'all';
  readonly baseline: Baseline;
  /** Fingerprints of what the base documents already had. */
  readonly base: ReadonlySet<string>;
  readonly ignores: readonly Ignore[];
  /** `2026-11-24`; passed in. */
  readonly today: string;
  readonly complete: boolean;
}

export interface Judged {
  readonly gate: Gate;
  readonly notes: readonly string[];
}

/** Outcomes and policy to a verdict. Tentative findings never gate, nor probe findings that are not proven. */
export function judge(apis: readonly ApiRun[], policy: GatePolicy): Judged {
  const { standing, suppressed, notes } = standingOf(apis, policy);
  const isKnown = ({ fingerprint }: Claim): boolean => policy.base.has(fingerprint) || policy.baseline.has(fingerprint);
  // A merged finding is old only where every rule behind it spoke before: a new claim must not hide behind an old one.
  const old = standing.filter((finding) => claimsOf(finding).every(isKnown));
  const failing = new Map<string, Severity>();
  for (const finding of standing) {
    const [worst] = claimsOf(finding)
      .filter((claim) => isSure(claim) && opens(claim, finding) && (policy.mode === 'all' || !isKnown(claim)))
      .map(({ severity }) => severity)
      .filter((severity) => reaches(severity, policy.threshold))
      .sort(compareSeverity);
    if (worst !== undefined) failing.set(finding.fingerprint, worst);
    else if (policy.breaking === true && isSure(finding) && finding.change?.compat === 'breaking') {
      if (policy.mode === 'all' || !claimsOf(finding).every(isKnown))
        failing.set(finding.fingerprint, finding.severity);
    }
  }
  const verdict = failing.size > 0 ? 'failed' : policy.complete ? 'passed' : 'incomplete';
  const gate: Omit<Gate, 'sentence'> = {
    verdict,
    threshold: policy.threshold,
    failing: new Set(failing.keys()),
    old: new Set(old.map(({ fingerprint }) => fingerprint)),
    counts: countOf(standing.map(({ severity }) => severity)),
    suppressed,
  };
  return {
    gate: { ...gate, sentence: sentenceOf(gate, { apis, policy, failing: countOf([...failing.values()]) }) },
    notes: [...notes, ...oldCriticals(old, policy)],
  };
}

interface Standing {
  readonly standing: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly notes: readonly string[];
}

function standingOf(apis: readonly ApiRun[], policy: GatePolicy): Standing {
  const suppressed: Suppressed[] = [];
  const notes = new Set<string>();
  const standing: Finding[] = [];
  for (const run of apis) {
    const findings = findingsOf(run);
    const result = suppress(run.api, findings, policy);
    const out = new Set(result.suppressed.map(({ fingerprint }) => fingerprint));
    for (const entry of result.suppressed) suppressed.push(entry);
    for (const note of result.notes) notes.add(note);
    for (const finding of findings) if (!out.has(finding.fingerprint)) standing.push(finding);
  }
  return { standing, suppressed, notes: [...notes] };
}

/** Of what changed only that which lets an attacker reach more. */
function opens({ kind }: Claim, { change }: Finding): boolean {
  return kind !== 'diff' || change === undefined || change.posture === 'widens';
}

function isSure({ kind, certainty }: Claim): boolean {
  return kind === 'probe' ? certainty === 'proven' : certainty !== 'tentative';
}

function countOf(list: readonly Severity[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of list) counts[severity] += 1;
  return counts;
}

/** Nobody shall forget them in a baseline. */
function oldCriticals(old: readonly Finding[], { mode }: GatePolicy): readonly string[] {
  const count = old.filter(({ severity }) => severity === 'critical').length;
  if (count === 0 || mode === 'all') return [];
  const are = count === 1 ? '1 critical finding is' : `${count} critical findings are`;
  return [`${are} old and did not count; --gate all counts them.`];
}
