import { expect, test } from 'vitest';
import { joinOutcomes } from '../../../src/cli/stages/join-outcomes.ts';
import type { Finding, Outcome } from '../../../src/finding/finding.ts';

function outcome(result: Outcome['result'], fingerprints: readonly string[] = [], rule = 'r'): Outcome {
  const findings = fingerprints.map((fingerprint): Finding => ({
    rule,
    kind: 'traffic',
    fingerprint,
    severity: 'high',
    certainty: 'firm',
    message: '',
    at: { source: 's', path: '' },
    related: [],
    evidence: [],
    reach: { operations: [], anonymous: 0, dataClasses: [] },
    also: [],
  }));
  return { rule, kind: 'traffic', subject: 'GET /x', result, findings };
}

test.each([
  ['passed', 'skipped', 'passed'],
  ['skipped', 'passed', 'passed'],
  ['passed', 'failed', 'failed'],
  ['crashed', 'passed', 'crashed'],
] as const)('%s and %s are %s', (a, b, joined) => {
  expect(joinOutcomes([outcome(a)], [outcome(b)]).map(({ result }) => result)).toEqual([joined]);
});

test('a finding that both have is there once, and none is lost', () => {
  const [only] = joinOutcomes([outcome('failed', ['1', '2'])], [outcome('failed', ['2', '3'])]);
  expect(only?.findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(['1', '2', '3']);
});

test('other rules and subjects stay apart', () => {
  const elsewhere = { ...outcome('passed'), subject: 'GET /y' };
  expect(joinOutcomes([outcome('passed')], [outcome('passed', [], 's'), elsewhere])).toHaveLength(3);
});
