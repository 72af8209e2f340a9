import { describe, expect, it } from 'vitest';
import { parseBaseline, renderBaseline } from '../../../src/finding/baseline.ts';
import { judge, type GatePolicy } from '../../../src/finding/gate.ts';
import type { Claim, Finding } from '../../../src/finding/finding.ts';
import type { ApiRun } from '../../../src/finding/run.ts';
import { findingsOf } from '../../../src/finding/standing.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { apiRun, clean, flawed, policy } from '../../support/run.ts';

const judged = (api: ApiRun, more: Partial<GatePolicy> = {}) => judge([api], { ...policy, ...more }).gate;

describe('the gate', () => {
  it('fails for findings of the threshold and above, and says how many', async () => {
    const gate = judged(await apiRun(flawed));
    expect(gate.verdict).toBe('failed');
    expect(gate.sentence).toBe(`FAIL: ${gate.counts.critical} critical, ${gate.counts.high} high (gate: high)`);
    expect(gate.failing.size).toBe(gate.counts.critical + gate.counts.high);
  });

  it('passes below the threshold, without findings, and with none', async () => {
    expect(judged(await apiRun(clean))).toMatchObject({
      verdict: 'passed',
      sentence: 'PASS: nothing found (gate: high)',
    });
    expect(judged(await apiRun(flawed), { threshold: 'none' }).verdict).toBe('passed');
  });

  it('never fails for what is tentative, nor for a probe finding that is not proven', async () => {
    const api = await apiRun(flawed);
    const as = (change: Partial<Finding>): ApiRun => ({
      ...api,
      outcomes: api.outcomes.map((outcome) => ({
        ...outcome,
        findings: outcome.findings.map((finding) => ({ ...finding, ...change })),
      })),
    });
    expect(judged(as({ certainty: 'tentative' })).verdict).toBe('passed');
    expect(judged(as({ kind: 'probe', certainty: 'firm' })).verdict).toBe('passed');
    expect(judged(as({ kind: 'probe', certainty: 'proven' })).verdict).toBe('failed');
  });

  it('lets old findings stand and gates new ones alone, unless all count', async () => {
    const api = await apiRun(flawed);
    const base = new Set(findingsOf(api).map(({ fingerprint }) => fingerprint));
    expect(judged(api, { base })).toMatchObject({ verdict: 'passed' });
    expect(judged(api, { base }).old.size).toBe(base.size);
    expect(judged(api, { base, mode: 'all' }).verdict).toBe('failed');
  });

  it('is incomplete rather than passed, and failed rather than incomplete', async () => {
    expect(judged(await apiRun(clean), { complete: false }).verdict).toBe('incomplete');
    const gate = judged(await apiRun(flawed), { complete: false });
    expect(gate.verdict).toBe('failed');
    expect(gate.sentence).toContain('the run is incomplete');
  });
});

describe('exceptions', () => {
  const ignore = { rule: 'data-pci-sad', reason: 'an issuer shows it', expires: '2999-12-31' };

  it('take a finding out, and are listed with their reason', async () => {
    const gate = judged(await apiRun(flawed), { ignores: [{ ...ignore, expires: '2026-11-24' }] });
    expect(gate.suppressed).toMatchObject([
      { rule: 'data-pci-sad', by: 'config', reason: 'an issuer shows it', expires: '2026-11-24' },
    ]);
  });

  it('end after their day, which is said', async () => {
    const { gate, notes } = judge([await apiRun(flawed)], {
      ...policy,
      ignores: [{ ...ignore, expires: '2026-11-23' }],
    });
    expect(gate.suppressed).toEqual([]);
    expect(notes).toEqual([
      'The exception for data-pci-sad ended on 2026-11-23: its findings count again. Renew it or delete it.',
    ]);
  });

  it('cover an operation only where every operation that a finding reaches is meant', async () => {
    const api = await apiRun(flawed);
    expect(judged(api, { ignores: [{ ...ignore, operation: 'GET /cards' }] }).suppressed).toEqual([]);
    expect(judged(api, { ignores: [{ ...ignore, operation: '* /car*' }] }).suppressed).toHaveLength(1);
  });

  it('may stand in the document, and count there only with a reason', async () => {
    const inline = (entry: string): string =>
      flawed.replace('    post:\n', `    post:\n      x-sallyport-ignore: [${entry}]\n`);
    const rule = 'auth-op-unprotected-write';
    expect(
      judged(await apiRun(inline(`{ rule: ${rule}, reason: a kiosk, expires: 2999-12-31 }`))).suppressed,
    ).toMatchObject([{ rule, by: 'document', reason: 'a kiosk' }]);
    expect(judged(await apiRun(inline(`{ rule: ${rule} }`))).suppressed).toEqual([]);
  });
});

