import { expect, test } from 'vitest';
import { allRuleIds } from '../../../src/cli/rule-ids.ts';
import { ruleIds } from '../../../rules/index.ts';
import { candidates } from '../../../src/finding/candidates.ts';
import { leadsOf } from '../../../src/finding/confirmed.ts';
import type { Finding } from '../../../src/finding/finding.ts';
import { merge } from '../../../src/finding/merge.ts';
import { failedBy, findingOf } from '../../support/finding.ts';

const operation = 'POST /hooks';
const reach = { operations: [operation, 'PUT /hooks/{id}'], anonymous: 0, dataClasses: [] };
const suspicion = findingOf({
  rule: 'ssrf-url-body',
  severity: 'medium',
  at: { source: 'openapi.yaml', path: '/components/schemas/Hook/properties/url' },
  identity: { scope: '/components/schemas/Hook', subject: '$.url' },
  reach,
});
function proof(change: Partial<Finding> = {}): Finding {
  return findingOf({
    rule: 'ssrf-callback',
    kind: 'probe',
    certainty: 'proven',
    operation,
    at: { source: 'openapi.yaml', path: '/paths/~1hooks/post' },
    identity: { scope: operation, subject: 'request/body/$.target.url' },
    reach: { operations: [operation], anonymous: 0, dataClasses: [] },
    ...change,
  });
}
const merged = (...findings: readonly Finding[]): readonly Finding[] =>
  merge(findings.map(failedBy), new Map()).flatMap((outcome) => outcome.findings);

test('what lint suspected and a probe proved is one finding, with the certainty of the proof', () => {
  const [only, ...others] = merged(suspicion, proof());
  expect(others).toEqual([]);
  expect(only).toMatchObject({ rule: 'ssrf-callback', certainty: 'proven', also: [{ rule: 'ssrf-url-body' }] });
  expect(only?.reach.operations).toEqual([operation, 'PUT /hooks/{id}']);
});

test('the suspicion is said once, however many prove it', () => {
  const other = proof({ rule: 'ssrf-content', fingerprint: '1'.repeat(32) });
  expect(merged(suspicion, proof(), other).flatMap(({ also }) => also)).toHaveLength(1);
});

test.each([
  ['another property', proof({ identity: { scope: operation, subject: 'request/body/$.image' } })],
  ['another operation', proof({ operation: 'POST /images' })],
  ['no proof', proof({ certainty: 'tentative' })],
  ['a probe of something else', proof({ rule: 'sqli-error' })],
])('%s leaves it as it is', (_what, other) => {
  expect(merged(suspicion, other)).toHaveLength(2);
});

test('each suspicion says where its probes should look first', () => {
  const leads = leadsOf([failedBy(suspicion), failedBy(proof())]);
  expect([...leads.keys()]).toEqual(reach.operations);
  expect(leads.get(operation)?.has('ssrf-callback')).toBe(true);
});

test('the table names rules that there are', () => {
  const probes = Object.values(candidates).flatMap((candidate) => candidate.probes);
  const probeIds: readonly string[] = ruleIds.probe;
  expect(probes.filter((id) => !probeIds.includes(id))).toEqual([]);
  expect(Object.keys(candidates).filter((id) => !allRuleIds.includes(id) || probeIds.includes(id))).toEqual([]);
});
