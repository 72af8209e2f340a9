import { describe, expect, it } from 'vitest';
import { BaselineError, parseBaseline, renderBaseline } from '../../../src/finding/baseline.ts';
import { findingOf } from '../../support/finding.ts';

const fingerprint = 'a'.repeat(32);

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
  ])('%s is an error of one line with the next step', (_what, text) => {
    expect(() => parseBaseline(text)).toThrow(BaselineError);
    expect(() => parseBaseline(text)).toThrow(/^[^\n]+; write a new one with --update-baseline$/);
  });
});
