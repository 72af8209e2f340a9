import { describe, expect, it } from 'vitest';
import { trafficRule } from '../../../src/check/rule.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { at, auth, call, lines, looker, meta, run, strict } from './traffic-fixture.ts';

describe('exchanges', () => {
  it('of one problem become one finding with three pieces of evidence', () => {
    const outcomes = run([1, 2, 3, 4, 5].map((id) => call(`GET /cards/${id}`, auth)));
    const [finding, ...others] = outcomes.flatMap(({ findings }) => findings);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'strict', operation: 'GET /cards/{id}', certainty: 'firm' });
    expect(finding?.evidence.map(({ note }) => note)).toEqual(['1 of 5 alike', '2 of 5 alike', '3 of 5 alike']);
    expect(finding?.related.map(({ at: { source } }) => source)).toEqual(['c.har', 'c.har', 'c.har']);
    const [evidence] = finding?.evidence ?? [];
    expect(evidence?.kind === 'exchange' ? evidence.curl : '').toBe(
      `curl -sS -X GET "$TARGET"'/cards/1' -H "Authorization: $CREDENTIAL"`,
    );
  });

  it('have the same fingerprint in every run and order', () => {
    const fingerprints = (exchanges: readonly Exchange[]): readonly string[] =>
      run(exchanges)
        .flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint))
        .sort();
    const calls = [call('GET /cards'), call('GET /cards/7'), call('GET /cards/8')];
    expect(fingerprints(calls)).toEqual(fingerprints(calls.toReversed()));
  });

  it('leave operations that were never called skipped, with the reason', () => {
    const silent = trafficRule({ ...meta, id: 'silent', exchange: () => undefined });
    expect(lines(run([call('GET /cards')], [silent]))).toEqual([
      'silent | GET /cards | passed',
      'silent | GET /cards/{id} | skipped | not called in the captured traffic',
      'silent | POST /cards | skipped | not called in the captured traffic',
    ]);
  });

  it('of probes say nothing of the whole', () => {
    expect(lines(run([call('GET /cards')], [looker], false))).toEqual([
      'looker | api | skipped | needs a capture of real traffic',
    ]);
    expect(lines(run([], [looker]))).toEqual(['looker | api | skipped | no call of this API in the capture']);
    expect(lines(run([call('GET /cards')], [looker]))).toEqual(['looker | api | passed']);
  });

  it('without any credential in the capture make what assumes them tentative', () => {
    const certainties = (exchanges: readonly Exchange[]): readonly string[] =>
      run(exchanges).flatMap(({ findings }) => findings.map(({ certainty }) => certainty));
    expect(certainties([call('GET /cards')])).toEqual(['tentative']);
    expect(certainties([call('GET /cards'), call('GET /cards/1', auth)])).toEqual(['firm', 'firm']);
  });

  it('that a rule can tell nothing of leave the operation undecided, with the reason', () => {
    const blind = trafficRule({
      ...meta,
      id: 'blind',
      blind: ({ request }) => (request.path === '/cards' ? 'it is dark' : undefined),
      exchange: () => undefined,
    });
    expect(lines(run([call('GET /cards'), call('GET /cards/7')], [blind]))).toEqual([
      'blind | GET /cards | undecided | it is dark',
      'blind | GET /cards/{id} | passed',
      'blind | POST /cards | skipped | not called in the captured traffic',
    ]);
  });

  it('of probes are not asked about by a rule of what clients do', () => {
    const own = trafficRule({ ...strict, id: 'own', only: 'captured' });
    expect(lines(run([call('GET /cards', { identity: 'alice' })], [own], false))[0]).toBe(
      'own | GET /cards | skipped | needs a capture of real traffic',
    );
  });

  it('of several operations with one shared place become one finding of all of them', () => {
    const shared = trafficRule({
      ...meta,
      id: 'shared',
      exchange: () => ({ at: { source: 'a.yaml', path: '/components/schemas/Card' }, message: 'bad', detail: 'pan' }),
    });
    const findings = run([call('GET /cards'), call('GET /cards/7'), call('GET /cards/8')], [shared]).flatMap(
      (outcome) => outcome.findings,
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]?.operation).toBeUndefined();
    expect(findings[0]?.reach.operations).toEqual(['GET /cards', 'GET /cards/{id}']);
    expect(findings[0]?.evidence.map(({ note }) => note)).toEqual(['1 of 3 alike', '2 of 3 alike', '3 of 3 alike']);
  });

  it('with ever new names fill no memory, and what is left out is said', () => {
    const naming = trafficRule({
      ...meta,
      id: 'naming',
      exchange: ({ request }, found) => ({ at: found?.at ?? at, message: 'bad', subject: request.query.join() }),
    });
    const outcomes = run(
      Array.from({ length: 1_100 }, (_, name) => call(`GET /cards?n${name}=1`)),
      [naming],
    );
    expect(outcomes.flatMap(({ findings }) => findings)).toHaveLength(1_000);
    expect(lines(outcomes)).toContain('naming | api | undecided | more than 1000 findings: the rest were left out');
  });

  it("of a host that is not the API's count for nothing", () => {
    const stranger = { host: 'https://other.example' };
    const found = (exchanges: readonly Exchange[]): number => run(exchanges).flatMap(({ findings }) => findings).length;
    expect(found([call('GET /cards', stranger)])).toBe(0);
    expect(found([call('GET /cards', stranger), call('GET /cards/7', stranger)])).toBe(2);
  });

  it('are shown with bodies cut', () => {
    const [finding] = run([call('GET /cards', { text: JSON.stringify(['x'.repeat(50_000)]) })]).flatMap(
      ({ findings }) => findings,
    );
    expect(JSON.stringify(finding).length).toBeLessThan(5_000);
  });
});
