import { expect, test } from 'vitest';
import { ruleIds } from '../../rules/index.ts';
import { cli, folder, openapi } from '../support/cli.ts';

/** What judges the gate itself lies in no folder of rules/. */
const ids = [...Object.values(ruleIds).flat(), 'gate-loosened'];

test('rules lists every rule once', async () => {
  const { code, stdout } = await cli(['rules'], { cwd: '/' });
  expect(code).toBe(0);
  const listed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ', 1)[0]);
  expect(listed).toHaveLength(ids.length);
  expect(new Set(listed)).toEqual(new Set(ids));
});

test('rules -f json has id, kind, severity and title', async () => {
  const { stdout } = await cli(['rules', '-f', 'json'], { cwd: '/' });
  const rows = JSON.parse(stdout) as readonly object[];
  expect(rows).toHaveLength(ids.length);
  expect(rows).toContainEqual({
    id: 'auth-http-basic',
    kind: 'lint',
    severity: 'medium',
    title: 'HTTP basic authentication',
  });
});

test('rules narrows by words, kind and ruleset', async () => {
  const list = async (...args: readonly string[]): Promise<readonly string[]> =>
    (await cli(['rules', ...args], { cwd: '/' })).stdout.split('\n').filter((line) => line !== '');
  const words = await list('JWT', 'signature', '--kind', 'probe');
  expect(words.length).toBeGreaterThan(0);
  for (const line of words) expect(line).toMatch(/^(?=.*jwt)(?=.*signature)\S+ +probe /i);
  expect((await list('--ruleset', 'strict')).length).toBe(ids.length);
  const fewer = await list('--ruleset', 'recommended', '--kind', 'lint');
  expect([fewer.length > 0, fewer.length < (await list('--kind', 'lint')).length]).toEqual([true, true]);
  expect(await cli(['rules', 'no-such-rule-at-all'], { cwd: '/' })).toEqual({
    code: 0,
    stdout: '',
    stderr: 'sallyport: no rule is like that\n  sallyport rules lists all\n',
  });
});

test('explain has an exception to copy, which the config takes', async () => {
  const { stdout } = await cli(['explain', 'tls-server-http'], { cwd: '/', now: '2026-11-24T12:00:00Z' });
  const [, copied = ''] = /\n```yaml\n(ignore:[\s\S]*?)```\n$/.exec(stdout) ?? [];
  expect(copied).toContain('expires: 2027-02-22');
  const documents = { 'openapi.yaml': openapi({ http: true }), 'sallyport.yaml': `version: 1\n${copied}` };
  expect((await cli(['config', 'validate'], { cwd: folder(documents) })).code).toBe(0);
  const everywhere = copied.replace(/operation: '[^']*', /, '');
  const cwd = folder({ ...documents, 'sallyport.yaml': `version: 1\n${everywhere}` });
  expect((await cli(['lint'], { cwd, now: '2026-11-24T12:00:00Z' })).stdout).toContain('suppressed 1)');
});

test('explain tells tiers, category, controls, why and fix', async () => {
  const { code, stdout } = await cli(['explain', 'auth-http-basic'], { cwd: '/' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^auth-http-basic: HTTP basic authentication\n/);
  expect(stdout).toContain('severity  low (declared), medium (required), critical (cleartext)\n');
  expect(stdout).toContain('OWASP     API2:2023\n');
  expect(stdout).toContain('CWE       CWE-522\n');
  expect(stdout).toContain('controls  PCI DSS');
  expect(stdout).toMatch(/\nWhy\n\n.+/);
  expect(stdout).toMatch(/\nFix\n\n.+/);
});

test('explain takes the id with its tier, as reports write it', async () => {
  expect(await cli(['explain', 'auth-http-basic/cleartext'], { cwd: '/' })).toEqual(
    await cli(['explain', 'auth-http-basic'], { cwd: '/' }),
  );
});

test.each(ids)('explain %s has something to say', async (id) => {
  const { code, stdout } = await cli(['explain', id], { cwd: '/' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/CWE-\d+/);
});
