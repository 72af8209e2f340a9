import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/finding/finding.ts';
import { matchesGlob } from '../../../src/model/glob.ts';
import { suppress, type Ignore } from '../../../src/finding/suppress.ts';
import { findingOf } from '../../support/finding.ts';
import { apiRun, flawed } from '../../support/run.ts';

const { api } = await apiRun(flawed);
const rule = 'auth-op-unprotected-write';
const reason = 'a kiosk';
const expires = '2999-12-31';

function under(ignore: Partial<Ignore>, finding: Finding = findingOf()): ReturnType<typeof suppress> {
  return suppress(api, [finding], { ignores: [{ rule, reason, expires, ...ignore }], today: '2026-11-24' });
}
const isOut = (ignore: Partial<Ignore>, finding?: Finding): boolean => under(ignore, finding).suppressed.length > 0;

describe('an exception', () => {
  it.each([
    [{}, true],
    [{ rule: 'other' }, false],
    [{ operation: 'POST /cards' }, true],
    [{ operation: '* /car*' }, true],
    [{ operation: 'GET /cards' }, false],
    [{ operation: 'POST /card' }, false],
    [{ path: 'openapi.yaml' }, true],
    [{ path: '*.yaml' }, true],
    [{ path: 'legacy/*' }, false],
    [{ operation: 'POST /cards', path: 'legacy/*' }, false],
    [{ expires: '2026-11-24' }, true],
    [{ expires: '2026-11-23' }, false],
    [{ reason: ' ' }, false],
  ] as const)('%j covers the finding: %s', (ignore, covers) => {
    expect(isOut(ignore)).toBe(covers);
  });

  it('covers a shared place only with all operations that it reaches', () => {
    const { operation: _, ...shared } = findingOf({
      reach: { operations: ['POST /cards', 'GET /cards'], anonymous: 0, dataClasses: [] },
    });
    expect(isOut({ operation: 'POST /cards' }, shared)).toBe(false);
    expect(isOut({ operation: '* /cards' }, shared)).toBe(true);
    expect(isOut({ operation: '*' }, { ...shared, reach: { ...shared.reach, operations: [] } })).toBe(false);
  });

  it('whose end is no day does not count, and that is said', () => {
    for (const day of ['never', '', '31.01.2099', '9', '2027-02-31', '2027-13-01', '2027-00-10']) {
      const { suppressed, notes } = under({ expires: day });
      expect(suppressed).toEqual([]);
      expect(notes.join()).toContain('ends on no day');
    }
  });

  it('past its day is told once, whether it would take anything out or not', () => {
    const ended = (what: string): string =>
      `The exception for ${what} ended on 2026-11-23: its findings count again. Renew it or delete it.`;
    expect(under({ expires: '2026-11-23' })).toEqual({ suppressed: [], notes: [ended(rule)] });
    const gone = under({ rule: 'other', operation: 'GET /x', path: 'old/*', expires: '2026-11-23' });
    expect(gone.notes).toEqual([ended('other (GET /x in old/*)')]);
    expect(under({ expires: '2026-11-24' }).notes).toEqual([]);
  });

  it('does not cover the worse thing that another rule says of the same place', () => {
    const claim = { rule: 'auth-missing', kind: 'probe', fingerprint: 'a'.repeat(32), certainty: 'firm' } as const;
    const worse = findingOf({ also: [{ ...claim, severity: 'critical' }] });
    expect(under({}, worse)).toMatchObject({
      suppressed: [],
      notes: [`The exception for ${rule} does not cover auth-missing, which says worse of the same place.`],
    });
    expect(isOut({}, findingOf({ also: [{ ...claim, severity: 'high' }] }))).toBe(true);
    const both = [rule, 'auth-missing'].map((id) => ({ rule: id, reason, expires }));
    expect(suppress(api, [worse], { ignores: both, today: '2026-11-24' }).suppressed).toHaveLength(1);
  });
});

describe('an exception in the document', () => {
  async function inline(entry: string): Promise<ReturnType<typeof suppress>> {
    const written = flawed.replace('    post:\n', `    post:\n      x-sallyport-ignore: ${entry}\n`);
    return suppress((await apiRun(written)).api, [findingOf()], { ignores: [], today: '2026-11-24' });
  }

  it.each([
    [`[{ rule: ${rule}, reason: a kiosk, expires: 2999-12-31 }]`, 1],
    [`{ rule: ${rule}, reason: a kiosk, expires: 2999-12-31 }`, 1],
    [`[{ rule: ${rule}, reason: a kiosk }]`, 0],
    [`[{ rule: ${rule}, reason: a kiosk, expires: 2026-11-24 }]`, 1],
    [`[{ rule: ${rule}, reason: a kiosk, expires: 2026-11-23 }]`, 0],
    [`[{ rule: ${rule}, reason: a kiosk, expires: 2099 }]`, 0],
    [`[{ rule: ${rule} }]`, 0],
    [`[{ rule: other, reason: a kiosk, expires: 2999-12-31 }]`, 0],
    [`[null, 1, ${rule}]`, 0],
    ['yes', 0],
  ])('%s takes out %i', async (entry, count) => {
    expect((await inline(entry)).suppressed).toHaveLength(count);
  });

  it('at the root covers the whole document', async () => {
    const written = `${flawed}\nx-sallyport-ignore: [{ rule: ${rule}, reason: a kiosk, expires: 2999-12-31 }]\n`;
    const { suppressed } = suppress((await apiRun(written)).api, [findingOf()], { ignores: [], today: '2026-11-24' });
    expect(suppressed).toHaveLength(1);
  });

  it('is named with its operation, and without a reason it is told', async () => {
    expect((await inline(`[{ rule: ${rule}, reason: a kiosk, expires: 2999-12-31 }]`)).suppressed[0]).toMatchObject({
      by: 'document',
      operation: 'POST /cards',
      reason: 'a kiosk',
    });
    expect((await inline(`[{ rule: ${rule} }]`)).notes).toEqual([
      `The exception for ${rule} has no reason: it does not count.`,
    ]);
  });
});

describe('a glob', () => {
  it.each([
    ['*', '', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['*b*', 'abc', true],
    ['a.c', 'abc', false],
    ['a*b*c', 'acb', false],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(matchesGlob(pattern, text)).toBe(matches);
  });

  it('is read in linear time, whoever wrote it', () => {
    expect(matchesGlob('*a'.repeat(5_000), `${'a'.repeat(20_000)}b`)).toBe(false);
  });
});
