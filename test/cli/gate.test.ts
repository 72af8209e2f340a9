import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';

describe('the config', () => {
  test('names, severities, gate, exceptions', async () => {
    const cwd = folder({
      'openapi.yaml': openapi({ http: true, basic: true }),
      'sallyport.yaml': `version: 1
specs: [{ path: openapi.yaml, name: bank }]
fail-on: low
rules: { severity: { tls-server-http: critical } }
ignore: [{ rule: auth-http-basic, reason: legacy partners, expires: 2999-01-31 }]
`,
    });
    const { code, stdout } = await cli(['lint'], { cwd });
    expect(stdout).toContain('bank: 1 operation,');
    expect(stdout).toContain('critical tls-server-http');
    expect(stdout).toContain('FAIL: 1 critical (gate: low; suppressed 1)');
    expect(code).toBe(1);
    expect((await cli(['lint', '--fail-on', 'none'], { cwd })).code).toBe(0);
    expect((await cli(['lint', '--no-config'], { cwd })).stdout).toContain('openapi: 1 operation,');
  });

  test('an exception past its day counts again and is told', async () => {
    const cwd = folder({
      'openapi.yaml': openapi({ http: true }),
      'sallyport.yaml': 'version: 1\nignore: [{ rule: tls-server-http, reason: moving, expires: 2026-11-30 }]\n',
    });
    expect((await cli(['lint'], { cwd, now: '2026-11-30T23:00:00Z' })).code).toBe(0);
    const after = await cli(['lint'], { cwd, now: '2026-12-01T00:00:00Z' });
    expect(after.code).toBe(1);
    expect(after.stdout.replace(/\s+/g, ' ')).toContain('The exception for tls-server-http ended on 2026-11-30');
  });

  test('unset variables of identities are no matter without a target', async () => {
    const cwd = folder({
      'openapi.yaml': openapi(),
      'sallyport.yaml': "version: 1\nidentities: { a: { token: '${SALLYPORT_A}' } }\n",
    });
    expect((await cli(['scan'], { cwd })).code).toBe(0);
    const asked = await cli(['scan', '--target', 'http://127.0.0.1:9'], { cwd });
    expect(asked).toMatchObject({
      code: 2,
      stderr: 'sallyport.yaml:2:15: identities.a.token: variable SALLYPORT_A is not set\n  export SALLYPORT_A=...\n',
    });
  });

  test('a file that it names must be there, and be one of the repository', async () => {
    const cwd = folder({ 'openapi.yaml': openapi(), 'sallyport.yaml': 'version: 1\nspecs:\n  - path: gone.yaml\n' });
    expect(await cli(['lint'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'sallyport.yaml:3:5: gone.yaml: there is no such file, folder or git ref\n',
    });
    const near = folder({
      'api/cards.yaml': openapi(),
      'sallyport.yaml': 'version: 1\nspecs:\n  - path: api/card.yaml\n',
    });
    expect((await cli(['lint'], { cwd: near })).stderr).toMatch(/\n  did you mean api\/cards\.yaml\?\n$/);
  });
});

describe('baseline', () => {
  test('what it holds does not fail any more; what is new does', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    const flags = ['lint', '--baseline', '.sallyport/baseline.json'];
    expect((await cli([...flags, '--update-baseline'], { cwd })).code).toBe(0);
    expect((await cli(flags, { cwd })).stdout).toContain('baseline 1');
    expect((await cli(flags, { cwd })).code).toBe(0);
    expect((await cli([...flags, '--gate', 'all'], { cwd })).code).toBe(1);
    writeFileSync(path.join(cwd, 'openapi.yaml'), openapi({ http: true, basic: true }));
    expect((await cli([...flags, '--fail-on', 'low'], { cwd })).code).toBe(1);
  });

  test('a broken one is exit 2, an incomplete run writes none', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }), 'bad.yaml': '', 'b.json': '[]' });
    expect((await cli(['lint', 'openapi.yaml', '--baseline', 'b.json'], { cwd })).stderr).toMatch(
      /^b\.json: the baseline/,
    );
    await cli(['lint', 'openapi.yaml', 'bad.yaml', '--baseline', 'new.json', '--update-baseline'], { cwd });
    expect(existsSync(path.join(cwd, 'new.json'))).toBe(false);
  });
});

