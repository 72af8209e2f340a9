/** Findings and outcomes made by hand, for the tests of what is done with them. */
import type { Finding, Outcome } from '../../src/finding/finding.ts';

/** 32 hex digits that are the same for the same text. */
export function hexOf(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(32, '0').slice(0, 32);
}

export function findingOf(change: Partial<Finding> = {}): Finding {
  const rule = change.rule ?? 'auth-op-unprotected-write';
  return {
    rule,
    kind: 'lint',
    fingerprint: hexOf(rule),
    severity: 'high',
    certainty: 'firm',
    message: 'POST /cards asks for no credential.',
    operation: 'POST /cards',
    at: { source: 'openapi.yaml', path: '/paths/~1cards/post' },
    related: [],
    evidence: [],
    reach: { operations: ['POST /cards'], anonymous: 0, dataClasses: [] },
    also: [],
    ...change,
  };
}

export function failedBy(finding: Finding): Outcome {
  const { rule, kind, operation } = finding;
  return { rule, kind, subject: operation ?? 'api', result: 'failed', findings: [finding] };
}
