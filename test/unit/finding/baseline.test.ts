import { describe, expect, it } from 'vitest';
import {
  BaselineError,
  holds,
  isCriticalBeyond,
  parseBaseline,
  renderBaseline,
} from '../../../src/finding/baseline.ts';
import type { Claim } from '../../../src/finding/finding.ts';
import { findingOf } from '../../support/finding.ts';

const fingerprint = 'a'.repeat(32);

function claimOf({ rule, kind, fingerprint: print, severity, certainty }: Claim): Claim {
  return { rule, kind, fingerprint: print, severity, certainty };
}

/** A file with an entry for each change of a right one. */
function entries(...changes: readonly object[]): string {
  const right = { fingerprint, rule: 'a', api: 'cards', severity: 'high', firstSeen: '2026-01-02' };
  return JSON.stringify({ version: 1, findings: changes.map((change) => ({ ...right, ...change })) });
}

describe('the baseline file', () => {
  it('is sorted, keeps first days, and holds what merged rules said as well', () => {
    const also = [{ rule: 'b', kind: 'lint', fingerprint, severity: 'low', certainty: 'firm' }] as const;
    const findings = [findingOf({ rule: 'c' }), findingOf({ rule: 'a', also })];
    const known = new Map([[fingerprint, { fingerprint, rule: 'b', firstSeen: '2025-01-01' }]]);
    const renewal = { known, kept: [], firstSeen: new Map<string, string>(), today: '2026-11-24' };
    const text = renderBaseline([{ api: 'cards', findings }], renewal);
    expect(renderBaseline([{ api: 'cards', findings: findings.toReversed() }], renewal)).toBe(text);
    expect([...parseBaseline(text).values()].map(({ rule, firstSeen }) => `${rule} ${firstSeen}`)).toEqual([
      'a 2026-11-24',
      'b 2025-01-01',
      'c 2026-11-24',
    ]);
    const later = { ...renewal, known: parseBaseline(text), today: '2030-01-01' };
    expect(renderBaseline([{ api: 'cards', findings }], later)).toBe(text);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another version', '{"version":2,"findings":[]}'],
    ['no version', '[]'],
    ['no list', '{"version":1,"findings":{}}'],
    ['an entry without a fingerprint', '{"version":1,"findings":[{"rule":"a"}]}'],
    ['an entry with half of one', `{"version":1,"findings":[{"fingerprint":"${'a'.repeat(16)}"}]}`],
    ['no entry at all', '{"version":1,"findings":[null]}'],
    ['a version in words', '{"version":"1","findings":[]}'],
    // Its finding would never be overdue.
    ['an entry without a day', entries({ firstSeen: undefined })],
    ['an entry with a day that there is not', entries({ firstSeen: '2026-02-31' })],
    ['an entry with a word for a day', entries({ firstSeen: 'yesterday' })],
    ['an entry with a severity that there is not', entries({ severity: '\u001b[31mhigh' })],
    ['an entry with a number for a document', entries({ api: 7 })],
    ['an entry with an endless name', entries({ operation: 'x'.repeat(10_001) })],
  ])('%s is an error of one line with the next step', (_what, text) => {
    expect(() => parseBaseline(text)).toThrow(BaselineError);
    expect(() => parseBaseline(text)).toThrow(/^[^\n]+; mend it, or delete it and write a new one$/);
  });

  it('of a finding that is in it twice takes the earlier day and the milder severity, in any order', () => {
    const twice = [{ severity: 'critical' }, { severity: 'low', firstSeen: '2026-03-04' }, { firstSeen: '2025-12-31' }];
    for (const changes of [twice, twice.toReversed()])
      expect([...parseBaseline(entries(...changes)).values()]).toEqual([
        { fingerprint, rule: 'a', api: 'cards', severity: 'low', firstSeen: '2025-12-31' },
      ]);
  });

  it('may begin with the mark of an editor', () => {
    expect(parseBaseline(`\uFEFF${entries({})}`).size).toBe(1);
  });

  it('names no key of every object for an entry, and no name makes a prototype', () => {
    expect(() => parseBaseline('{"version":1,"findings":[{"__proto__":{"fingerprint":"x"}}]}')).toThrow(BaselineError);
    expect(parseBaseline(entries({ rule: '__proto__', api: 'constructor' })).get('toString')).toBeUndefined();
  });

  it.each([
    ['low', 'low', true],
    ['low', 'info', true],
    ['low', 'medium', false],
    ['high', 'critical', false],
    [undefined, 'critical', true],
  ] as const)('with a finding as %s holds it as %s: %s', (taken, severity, isHeld) => {
    const baseline = parseBaseline(entries({ severity: taken }));
    const finding = findingOf({ fingerprint, severity });
    expect(holds(baseline, finding)).toBe(isHeld);
    expect(isCriticalBeyond(baseline, finding)).toBe(severity === 'critical' && !isHeld);
    // Also what another rule says of the same place.
    const merged = findingOf({ severity: 'low', also: [claimOf(finding)] });
    expect(isCriticalBeyond(baseline, merged)).toBe(severity === 'critical' && !isHeld);
  });
});