describe('--base', () => {
  function repository(before: string, after: string): string {
    const cwd = folder({ 'openapi.yaml': before });
    const git = (...args: readonly string[]): void =>
      void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd,
        stdio: 'ignore',
      });
    git('init', '-b', 'main');
    git('add', '.');
    git('commit', '-m', 'before');
    git('checkout', '-b', 'change');
    writeFileSync(path.join(cwd, 'openapi.yaml'), after);
    return cwd;
  }

  test('what the base had is old and fails with --gate all alone', async () => {
    const cwd = repository(openapi({ http: true }), openapi({ http: true, basic: true }));
    expect((await cli(['scan'], { cwd })).code).toBe(1);
    const { code, apis } = await cliJson(['scan', '--base', 'main'], cwd);
    expect(code).toBe(0);
    expect(apis[0]?.findings.map(({ rule, new: isNew }) => `${rule} ${isNew ? 'new' : 'old'}`)).toEqual([
      'tls-server-http old',
      'auth-http-basic new',
    ]);
    expect((await cli(['scan', '--base', 'main', '--gate', 'all'], { cwd })).code).toBe(1);
    expect((await cli(['lint', '--base', 'main'], { cwd })).code).toBe(0);
  });

  test('what changed for the worse fails', async () => {
    const cwd = repository(openapi(), openapi({ http: true }));
    const { code, apis } = await cliJson(['scan', '--base', 'main'], cwd);
    expect(code).toBe(1);
    expect(apis[0]?.findings.filter(({ gates }) => gates)).not.toEqual([]);
    const diffed = await cliJson(['diff', 'main', 'openapi.yaml'], cwd);
    expect(diffed.apis[0]?.findings.filter(({ gates }) => gates).map(({ rule }) => rule)).toEqual([
      'server-https-to-http',
    ]);
    expect(diffed.code).toBe(1);
  });

  test('a document that is not there is all new', async () => {
    const cwd = repository(openapi(), openapi());
    writeFileSync(path.join(cwd, 'new.yaml'), openapi({ http: true }));
    const { code, notes } = await cliJson(['scan', 'new.yaml', '--base', 'main'], cwd);
    expect(code).toBe(1);
    expect(notes).toContain('new.yaml is not in main: all that it has is new.');
  });

  test('a base that was broken does not hinder its mending', async () => {
    const cwd = repository('a: [1\nb: }', openapi());
    const { code, notes } = await cliJson(['scan', 'openapi.yaml', '--base', 'main'], cwd);
    expect(code).toBe(0);
    expect(notes.join()).toContain('cannot be read in main');
  });

  test('a ref that git does not know is exit 2 with the fetch that is missing', async () => {
    const cwd = repository(openapi(), openapi());
    expect(await cli(['scan', '--base', 'origin/develop'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('git fetch origin develop') as string,
    });
  });

  test('two files are compared without git', async () => {
    const cwd = folder({ 'v1.yaml': openapi(), 'v2.yaml': openapi({ http: true }) });
    const { code, stdout } = await cli(['diff', 'v1.yaml', 'v2.yaml'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('server-https-to-http');
    expect((await cli(['diff', 'v2.yaml', 'v1.yaml'], { cwd })).code).toBe(0);
  });

  test('what breaks clients fails only where it is asked for', async () => {
    const required = openapi().replace(
      'parameters: [',
      'parameters: [{ name: X-Branch, in: header, required: true, schema: { type: string, maxLength: 9 } }, ',
    );
    const cwd = folder({ 'v1.yaml': openapi(), 'v2.yaml': required });
    expect((await cli(['diff', 'v1.yaml', 'v2.yaml'], { cwd })).code).toBe(0);
    expect((await cli(['diff', 'v1.yaml', 'v2.yaml', '--fail-on', 'info'], { cwd })).code).toBe(0);
    const { code, stdout } = await cli(['diff', 'v1.yaml', 'v2.yaml', '--fail-on', 'breaking'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('parameter-added-required');
    const both = ['--fail-on', 'critical', '--fail-on', 'breaking'];
    expect((await cli(['diff', 'v2.yaml', 'v1.yaml', ...both], { cwd })).code).toBe(0);
  });
});
