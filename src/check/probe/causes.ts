import type { Finding, Outcome } from '../../finding/finding.ts';
import { Collected } from '../outcome.ts';

const certainties = ['proven', 'firm', 'tentative'];

/**
 * One cause, one finding: where a rule says the same of several operations (their findings share a fingerprint), the
 * first outcome keeps it with the reach of all, and the others say where it stands.
 */
export function joinCauses(outcomes: readonly Outcome[]): readonly Outcome[] {
  const byCause = new Map<string, { readonly outcome: Outcome; readonly finding: Finding }[]>();
  for (const outcome of outcomes) {
    for (const finding of outcome.findings) {
      const known = byCause.get(finding.fingerprint);
      if (known === undefined) byCause.set(finding.fingerprint, [{ outcome, finding }]);
      else known.push({ outcome, finding });
    }
  }
  const replaced = new Map<Finding, Finding | Outcome>();
  for (const group of byCause.values()) {
    if (group.length < 2) continue;
    // The surest comes first: what is proven on one operation is not made doubtful by another.
    group.sort((a, b) => certainties.indexOf(a.finding.certainty) - certainties.indexOf(b.finding.certainty));
    const [first, ...rest] = group;
    if (first === undefined) continue;
    const same = rest.filter(({ finding }) => finding.certainty === first.finding.certainty);
    const collected = new Collected();
    for (const { finding } of [first, ...same]) collected.add(finding);
    replaced.set(first.finding, collected.findings[0] ?? first.finding);
    for (const { finding } of rest) replaced.set(finding, first.outcome);
  }
  return replaced.size === 0 ? outcomes : outcomes.map((outcome) => withReplaced(outcome, replaced));
}

function withReplaced(outcome: Outcome, replaced: ReadonlyMap<Finding, Finding | Outcome>): Outcome {
  if (!outcome.findings.some((finding) => replaced.has(finding))) return outcome;
  const findings: Finding[] = [];
  let elsewhere: string | undefined;
  for (const finding of outcome.findings) {
    const now = replaced.get(finding) ?? finding;
    if ('fingerprint' in now) findings.push(now);
    else elsewhere = now.subject;
  }
  const reason = elsewhere === undefined ? undefined : `the same cause: reported at ${elsewhere}`;
  return { ...outcome, findings, ...(reason === undefined || findings.length > 0 ? {} : { reason }) };
}