function baselineOf(findings: readonly Finding[]): string {
  const renewal = { known: new Map(), kept: [], firstSeen: new Map<string, string>(), today: '2026-01-01' };
  return renderBaseline([{ api: 'x', findings }], renewal);
}

describe('the baseline', () => {
  it('takes its findings out of the gate', async () => {
    const api = await apiRun(flawed);
    const baseline = parseBaseline(baselineOf(findingsOf(api)));
    const { gate, notes } = judge([api], { ...policy, baseline });
    expect(gate.sentence).toBe(`PASS: nothing new (gate: high; baseline ${baseline.size})`);
    expect(notes).toEqual([
      `${gate.counts.critical} critical findings are old and did not count; --gate all counts them.`,
    ]);
    expect(judge([api], { ...policy, baseline, mode: 'all' }).notes).toEqual([]);
  });

  it('lets one finding more through to the gate, which calls it new', async () => {
    const api = await apiRun(flawed);
    const [first, ...known] = findingsOf(api).filter(({ severity }) => severity === 'high');
    expect(first).toBeDefined();
    const baseline = parseBaseline(baselineOf(findingsOf(api).filter((one) => one !== first)));
    expect(known.length).toBeGreaterThan(0);
    expect(judged(api, { baseline }).sentence).toBe(`FAIL: 1 new high (gate: high; baseline ${baseline.size})`);
  });
});

describe('a merged finding', () => {
  const probed: Claim = {
    rule: 'auth-missing',
    kind: 'probe',
    fingerprint: 'a'.repeat(32),
    severity: 'medium',
    certainty: 'proven',
  };
  const linted: Claim = { ...probed, rule: 'lint', kind: 'lint', fingerprint: 'b'.repeat(32), severity: 'critical' };
  const run = async (first: Claim, second: Claim): Promise<ApiRun> => ({
    ...(await apiRun(clean)),
    outcomes: [failedBy(findingOf({ ...first, also: [second] }))],
  });

  it('fails for what any of its rules says, as bad as that', async () => {
    const gate = judged(await run(probed, { ...linted, certainty: 'firm' }));
    expect(gate).toMatchObject({ verdict: 'failed', sentence: 'FAIL: 1 critical (gate: high)' });
    expect(judged(await run(probed, { ...linted, certainty: 'tentative' })).verdict).toBe('passed');
  });

  it('is old only where all of its rules spoke before', async () => {
    const api = await run({ ...probed, severity: 'high' }, linted);
    for (const known of [probed, linted]) {
      const gate = judged(api, { base: new Set([known.fingerprint]) });
      expect(gate.verdict).toBe('failed');
      expect(gate.old.size).toBe(0);
    }
    const both = judged(api, { base: new Set([probed.fingerprint, linted.fingerprint]) });
    expect(both).toMatchObject({ verdict: 'passed', old: new Set([probed.fingerprint]) });
  });

  it('leaves its baseline to a run that knows one of its rules alone', async () => {
    const baseline = parseBaseline(baselineOf(findingsOf(await run(probed, linted))));
    const alone = { ...(await apiRun(clean)), outcomes: [failedBy(findingOf(linted))] };
    expect(judged(alone, { baseline }).verdict).toBe('passed');
    expect(judged(alone).verdict).toBe('failed');
  });
});

describe('the sentence', () => {
  it('counts what stands aside and what was probed over all documents', async () => {
    const [first, ...rest] = findingsOf(await apiRun(flawed));
    const api = {
      ...(await apiRun(flawed)),
      probed: { operations: 60, decided: 59, requests: 400 },
    };
    const sentence = judge([api, { ...(await apiRun(clean)), probed: { operations: 1, decided: 0, requests: 0 } }], {
      ...policy,
      threshold: 'none',
      base: new Set(rest.map(({ fingerprint }) => fingerprint)),
      ignores: [{ rule: first?.rule ?? '', reason: 'x', expires: '2999-12-31' }],
    }).gate.sentence;
    expect(sentence).toMatch(
      /^PASS: nothing new \(gate: none; baseline \d+, suppressed \d+\); 59 of 61 operations probed$/,
    );
  });
});
