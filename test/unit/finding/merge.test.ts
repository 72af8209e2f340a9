import { describe, expect, it } from 'vitest';
import type { Finding, Outcome } from '../../../src/finding/finding.ts';
import { merge } from '../../../src/finding/merge.ts';
import type { OwaspCategory, RuleMeta } from '../../../src/finding/rule-meta.ts';
import { failedBy, findingOf } from '../../support/finding.ts';

function ruleOf(id: string, owasp: OwaspCategory = 'API2:2023'): readonly [string, RuleMeta] {
  return [id, { id, title: id, severity: 'high', owasp: [owasp], cwe: 306, why: 'Why.', fix: 'Fix.' }];
}
const rules = new Map([ruleOf('a'), ruleOf('b'), ruleOf('c'), ruleOf('other', 'API8:2023')]);

const merged = (...findings: readonly Finding[]): readonly Finding[] =>
  merge(findings.map(failedBy), rules).flatMap((outcome) => outcome.findings);

describe('one root cause is one finding', () => {
  it.each([
    ['the surer one', { certainty: 'tentative', severity: 'critical' }, { certainty: 'firm', severity: 'low' }],
    ['the worse one of the same certainty', { severity: 'medium', kind: 'probe' }, { severity: 'high', kind: 'lint' }],
    ['a probe before a lint rule where both say the same', { kind: 'lint' }, { kind: 'probe' }],
    ['traffic before a diff', { kind: 'diff' }, { kind: 'traffic' }],
  ] as const)('said by %s, in either order', (_what, lesser, surer) => {
    const a = findingOf({ rule: 'a', ...lesser });
    const b = findingOf({ rule: 'b', ...surer });
    for (const order of [
      [a, b],
      [b, a],
    ] as const) {
      const [only, ...none] = merged(...order);
      expect(only).toMatchObject({ rule: 'b', severity: b.severity, also: [{ rule: 'a', severity: a.severity }] });
      expect(none).toEqual([]);
    }
  });

  it('keeps what the others know: whom it reaches, related places, evidence', () => {
    const evidence = [{ kind: 'comparison', note: 'security', before: 'bearer', after: 'nothing' }] as const;
    const related = [{ at: { source: 'openapi.yaml', path: '/security' }, message: 'the requirement before' }];
    const [only] = merged(
      findingOf({ rule: 'a', severity: 'critical' }),
      findingOf({
        rule: 'b',
        related,
        evidence,
        reach: { operations: ['POST /cards', 'GET /cards'], anonymous: 2, dataClasses: ['pci.pan'] },
      }),
    );
    expect(only).toMatchObject({
      rule: 'a',
      related,
      evidence,
      reach: { operations: ['POST /cards', 'GET /cards'], anonymous: 2, dataClasses: ['pci.pan'] },
    });
  });

  it('leaves the other outcomes failed, with who said it', () => {
    const outcomes = merge(
      [failedBy(findingOf({ rule: 'a' })), failedBy(findingOf({ rule: 'b', kind: 'probe' }))],
      rules,
    );
    expect(outcomes[0]).toMatchObject({ rule: 'a', result: 'failed', findings: [], reason: 'said by b' });
    expect(outcomes[1]?.result).toBe('failed');
  });
});

describe('an edit of a shared schema', () => {
  const identity = { scope: '/components/schemas/Currency', subject: '$/enum/value-removed' };
  const sides = (severities: readonly ['medium' | 'info', 'medium' | 'info']): readonly Finding[] => [
    findingOf({
      rule: 'request-enum-value-removed',
      kind: 'diff',
      identity,
      severity: severities[0],
      change: { posture: 'tightens', compat: 'breaking' },
    }),
    findingOf({
      rule: 'response-enum-value-removed',
      kind: 'diff',
      identity,
      severity: severities[1],
      change: { posture: 'widens', compat: 'no' },
    }),
  ];

  it('is one finding for requests and answers, by the graver verdict of both', () => {
    for (const [severities, rule] of [
      [['medium', 'info'], 'request-enum-value-removed'],
      [['info', 'medium'], 'response-enum-value-removed'],
    ] as const) {
      const [only, ...none] = merged(...sides(severities));
      expect(only).toMatchObject({ rule, severity: 'medium', change: { posture: 'widens', compat: 'breaking' } });
      expect(only?.also).toHaveLength(1);
      expect(none).toEqual([]);
    }
  });

  it('is two where two things of it changed', () => {
    const [request, response] = sides(['medium', 'info']);
    const other = { ...identity, subject: '$/maxLength' };
    const all = [request, response && { ...response, identity: other }].flatMap((one) => one ?? []);
    expect(merged(...all)).toHaveLength(2);
  });
});

describe('two root causes stay two', () => {
  const a = findingOf({ rule: 'a' });
  it.each([
    ['another category', findingOf({ rule: 'other' })],
    ['another place', findingOf({ rule: 'b', at: { source: 'openapi.yaml', path: '/paths/~1cards' } })],
    ['another file', findingOf({ rule: 'b', at: { ...a.at, source: 'other.yaml' } })],
    ['another operation at a shared place', findingOf({ rule: 'b', operation: 'GET /cards' })],
    ['the same rule twice', findingOf({ rule: 'a', fingerprint: 'b'.repeat(32) })],
  ])('%s', (_what, b) => {
    const outcomes: readonly Outcome[] = [a, b].map(failedBy);
    expect(merge(outcomes, rules)).toBe(outcomes);
  });

  it('all of them, where a rule says several things of one place', () => {
    const twice = [findingOf({ rule: 'a' }), findingOf({ rule: 'a', fingerprint: 'b'.repeat(32) })];
    expect(merged(...twice, findingOf({ rule: 'b', certainty: 'proven' }))).toHaveLength(3);
  });

  it('where only the list of paths is the place', () => {
    const { operation: _, ...nowhere } = findingOf({ at: { source: 'openapi.yaml', path: '/paths' } });
    expect(merged({ ...nowhere, rule: 'a' }, { ...nowhere, rule: 'b' })).toHaveLength(2);
    const root = { ...nowhere, at: { source: 'openapi.yaml', path: '/security' } };
    expect(merged({ ...root, rule: 'a' }, { ...root, rule: 'b' })).toHaveLength(1);
  });
});
