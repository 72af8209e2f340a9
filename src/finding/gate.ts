import { holds, type Baseline } from './baseline.ts';
import type { Claim, Finding } from './finding.ts';
import type { Severity } from './rule-meta.ts';
import type { ApiRun, Gate, GateTerms, Suppressed } from './run.ts';
import { sentenceOf } from './sentence.ts';
import { overdueBy, type Sla } from './sla.ts';
import type { Shard } from './shard.ts';
import { claimsOf, compareSeverity, findingsOf, reaches } from './standing.ts';
import { suppress, type Exceptions, type Ignore } from './suppress.ts';

/** What the team decided: pure data from config and flags. */
export interface GatePolicy {
  readonly threshold: Severity | 'none';
  readonly thresholdNew?: Severity | 'none';
  readonly minCertainty?: GateTerms['minCertainty'];
  readonly breaking?: boolean;
  readonly mode: 'new' | 'all';
  readonly baseline: Baseline;
  /** What the base documents already had, by fingerprint, as grave as it was there. */
  readonly base: ReadonlyMap<string, Severity>;
  readonly ignores: readonly Ignore[];
  /** `2026-11-24`; passed in. */
  readonly today: string;
  readonly complete: boolean;
  readonly shard?: Shard;
  readonly sla?: Sla;
  readonly overdueFails?: boolean;
  /** Days by fingerprint, where something is known of earlier runs. */
  readonly firstSeen?: ReadonlyMap<string, string>;
  /** Days that an exception may run, by the severity of what it takes out. */
  readonly maxAge?: Sla;
  /** See `Exceptions.inlineOf`. */
  readonly inlineOf?: NonNullable<Exceptions['inlineOf']>;
}

export interface Judged {
  readonly gate: Gate;
  readonly notes: readonly string[];
}

/** Outcomes and policy to a verdict. Tentative findings never gate, nor probe findings that are not proven. */
export function judge(apis: readonly ApiRun[], policy: GatePolicy): Judged {
  const { base, baseline } = policy;
  const isBefore = (claim: Claim): boolean => {
    const before = base.get(claim.fingerprint);
    return (before !== undefined && compareSeverity(before, claim.severity) <= 0) || holds(baseline, claim);
  };
  const standing = standingOf(apis, policy);
  const graver = standing.standing.filter((finding) =>
    claimsOf(finding).some(
      (claim) => !isBefore(claim) && (base.has(claim.fingerprint) || baseline.has(claim.fingerprint)),
    ),
  );
  return judgeStanding(
    apis,
    { ...standing, notes: [...standing.notes, ...graverNote(graver)] },
    {
      threshold: policy.threshold,
      ...(policy.thresholdNew === undefined ? {} : { thresholdNew: policy.thresholdNew }),
      minCertainty: policy.minCertainty ?? 'firm',
      breaking: policy.breaking === true,
      mode: policy.mode,
      isCompared: base.size > 0 || baseline.size > 0,
      sla: policy.sla ?? {},
      overdueFails: policy.overdueFails === true,
      firstSeen: policy.firstSeen ?? new Map(),
      today: policy.today,
      isKnown: isBefore,
      complete: policy.complete,
      ...(policy.shard === undefined ? {} : { shard: policy.shard }),
    },
  );
}

/** What stands after the exceptions, and what they took out. */
export interface Standing {
  readonly standing: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly notes: readonly string[];
}

export interface Terms extends GateTerms {
  /** Was it there before, as grave as it is? */
  readonly isKnown: (claim: Claim) => boolean;
  readonly complete: boolean;
  readonly firstSeen: ReadonlyMap<string, string>;
  /** Passed in. */
  readonly today: string;
  readonly shard?: Shard;
}

