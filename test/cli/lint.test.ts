import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder, openapi, type JsonReport } from '../support/cli.ts';
import { repository } from '../support/repository.ts';
import { assertSarif } from '../support/sarif.ts';

describe('exit code and verdict', () => {
  test.each([
    [openapi(), [], 0, 'PASS'],
    [openapi({ http: true }), [], 1, 'FAIL'],
    [openapi({ http: true }), ['--fail-on', 'critical'], 0, 'PASS'],
    [openapi({ http: true }), ['--fail-on', 'none'], 0, 'PASS'],
    [openapi({ http: true }), ['--exit-zero'], 0, 'FAIL'],
    [openapi({ http: true }), ['--skip-rule', 'tls-server-http'], 0, 'PASS'],
    [openapi({ http: true }), ['--rule', 'auth-http-basic'], 0, 'PASS'],
    [openapi({ http: true }), ['--min-severity', 'critical'], 1, 'FAIL'],
    [openapi({ basic: true }), [], 0, 'PASS'],
    [openapi({ basic: true }), ['--fail-on', 'low'], 1, 'FAIL'],
  ] as const)('%#: flags %j', async (...[text, flags, wanted, verdict]) => {
    const cwd = folder({ 'openapi.yaml': text });
    const { code, stdout, stderr } = await cli(['lint', 'openapi.yaml', ...flags], { cwd });
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^${verdict}: `));
    expect(code).toBe(wanted);
    expect(stderr).toBe('');
  });

  test.each(['text', 'json', 'sarif', 'junit'])('the format %s does not change the code', async (format) => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }), 'good.yaml': openapi() });
    expect((await cli(['lint', 'openapi.yaml', '-f', format], { cwd })).code).toBe(1);
    expect((await cli(['lint', 'good.yaml', '-f', format], { cwd })).code).toBe(0);
  });
});

test('the same bytes on every run', async () => {
  const cwd = folder({ 'openapi.yaml': openapi({ http: true, basic: true }) });
  for (const format of ['text', 'json', 'sarif', 'junit']) {
    const run = (): Promise<unknown> => cli(['lint', '-f', format], { cwd });
    expect(await run()).toEqual(await run());
  }
});

describe('several documents', () => {
  test('in any order make one verdict', async () => {
    const cwd = folder({
      'a.yaml': openapi(),
      'b/b.json':
        '{"openapi":"3.0.3","info":{"title":"b","version":"1"},"servers":[{"url":"http://b.example.com"}],"paths":{"/x":{"get":{"responses":{"200":{"description":"ok"}}}}}}',
    });
    const { apis, verdict, code } = await cliJson(['lint', 'b', 'a.yaml'], cwd);
    expect(apis.map(({ name }) => name)).toEqual(['b/b', 'a']);
    expect(verdict.result).toBe('failed');
    expect(code).toBe(1);
  });

  test('one that cannot be read is told, and the others are judged', async () => {
    const cwd = folder({ 'bad.yaml': 'a: [1\nb: }', 'good.yaml': openapi() });
    const ran = await cli(['lint', 'bad.yaml', 'good.yaml', '-f', 'json', '-o', 'r.sarif'], { cwd });
    expect(ran.stderr).toMatch(/^bad\.yaml:\d+:\d+: /);
    const { apis, complete, incomplete } = JSON.parse(ran.stdout) as JsonReport;
    expect(apis.map(({ name }) => name)).toEqual(['good']);
    expect(complete).toBe(false);
    expect(incomplete).toMatchObject([{ what: 'unreadable-part' }]);
    expect(readFileSync(path.join(cwd, 'r.sarif'), 'utf8')).toContain('"executionSuccessful": false');
    expect(ran.code).toBe(2);
  });

  test('findings of the others still fail the gate', async () => {
    const cwd = folder({ 'bad.yaml': '\u0000', 'http.yaml': openapi({ http: true }) });
    expect((await cli(['lint', 'bad.yaml', 'http.yaml'], { cwd })).code).toBe(1);
  });

  test('without arguments those of the repository are found', async () => {
    const cwd = folder({
      'a.yaml': openapi(),
      'b.yml': openapi(),
      'package.json': '{}',
      '.gitignore': 'c.yaml\n',
      'c.yaml': openapi(),
    });
    const { apis, notes } = await cliJson(['lint'], cwd);
    expect(apis.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(notes.join()).toContain('to narrow: sallyport lint a.yaml');
  });

  test('a file that only names swagger is none of them, and a mistake where it is named', async () => {
    const cwd = folder({ 'a.yaml': openapi(), 'lock.json': '{"bin":{\n"swagger": "2.js"\n}}' });
    const { code, apis, complete } = await cliJson(['lint'], cwd);
    expect(apis.map(({ name }) => name)).toEqual(['a']);
    expect([code, complete]).toEqual([0, true]);
    expect((await cli(['lint', 'a.yaml', 'lock.json'], { cwd })).code).toBe(2);
  });

  test('the same document in two formats has two identities', async () => {
    const text = openapi({ http: true });
    const cwd = folder({ 'a.yaml': text, 'a.yml': text, 'b.yaml': text });
    const { apis, verdict } = await cliJson(['lint'], cwd);
    expect(apis.map(({ name }) => name)).toEqual(['a.yaml', 'a.yml', 'b']);
    expect(new Set(verdict.failing).size).toBe(3);
  });

  test('two of one name are refused', async () => {
    const cwd = folder({
      'sallyport.yaml': 'version: 1\nspecs: [{ path: a.yaml, name: x }, { path: b.yaml, name: x }]\n',
      'a.yaml': openapi(),
      'b.yaml': openapi(),
    });
    expect(await cli(['lint'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('two documents are named x') as string,
    });
  });
});

describe('inputs that are none', () => {
  test.each([
    ['an empty file', '', /^x\.yaml: the file is empty/],
    ['a binary file', '\u0000\u0001', /^x\.yaml: a binary file/],
    ['broken YAML', 'a: [1\nb: }', /^x\.yaml:2:1: /],
    ['broken JSON', '{"a": [}', /^x\.yaml:1:\d+: /],
    ['another YAML', 'a: 1\n', /^x\.yaml(:1:1)?: /],
    ['an unknown version', 'openapi: 4.0.0\ninfo: {}\n', /^x\.yaml: version 4\.0\.0/],
  ])('%s: exit 2, one line, and no report', async (_name, text, said) => {
    const cwd = folder({ 'x.yaml': text });
    const { code, stdout, stderr } = await cli(['lint', 'x.yaml', '-o', 'out.sarif'], { cwd });
    expect(stderr).toMatch(said);
    expect(stdout).toBe('');
    expect(existsSync(path.join(cwd, 'out.sarif'))).toBe(false);
    expect(code).toBe(2);
  });

  test('a capture is no document', async () => {
    const cwd = folder({ 'a.har': '{"log":{"version":"1.2","entries":[]}}' });
    expect(await cli(['lint', 'a.har'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'a.har: is a capture, which scan and discover read\n',
    });
  });

  test('an empty folder', async () => {
    expect((await cli(['lint'], { cwd: folder() })).stderr).toContain('no OpenAPI document in this repository');
  });
});

describe('standard input', () => {
  test('is a document', async () => {
    const { code, stdout } = await cli(['lint', '-'], { cwd: folder(), stdin: openapi({ http: true }) });
    expect(code).toBe(1);
    expect(stdout).toContain('<stdin>:3:11');
  });

  test('needs a place in the repository for SARIF', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    expect(await cli(['lint', '-', '-f', 'sarif'], { cwd, stdin: openapi() })).toMatchObject({
      code: 2,
      stderr:
        '<stdin>: a SARIF report needs a file of the repository, and this is none\n  name the file that it stands for: --spec-path openapi.yaml\n',
    });
    const placed = await cli(['lint', '-', '-f', 'sarif', '--spec-path', 'openapi.yaml'], {
      cwd,
      stdin: openapi({ http: true }),
    });
    expect(placed.code).toBe(1);
    expect(placed.stdout).toContain('"uri": "openapi.yaml"');
  });
});

test('a document of elsewhere is judged, and SARIF is said to have no place for it', async () => {
  const elsewhere = folder({ 'openapi.yaml': openapi() });
  const args = ['lint', path.join(elsewhere, 'openapi.yaml')];
  const cwd = folder();
  expect((await cliJson([...args, '-o', 'r.sarif'], cwd)).notes.join()).toContain('is no file of this repository');
  expect((await cliJson(args, cwd)).notes).toEqual([]);
});

test.each(['sarif', 'gitlab', 'github'])(
  '%s tells of a file of elsewhere its name, and no folder of the machine',
  async (format) => {
    const elsewhere = folder({ 'openapi.yaml': openapi({ http: true, basic: true }) });
    const cwd = folder({ 'openapi.yaml': openapi() });
    const { stdout } = await cli(['lint', path.join(elsewhere, 'openapi.yaml'), '-f', format], { cwd });
    expect(stdout).toContain('outside-of-the-repository/openapi.yaml');
    const places = stdout.replaceAll(/"id": "sallyport[^"]*"/g, '');
    expect(places).not.toContain(elsewhere);
  },
);

test('a path of letters, blanks and signs of any kind is where SARIF says, also from a folder below', async () => {
  const file = 'apis/\u00e9t\u00e9 %41 a#b/\u00f6 pen?api:1 &[x].yaml';
  const cwd = repository({ [file]: openapi({ http: true }) });
  const below = path.join(cwd, path.dirname(file));
  // The helper reads each place of each SARIF and fails where the file has no such line.
  const { code } = await cli(['lint', path.basename(file), '-o', 'r.sarif'], { cwd: below });
  expect(code).toBe(1);
  const text = readFileSync(path.join(below, 'r.sarif'), 'utf8');
  expect(text).toContain('"uri": "apis/%C3%A9t%C3%A9%20%2541%20a%23b/%C3%B6%20pen%3Fapi%3A1%20%26%5Bx%5D.yaml"');
});

describe('output files', () => {
  test('every format beside the text, by extension and by name, folders made', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    const flags = ['r.sarif', 'deep/er/junit.xml', 'r.json', 'r.txt', 'sarif=other.json'].flatMap((file) => [
      '-o',
      file,
    ]);
    const { stdout } = await cli(['lint', ...flags, '--color', 'always'], { cwd });
    const read = (file: string): string => readFileSync(path.join(cwd, file), 'utf8');
    expect(stdout).toContain('\u001b[31m');
    expect(read('r.txt')).toContain('tls-server-http');
    expect(read('r.txt')).not.toContain('\u001b');
    expect(read('deep/er/junit.xml')).toContain('<testsuites>');
    expect((JSON.parse(read('r.json')) as { schemaVersion: number }).schemaVersion).toBe(1);
    expect(read('other.json')).toBe(read('r.sarif'));
  });

  test('more than twenty documents make a second SARIF file', async () => {
    const names = Array.from({ length: 21 }, (_, index) => `d${String(index).padStart(2, '0')}`);
    const cwd = folder(Object.fromEntries(names.map((name) => [`${name}.yaml`, openapi()])));
    await cli(['lint', '-o', 'r.sarif'], { cwd });
    const runs = (file: string): number =>
      (JSON.parse(readFileSync(path.join(cwd, file), 'utf8')) as { runs: readonly object[] }).runs.length;
    expect([runs('r.sarif'), runs('r-2.sarif')]).toEqual([20, 1]);
  });

  test('one that cannot be written is exit 2', async () => {
    const cwd = folder({ 'openapi.yaml': openapi(), file: '' });
    expect(await cli(['lint', '-o', 'file/r.json'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^file\/r\.json: cannot be written \(\w+\)\n$/) as string,
    });
  });
});

test('Ctrl-C before anything is done leaves a report that says so, and closes no alert', async () => {
  const cwd = folder({ 'a.yaml': openapi({ http: true }) });
  const ran = await cli(['lint', 'a.yaml', '-o', 'r.sarif'], { cwd, signal: AbortSignal.abort() });
  expect(ran.code).toBe(130);
  expect(ran.stdout).toContain('INCOMPLETE');
  const { runs } = assertSarif(readFileSync(path.join(cwd, 'r.sarif'), 'utf8'));
  expect(runs.map(({ invocations }) => invocations?.[0]?.executionSuccessful)).toEqual([false]);
});
