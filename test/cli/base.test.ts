import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';
import { repository } from '../support/repository.ts';

const plain = openapi();
const http = openapi({ http: true });

describe('the documents that changed', () => {
  test('are found; the others are left out, unless all shall be judged', async () => {
    const cwd = repository({ 'a.yaml': http, 'b.yaml': plain }, { 'b.yaml': http });
    for (const command of [
      ['scan', '--base', 'main'],
      ['diff', 'main'],
    ] as const) {
      const { apis, notes } = await cliJson(command, cwd);
      expect(apis.map(({ name }) => name)).toEqual(['b']);
      expect(notes).toContain('1 document is as in main and left out; --gate all judges all.');
    }
    const all = await cliJson(['scan', '--base', 'main', '--gate', 'all'], cwd);
    expect(all.apis.map(({ name }) => name)).toEqual(['a', 'b']);
    const named = await cliJson(['scan', 'a.yaml', '--base', 'main'], cwd);
    expect(named.apis.map(({ name }) => name)).toEqual(['a']);
  });

  test('may be none', async () => {
    const cwd = repository({ 'a.yaml': http });
    const { code, stdout } = await cli(['scan', '--base', 'main'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('PASS: nothing found');
  });

  test('may have another name, and some may be gone', async () => {
    const cwd = repository(
      { 'a.yaml': http, 'old.yaml': openapi({ title: 'Loans' }).replace('/cards', '/loans') },
      { 'a.yaml': undefined, 'old.yaml': undefined, 'specs/b.yaml': openapi({ http: true, basic: true }) },
    );
    const { apis, notes, code } = await cliJson(['scan', '--base', 'main'], cwd);
    expect(
      apis.map(({ findings }) => findings.map(({ rule, new: isNew }) => `${rule} ${isNew ? 'new' : 'old'}`)),
    ).toEqual([['tls-server-http old', 'auth-http-basic new']]);
    expect(notes).toEqual(
      expect.arrayContaining([
        'specs/b.yaml was a.yaml in main.',
        'old.yaml of main is gone: what it described may still answer.',
      ]),
    );
    expect(code).toBe(0);
  });
});

describe('diff', () => {
  test('of two folders pairs by name', async () => {
    const cwd = folder({ 'v1/a.yaml': plain, 'v1/b.yaml': plain, 'v2/a.yaml': http, 'v2/b.yaml': plain });
    const { apis, code } = await cliJson(['diff', 'v1', 'v2'], cwd);
    expect(apis.map(({ name, findings }) => [name, findings.length > 0])).toEqual([
      ['v2/a', true],
      ['v2/b', false],
    ]);
    expect(code).toBe(1);
  });

  test('of one file with several documents is a mistake', async () => {
    const cwd = folder({ 'v1.yaml': plain, 'v2/a.yaml': http, 'v2/b.yaml': plain });
    expect(await cli(['diff', 'v1.yaml', 'v2'], { cwd })).toMatchObject({
      code: 2,
      stderr:
        'v1.yaml: one file cannot be the older version of several documents\n  name one document, or a folder or git ref to compare with\n',
    });
  });

  test('takes standard input on either side', async () => {
    const cwd = folder({ 'a.yaml': plain, 'b.yaml': http });
    const before = await cli(['diff', '-', 'b.yaml'], { cwd, stdin: plain });
    const after = await cli(['diff', 'a.yaml', '-'], { cwd, stdin: http });
    for (const { code, stdout } of [before, after]) {
      expect(stdout).toContain('server-https-to-http');
      expect(code).toBe(1);
    }
  });
});
