import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountsApi, accountsServer, shown } from '../support/accounts-server.ts';
import { cli, folder } from '../support/cli.ts';
import { har, type Call } from '../support/har.ts';

const env = { ALICE: 'alice-token-9f3', BOB: 'bob-token-9f3' };
const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];
const at = 'https://api.example.com/v1';

/** What two customers did last week; `tokens`: what they were let in by. */
function capture(tokens = { alice: env.ALICE, bob: env.BOB }): string {
  const of = (who: 'alice' | 'bob'): readonly Call[] => [
    { url: `${at}/profile`, token: tokens[who], body: { name: who, accountId: shown[who] } },
    { url: `${at}/accounts/${shown[who]}`, token: tokens[who], body: { id: shown[who], balance: 3 } },
  ];
  const memo = { kind: 'standing', text: shown.memo };
  return har([
    ...of('alice'),
    ...of('bob'),
    { method: 'POST', url: `${at}/memos`, token: tokens.alice, status: 201, sent: memo, body: { ok: true } },
    { url: `${at}/internal/limits/${shown.limit}`, token: tokens.alice, body: { daily: 500 } },
  ]);
}

interface Report {
  readonly apis: readonly { readonly findings: readonly { readonly rule: string; readonly certainty: string }[] }[];
}

describe('a capture', () => {
  test('gives probes ids of the callers whose credentials it holds', async () => {
    const leaky = await accountsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': accountsApi, 'week.har': capture() });
    const args = ['openapi.yaml', 'week.har', ...callers, '--rule', 'bola-read-path', '-f', 'json'];
    const ran = await cli(['probe', '--target', leaky.url, ...args], { cwd, env });
    expect((JSON.parse(ran.stdout) as Report).apis[0]?.findings).toMatchObject([
      { rule: 'bola-read-path', certainty: 'proven' },
    ]);
    expect(leaky.requests).toContain(`alice GET /v1/accounts/${shown.alice}`);
    expect(leaky.requests).not.toContain(`- GET /v1/accounts/{accountId}`);

    const hardened = await accountsServer();
    const again = await cli(['probe', '--target', hardened.url, ...args], { cwd, env });
    expect((JSON.parse(again.stdout) as Report).apis[0]?.findings).toEqual([]);
    expect(hardened.requests).toContain(`bob GET /v1/accounts/${shown.alice}`);
  });

  test('of strangers gives none, and the run says what to add', async () => {
    const { url, requests } = await accountsServer({ leaky: true });
    const strange = capture({ alice: 'someone-token-1a2', bob: 'other-token-3c4' });
    const cwd = folder({ 'openapi.yaml': accountsApi, 'week.har': strange });
    const args = ['openapi.yaml', 'week.har', ...callers, '--rule', 'bola-read-path', '-f', 'json'];
    const ran = await cli(['probe', '--target', url, ...args], { cwd, env });
    expect(ran.stdout).toContain('identities: { alice: { owns: { accountId: ... } } }');
    expect(requests.join()).not.toContain(shown.alice);
  });

  test('shows calls that no document has, and they are tried', async () => {
    const { url } = await accountsServer();
    const cwd = folder({ 'openapi.yaml': accountsApi, 'week.har': capture() });
    const args = ['openapi.yaml', 'week.har', ...callers, '--rule', 'inv-shadow-har', '-f', 'json'];
    const ran = await cli(['probe', '--target', url, ...args], { cwd, env });
    expect((JSON.parse(ran.stdout) as Report).apis[0]?.findings).toMatchObject([
      { rule: 'inv-shadow-har', certainty: 'proven' },
    ]);
    expect(ran.stdout).not.toContain(shown.limit);
  });

  test('gives bodies that were served, and no report holds a value of it', async () => {
    const { url, requests } = await accountsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': accountsApi, 'week.har': capture() });
    const files = Object.entries({
      json: 'json',
      sarif: 'sarif',
      markdown: 'md',
      html: 'html',
      junit: 'xml',
      csv: 'csv',
    });
    const outputs = files.flatMap(([format, end]) => ['-o', `${format}=report.${end}`]);
    // The finding of that rule is the call of the capture itself, as traffic rules show it.
    const args = ['openapi.yaml', 'week.har', ...callers, '--profile', 'full', '--skip-rule', 'shadow-endpoint'];
    const ran = await cli(['scan', '--target', url, ...args, ...outputs], { cwd, env });
    expect(requests.filter((line) => line.includes(`"text":"${shown.memo}"`))).not.toEqual([]);
    for (const [format, end] of files) {
      const text = readFileSync(path.join(cwd, `report.${end}`), 'utf8');
      expect(text.length, format).toBeGreaterThan(200);
      for (const value of Object.values(shown)) expect(text, format).not.toContain(value);
    }
    for (const value of Object.values(shown)) expect(ran.stdout + ran.stderr).not.toContain(value);
  }, 60_000);

  test('says with --explain where ids come from, in text and in JSON', async () => {
    const cwd = folder({ 'openapi.yaml': accountsApi, 'week.har': capture() });
    const args = ['scan', 'openapi.yaml', 'week.har', '--explain', '--exit-zero'];
    const { stdout } = await cli(args, { cwd, env });
    expect(stdout).toContain(
      'GET /profile [accountId] -> GET /accounts/{accountId} [path accountId] by capture, seen 2 times',
    );
    const json = await cli([...args, '-f', 'json'], { cwd, env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      apis: [
        { edges: [{ producer: 'GET /profile', consumer: 'GET /accounts/{accountId}', evidence: 'capture', seen: 2 }] },
      ],
    });
    expect(stdout + json.stdout).not.toContain(shown.alice);
    expect((await cli(['scan', '--exit-zero'], { cwd, env })).stdout).not.toContain('where ids come from');
  });
});
