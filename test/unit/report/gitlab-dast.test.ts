import { expect, it } from 'vitest';
import { renderGitlabDast } from '../../../src/report/gitlab-dast.ts';
import { assertGitlabDast } from '../../support/gitlab-dast.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { runOf } from '../../support/run.ts';

it('is for GitLab what probes and traffic show, as its schema asks', async () => {
  const run = await runOf([await probedRun([provenFinding('critical')])]);
  const report = assertGitlabDast(renderGitlabDast(run));
  expect(report.scan).toMatchObject({
    analyzer: { id: 'sallyport', vendor: { name: 'sallyport' } },
    start_time: '2026-11-24T10:00:00',
    end_time: '2026-11-24T10:00:00',
    status: 'success',
    type: 'dast',
    scanned_resources: [{ method: 'GET', type: 'url', url: '/cards' }],
  });
  expect(report.vulnerabilities).toMatchObject([
    {
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
      severity: 'Critical',
      identifiers: [{ type: 'sallyport', value: 'bola-read-path' }, { type: 'cwe' }],
      location: {
        hostname: 'https://staging.example.com',
        method: 'GET',
        path: '/cards',
        param: provenFinding('critical').fingerprint,
      },
      evidence: {
        summary: 'read by bob',
        request: { method: 'GET', url: 'https://staging.example.com/v1/cards/1?expand=owner' },
        response: { status_code: 200, reason_phrase: '' },
      },
    },
  ]);
  const owned = { ...(await probedRun([provenFinding('critical')])), owner: '@cards-team' };
  const [first] = assertGitlabDast(renderGitlabDast(await runOf([owned]))).vulnerabilities;
  expect(first?.description.replace('\u2060', '')).toContain('Owner: @cards-team.');
  const incomplete = await runOf([await probedRun([])], { incomplete: [{ what: 'target-down', message: 'down' }] });
  expect(assertGitlabDast(renderGitlabDast(incomplete))).toMatchObject({
    scan: { status: 'failure', messages: [{ level: 'warn', value: 'down' }] },
  });
});

it('keeps apart what GitLab would take for one: two findings of a rule, and two rules of a category, on one operation', async () => {
  const findings = [
    provenFinding('high', { index: 1 }),
    provenFinding('high', { index: 2 }),
    { ...provenFinding('high', { index: 3 }), rule: 'bola-update' },
  ];
  const report = assertGitlabDast(renderGitlabDast(await runOf([await probedRun(findings)])));
  expect(report.vulnerabilities).toHaveLength(3);
});

it('has headers without a value, answers that never came, and no text that is empty where GitLab wants one', async () => {
  const proven = provenFinding('high');
  const [exchange] = proven.evidence;
  if (exchange?.kind !== 'exchange') throw new Error('no exchange');
  const { request, response } = exchange.exchange;
  const blank = {
    ...request,
    method: '',
    path: '',
    headers: [
      ['X-Empty', ''],
      ['', 'x'],
    ] as const,
  };
  const finding = {
    ...proven,
    message: '',
    evidence: [
      { ...exchange, note: '', exchange: { ...exchange.exchange, request: blank, response: undefined } },
      { ...exchange, note: '', exchange: { ...exchange.exchange, request: blank, response } },
    ],
  } as unknown as typeof proven;
  const report = assertGitlabDast(renderGitlabDast(await runOf([await probedRun([finding])])));
  expect(report.vulnerabilities).toMatchObject([
    {
      evidence: {
        request: {
          headers: [
            { name: 'X-Empty', value: '' },
            { name: '-', value: 'x' },
          ],
        },
        supporting_messages: [{ name: '-', request: { url: expect.stringMatching(/^https:/) as string } }],
      },
    },
  ]);
});

it('says in its description and solution what a document says, as text', async () => {
  const message = '![x](https://evil.example/x.png) @everyone <img src=x> [click](https://evil.example)';
  const run = await runOf([await probedRun([{ ...provenFinding('high'), message }])]);
  const [only] = assertGitlabDast(renderGitlabDast(run)).vulnerabilities;
  expect(`${only?.description} ${only?.solution}`).not.toMatch(/[<>[\]`]|@\w|:\/\//);
});
