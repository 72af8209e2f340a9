import type { Finding, Outcome } from '../../finding/finding.ts';

/** What says more stands before what says less. */
const telling = ['failed', 'crashed', 'undecided', 'passed', 'skipped'] as const;

/** Outcomes of the same rules over the capture and over what the probes received: one a rule and subject. */
export function joinOutcomes(first: readonly Outcome[], second: readonly Outcome[]): readonly Outcome[] {
  const joined = new Map<string, Outcome>();
  for (const outcome of [...first, ...second]) {
    const key = `${outcome.rule}\n${outcome.subject}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? outcome : both(known, outcome));
  }
  return [...joined.values()];
}

function both(a: Outcome, b: Outcome): Outcome {
  const first = telling.indexOf(a.result) <= telling.indexOf(b.result) ? a : b;
  const findings = new Map<string, Finding>();
  for (const finding of [...b.findings, ...a.findings]) findings.set(finding.fingerprint, finding);
  return { ...first, findings: [...findings.values()] };
}