/** The gate alone, over findings whose exceptions are settled: also of results that were saved. */
export function judgeStanding(apis: readonly ApiRun[], { standing, suppressed, notes }: Standing, all: Terms): Judged {
  const { isKnown, complete, shard, firstSeen, today, ...terms } = all;
  const known = new Set(
    standing.flatMap((finding) => claimsOf(finding).flatMap((claim) => (isKnown(claim) ? [claim.fingerprint] : []))),
  );
  // A merged finding is old only where every rule behind it spoke before: a new claim must not hide behind an old one.
  const old = standing.filter((finding) => claimsOf(finding).every(({ fingerprint: one }) => known.has(one)));
  const overdue = new Set(
    standing
      // A change that opens nothing is nothing to mend.
      .filter((finding) => opens(finding, finding))
      .filter(({ severity, fingerprint: one }) =>
        overdueBy({ severity, firstSeen: firstSeen.get(one) }, terms.sla, today),
      )
      .map(({ fingerprint: one }) => one),
  );
  const failing = new Map<string, Severity>();
  for (const finding of standing) {
    const worst = failsAt(finding, terms, known);
    const isLate = terms.overdueFails && overdue.has(finding.fingerprint) && isSure(finding, terms);
    if (worst !== undefined || isLate) failing.set(finding.fingerprint, worst ?? finding.severity);
  }
  const gate: Omit<Gate, 'sentence'> = {
    ...terms,
    verdict: failing.size > 0 ? 'failed' : complete ? 'passed' : 'incomplete',
    failing: new Set(failing.keys()),
    old: new Set(old.map(({ fingerprint }) => fingerprint)),
    known,
    overdue,
    counts: countOf(standing.map(({ severity }) => severity)),
    suppressed,
  };
  return {
    gate: {
      ...gate,
      sentence: sentenceOf(gate, { apis, complete, shard, today, failing: countOf([...failing.values()]) }),
    },
    notes: [...notes, ...oldCriticals(old, terms)],
  };
}

/** The severity that a finding fails with; undefined where it does not. */
function failsAt(finding: Finding, terms: GateTerms, known: ReadonlySet<string>): Severity | undefined {
  const counts = ({ fingerprint }: Claim): boolean => terms.mode === 'all' || !known.has(fingerprint);
  const thresholdOf = ({ fingerprint }: Claim): Severity | 'none' =>
    known.has(fingerprint) ? terms.threshold : (terms.thresholdNew ?? terms.threshold);
  const [worst] = claimsOf(finding)
    .filter((claim) => isSure(claim, terms) && opens(claim, finding) && counts(claim))
    .filter((claim) => reaches(claim.severity, thresholdOf(claim)))
    .map(({ severity }) => severity)
    .sort(compareSeverity);
  if (worst !== undefined) return worst;
  const isBreaking = terms.breaking && isSure(finding, terms) && finding.change?.compat === 'breaking';
  return isBreaking && claimsOf(finding).some(counts) ? finding.severity : undefined;
}

function standingOf(apis: readonly ApiRun[], policy: GatePolicy): Standing {
  const suppressed: Suppressed[] = [];
  const notes = new Set<string>();
  const standing: Finding[] = [];
  for (const run of apis) {
    const findings = findingsOf(run);
    const result = suppress(run.api, findings, policy);
    const out = new Set(result.suppressed.map(({ fingerprint }) => fingerprint));
    // Who answers for the document answers for what nobody else took upon himself.
    const { owner } = run;
    for (const entry of result.suppressed) suppressed.push(owner === undefined ? entry : { owner, ...entry });
    for (const note of result.notes) notes.add(note);
    for (const finding of findings) if (!out.has(finding.fingerprint)) standing.push(finding);
  }
  return { standing, suppressed, notes: [...notes] };
}

/** Of what changed only that which lets an attacker reach more. */
function opens({ kind }: Claim, { change }: Finding): boolean {
  return kind !== 'diff' || change === undefined || change.posture === 'widens';
}

function isSure({ kind, certainty }: Claim, { minCertainty }: GateTerms): boolean {
  return kind === 'probe' || minCertainty === 'proven' ? certainty === 'proven' : certainty !== 'tentative';
}

function countOf(list: readonly Severity[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of list) counts[severity] += 1;
  return counts;
}

/** Rules that are named of findings that are told together. */
const namedMax = 5;

/** Nobody took in what these say now. */
function graverNote(graver: readonly Finding[]): readonly string[] {
  if (graver.length === 0) return [];
  const rules = [...new Set(graver.map(({ rule }) => rule))];
  const names = rules.slice(0, namedMax).join(', ') + (rules.length > namedMax ? ' and more' : '');
  const are =
    graver.length === 1
      ? '1 finding is graver than it was and counts'
      : `${graver.length} findings are graver than they were and count`;
  return [`${are} as new: ${names}.`];
}

/** Nobody shall forget them in a baseline. */
function oldCriticals(old: readonly Finding[], { mode }: GateTerms): readonly string[] {
  const count = old.filter(({ severity }) => severity === 'critical').length;
  if (count === 0 || mode === 'all') return [];
  const are = count === 1 ? '1 critical finding is' : `${count} critical findings are`;
  return [`${are} old${oldCriticalNote}`];
}

const oldCriticalNote = ' and did not count; --gate all counts them.';

/** Notes of a saved run that another gate would not say. */
export function isNoteOfGate(note: string): boolean {
  return note.endsWith(oldCriticalNote);
}
