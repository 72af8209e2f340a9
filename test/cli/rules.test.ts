import { expect, test } from 'vitest';
import { ruleIds } from '../../rules/index.ts';
import { cli } from '../support/cli.ts';

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
