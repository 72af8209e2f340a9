import { describe, expect, it } from 'vitest';
import { renderJUnit } from '../../../src/report/junit.ts';
import type { Outcome } from '../../../src/finding/finding.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { assertJUnit } from '../../support/junit.ts';
import { apiRun, clean, flawed, runOf } from '../../support/run.ts';

const others: readonly Outcome[] = [
  {
    rule: 'bola-read-path',
    kind: 'probe',
    subject: 'GET /cards',
    result: 'skipped',
    reason: 'needs 2 identities <&>"\u0000\ud800 ]]>',
    findings: [],
  },
  { rule: 'jwt-none', kind: 'probe', subject: 'api', result: 'undecided', reason: 'no JWT', findings: [] },
  {
    rule: 'mass-role',
    kind: 'probe',
    subject: 'GET /cards',
    result: 'crashed',
    reason: 'rule mass-role crashed: TypeError\u001b[31m',
    findings: [],
  },
];

describe('JUnit', () => {
  it('is valid under both schemas, with findings, without, and without any outcome', async () => {
    const api = await apiRun(flawed);
    for (const outcomes of [[...api.outcomes, ...others], [], (await apiRun(clean)).outcomes])
      await assertJUnit(renderJUnit(await runOf([{ ...api, outcomes }])));
  });

  it('has a suite an operation, a case for each rule that did not pass, and one for those that did', async () => {
    const api = await apiRun(flawed);
    const xml = renderJUnit(await runOf([{ ...api, outcomes: [...api.outcomes, ...others] }]));
    const get = /<testsuite [^>]*name="GET \/cards"[\s\S]*?<\/testsuite>/.exec(xml)?.[0] ?? '';
    expect(get.match(/<testcase /g)?.length).toBe(Number(/tests="(\d+)"/.exec(get)?.[1]));
    expect(get).toMatch(/<testcase name="lint: \d+ rules passed"/);
    expect(get).toContain('<skipped message="skipped: needs 2 identities');
    expect(get).toContain('<error type="crashed"');
    expect(get).toMatch(/<failure type="critical"[^>]*>openapi\.yaml:7:5\n/);
    expect(get).toContain('timestamp="2026-11-24T10:00:00"');
  });

  it('does not fail for what is below the gate, and says it all the same', async () => {
    const xml = renderJUnit(await runOf([await apiRun(flawed)], { policy: { threshold: 'none' } }));
    expect(xml).not.toContain('<failure');
    expect(xml).toContain('data-pci-sad (below the gate)');
    expect(xml).toMatch(/<system-out>[\s\S]*cvv[\s\S]*<\/system-out>/);
  });

  it('says who said it where another rule did, and never that the gate had a say', async () => {
    const outcome = { ...failedBy(findingOf()), findings: [], reason: 'said by auth-missing' };
    const xml = renderJUnit(await runOf([{ ...(await apiRun(clean)), outcomes: [outcome] }]));
    expect(xml).toContain('name="auth-op-unprotected-write (said by auth-missing)"');
    expect(xml).not.toContain('<failure');
  });

  it('skips what is suppressed, with the reason', async () => {
    const ignores = [{ rule: 'data-pci-sad', reason: 'shown to the cardholder', expires: '2999-12-31' }];
    const xml = renderJUnit(await runOf([await apiRun(flawed)], { policy: { ignores } }));
    expect(xml).toContain('<skipped message="suppressed: shown to the cardholder"/>');
    await assertJUnit(xml);
  });

  it('keeps what does not gate beside what does', async () => {
    const fingerprint = 'a'.repeat(32);
    const findings = [findingOf(), findingOf({ fingerprint, message: 'An old one.' })];
    const api = { ...(await apiRun(clean)), outcomes: [{ ...failedBy(findingOf()), findings }] };
    const xml = renderJUnit(await runOf([api], { policy: { base: new Map([[fingerprint, 'critical']]) } }));
    expect(xml).toMatch(/<failure type="high" message="POST \/cards asks[^>]*>(?![\s\S]*An old one[\s\S]*<\/failure>)/);
    expect(xml).toMatch(/<system-out>[\s\S]*An old one\./);
  });

  it('has an error for each reason why the run is incomplete', async () => {
    const incomplete = [{ what: 'target-down', message: 'the target does not answer' }] as const;
    const xml = renderJUnit(await runOf([await apiRun(clean)], { incomplete }));
    expect(xml).toContain('<error type="target-down" message="the target does not answer"/>');
    await assertJUnit(xml);
  });

  it.each(['passed', 'skipped', 'undecided'] as const)(
    'is below 10 MB for 1,200 operations and 200 rules that are %s',
    async (result) => {
      const outcomes = Array.from({ length: 240_000 }, (_, index): Outcome => ({
        rule: `some-rule-with-a-name-${index % 200}`,
        kind: 'probe',
        subject: `GET /some/path/of/usual/length/${Math.floor(index / 200)}`,
        result,
        ...(result === 'passed' ? {} : { reason: `needs an object of an owner, number ${index % 30}` }),
        findings: [],
      }));
      const xml = renderJUnit(await runOf([{ ...(await apiRun(clean)), outcomes }]));
      expect(xml.length).toBeLessThan(10 * 1024 * 1024);
      expect(xml.match(/<testsuite /g)).toHaveLength(1_200);
      if (result !== 'passed') expect(xml).toContain(`200 rules ${result}`);
    },
  );
});
