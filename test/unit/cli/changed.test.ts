import { expect, test } from 'vitest';
import { cardsApi, cardsServer } from '../../support/cards-server.ts';
import { cli, folder } from '../../support/cli.ts';

const config = `version: 1
identities:
  alice: { role: customer, token: '\${SALLYPORT_ALICE}' }
  bob: { role: customer, token: '\${SALLYPORT_BOB}' }
`;
const env = { SALLYPORT_ALICE: 'alice-token', SALLYPORT_BOB: 'bob-token' };

interface Report {
  readonly apis: readonly {
    readonly findings: readonly { readonly rule: string }[];
    readonly probed: { readonly requests: number };
  }[];
  readonly drift?: { readonly notRetested: readonly { readonly rule: string }[] };
  readonly notes: readonly string[];
}

/** The older version may lack what the newer one declares. */
async function probed(cwd: string, more: readonly string[]): Promise<Report> {
  const { url } = await cardsServer({ leaky: true });
  const args = ['probe', 'a.yaml', '--target', url, '--seed', 'x', '--fail-on', 'none', '-f', 'json', ...more];
  const { stdout, stderr } = await cli(args, { cwd, env });
  expect(stderr).not.toContain('error');
  return JSON.parse(stdout) as Report;
}

test('what nothing touches is carried over, what was proven is asked again, and both are said', async () => {
  const cwd = folder({ 'a.yaml': cardsApi, 'before.yaml': cardsApi, 'sallyport.yaml': config });
  const full = await probed(cwd, ['-o', 'json=full.json']);
  expect(full.apis[0]?.findings.map(({ rule }) => rule)).toContain('bola-read-path');
  const changed = await probed(cwd, ['--changed', '--base', 'before.yaml', '--previous', 'full.json']);
  const findings = changed.apis[0]?.findings.map(({ rule }) => rule) ?? [];
  const carried = changed.drift?.notRetested.map(({ rule }) => rule) ?? [];
  expect([...findings, ...carried]).toContain('bola-read-path');
  expect(findings).toContain('bola-read-path');
  expect(changed.apis[0]?.probed.requests).toBeLessThan(full.apis[0]?.probed.requests ?? 0);
  expect(changed.notes.join('\n')).toContain('carried over');
});

test('what was found before and is not asked again stands in SARIF as unchanged', async () => {
  const cwd = folder({ 'a.yaml': cardsApi, 'before.yaml': cardsApi, 'sallyport.yaml': config });
  await probed(cwd, ['-o', 'full.sarif']);
  const { url } = await cardsServer({ leaky: true });
  const flags = ['--changed', '--base', 'before.yaml', '--previous', 'full.sarif', '--seed', 'x', '--fail-on', 'none'];
  const { stdout } = await cli(['probe', 'a.yaml', '--target', url, ...flags, '-f', 'sarif'], { cwd, env });
  const { runs } = JSON.parse(stdout) as {
    readonly runs: readonly {
      readonly results: readonly { readonly ruleId: string; readonly baselineState?: string }[];
    }[];
  };
  const states = runs.flatMap(({ results }) => results.map(({ baselineState }) => baselineState));
  expect(states.length).toBeGreaterThan(0);
  expect(new Set(states)).toEqual(new Set(['unchanged']));
});

test('without a version before the change there is nothing to go by', async () => {
  const cwd = folder({ 'a.yaml': cardsApi, 'sallyport.yaml': config });
  const args = ['probe', 'a.yaml', '--target', 'http://127.0.0.1:9', '--changed'];
  const { code, stderr } = await cli(args, { cwd, env });
  expect(code).toBe(2);
  expect(stderr).toContain('--changed needs the version before the change');
});
