import type { Certainty, Compat, Posture, RuleKind } from './rule-meta.ts';
import type { Claim, Evidence, Finding, Outcome } from './finding.ts';
import { compareFindings, compareSeverity } from './standing.ts';

const certainties: readonly Certainty[] = ['proven', 'firm', 'tentative'];
const kinds: readonly RuleKind[] = ['probe', 'traffic', 'diff', 'lint'];

/** Most places that are named beside a finding's own, as in the engines. */
const relatedMax = 20;

/** By certainty, then severity, then the kind that saw most. */
export function surestFirst(a: Finding, b: Finding): number {
  return (
    certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty) ||
    compareSeverity(a.severity, b.severity) ||
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    compareFindings(a, b)
  );
}

/** The first, with what the others say besides: each of them is named in `also`. */
export function joined(first: Finding, others: readonly Finding[]): Finding {
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

/** Findings that another one speaks for are taken out; their outcome says which. */
export function withReplaced(outcome: Outcome, replaced: ReadonlyMap<Finding, Finding | string>): Outcome {
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
