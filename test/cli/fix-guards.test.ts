/** What --fix leaves alone, and what it says of it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Log, Replacement } from 'sarif';
import { replaceFile } from '../../src/load/edit/working-file.ts';
import { cli, folder, openapi } from '../support/cli.ts';
import { assertSarif } from '../support/sarif.ts';

const http = openapi({ http: true });
const https = http.replace('http://', 'https://');
const fix = ['lint', '--fix'] as const;

function textOf(cwd: string, name = 'openapi.yaml'): string {
  return readFileSync(path.join(cwd, name), 'utf8');
}

test('what remains decides, and what was fixed is said in every format', async () => {
  const cwd = folder({ 'openapi.yaml': http });
  expect((await cli(['lint'], { cwd })).code).toBe(1);
  const { code, stdout } = await cli([...fix, '-f', 'json'], { cwd });
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { notes: string[] }).notes).toContain('Fixed 1 finding in 1 file.');
  expect(textOf(cwd)).toBe(https);
});

test('a dry run shows the diff alone, says the rest elsewhere, and answers as if it had been written', async () => {
  const cwd = folder({ 'openapi.yaml': http });
  const { code, stdout, stderr } = await cli([...fix, '--dry-run'], { cwd });
  expect(stdout).toMatch(/^--- a\/openapi\.yaml\n\+\+\+ b\/openapi\.yaml\n@@ -1,6 \+1,6 @@\n/);
  expect(stderr).toContain('Would fix 1 finding in 1 file.\n');
  expect(code).toBe(0);
  expect(textOf(cwd)).toBe(http);
});

test.each([
  [['--dry-run'], '--dry-run'],
  [['--fix-limits'], '--fix-limits'],
  [['--fix', '--dry-run', '-f', 'json'], 'diff'],
  [['--fix', '--dry-run', '-o', 'a.sarif'], 'diff'],
])('%j is refused', async (flags, said) => {
  const { code, stderr } = await cli(['lint', ...flags], { cwd: folder({ 'openapi.yaml': http }) });
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

describe('no file of the repository', () => {
  test('standard input, also where it stands for a file', async () => {
    const cwd = folder({ 'openapi.yaml': http });
    const { stdout } = await cli(['lint', '-', '--spec-path', 'openapi.yaml', '--fix'], { cwd, stdin: http });
    expect(stdout).toContain('openapi.yaml is no file here: nothing was fixed in it.');
    expect(textOf(cwd)).toBe(http);
  });

  test('a git ref', async () => {
    const cwd = folder({ 'openapi.yaml': http });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a'],
    ])
      execFileSync('git', args, { cwd });
    const { stdout } = await cli(['lint', 'HEAD:openapi.yaml', '--fix'], { cwd });
    expect(stdout).toContain('is no file here');
    expect(textOf(cwd)).toBe(http);
  });

  test('a file outside, named or behind a link', async () => {
    const outside = folder({ 'other.yaml': http });
    const cwd = folder();
    execFileSync('git', ['init', '-q'], { cwd });
    symlinkSync(path.join(outside, 'other.yaml'), path.join(cwd, 'link.yaml'));
    for (const name of [path.join(outside, 'other.yaml'), 'link.yaml']) {
      const { stdout } = await cli(['lint', name, '--fix'], { cwd });
      expect(stdout).toContain('was not fixed: it is no file of the repository.');
    }
    expect(textOf(outside, 'other.yaml')).toBe(http);
  });
});

test('the file that holds the place is edited, once for all documents that share it, also behind a link', async () => {
  const item = `get:\n  operationId: x\n  security: []\n  servers: [{ url: 'http://a.example.com' }] # here\n  responses: { '200': { description: ok } }\n`;
  const root = (file: string): string =>
    openapi().replace(/ {2}\/cards[\s\S]*?(?=components)/, `  /rates: { $ref: '${file}' }\n`);
  const cwd = folder({ 'a.yaml': root('parts/rates.yaml'), 'b.yaml': root('linked.yaml'), 'parts/rates.yaml': item });
  symlinkSync('parts/rates.yaml', path.join(cwd, 'linked.yaml'));
  const { stdout } = await cli([...fix, 'a.yaml', 'b.yaml'], { cwd });
  expect(stdout).toContain('in 1 file.');
  expect(textOf(cwd, 'parts/rates.yaml')).toBe(item.replace('http:', 'https:'));
  expect(textOf(cwd, 'a.yaml')).toBe(root('parts/rates.yaml'));
});

test('what somebody accepted is not fixed', async () => {
  const text = `${http}x-sallyport-ignore: [{ rule: tls-server-http, reason: known, expires: '2027-01-31' }]\n`;
  const cwd = folder({ 'openapi.yaml': text });
  const { stdout } = await cli(fix, { cwd });
  expect(stdout).toContain('Fixed 0 findings in 0 files.');
  expect(textOf(cwd)).toBe(text);
});

test.each([
  ['an alias', `x-servers: &s [{ url: 'http://api.example.com' }]\n`, 'servers: *s'],
  ['an anchor that is used elsewhere', '', `servers: &s [{ url: 'http://api.example.com' }]\nx-again: *s`],
  ['a tag', '', `servers: [{ url: !!str 'http://api.example.com' }]`],
])('behind %s nothing is edited', async (_, before, servers) => {
  const text = before + http.replace(/servers: .*/, servers);
  const cwd = folder({ 'openapi.yaml': text });
  const { stdout } = await cli(fix, { cwd });
  expect(stdout).toContain('openapi.yaml: 1 fix left to you');
  expect(textOf(cwd)).toBe(text);
});

test('text that is no UTF-8 is left as it is', async () => {
  const cwd = folder();
  const bytes = Buffer.concat([Buffer.from(http), Buffer.from('x-note: "caf\xe9"\n', 'latin1')]);
  writeFileSync(path.join(cwd, 'openapi.yaml'), bytes);
  const { stdout } = await cli(fix, { cwd });
  expect(stdout).toContain('openapi.yaml was not fixed: its text is not UTF-8.');
  expect(readFileSync(path.join(cwd, 'openapi.yaml')).equals(bytes)).toBe(true);
});

describe('writing', () => {
  test('keeps permissions and leaves nothing beside the file', async () => {
    const cwd = folder({ 'specs/openapi.yaml': http });
    chmodSync(path.join(cwd, 'specs/openapi.yaml'), 0o664);
    await cli([...fix, 'specs'], { cwd });
    expect(statSync(path.join(cwd, 'specs/openapi.yaml')).mode & 0o777).toBe(0o664);
    expect(execFileSync('ls', ['-A', 'specs'], { cwd, encoding: 'utf8' })).toBe('openapi.yaml\n');
  });

  test('a file that changed since it was read stays as it is', async () => {
    const cwd = folder({ 'openapi.yaml': 'theirs' });
    const file = path.join(cwd, 'openapi.yaml');
    const refusal = await replaceFile({ file, bytes: Buffer.from('read') }, Buffer.from('ours'));
    expect(refusal).toBe('it was changed meanwhile');
    expect(textOf(cwd)).toBe('theirs');
    expect(execFileSync('ls', ['-A'], { cwd, encoding: 'utf8' })).toBe('openapi.yaml\n');
  });

  test('a file that is gone, or a folder in its place, is said', async () => {
    const cwd = folder();
    const bytes = Buffer.from('');
    expect(await replaceFile({ file: path.join(cwd, 'a.yaml'), bytes }, bytes)).toBe('it cannot be written (ENOENT)');
    mkdirSync(path.join(cwd, 'b.yaml'));
    expect(await replaceFile({ file: path.join(cwd, 'b.yaml'), bytes }, bytes)).toBe('it cannot be written (EISDIR)');
  });
});

test('SARIF has the same edits', async () => {
  const text = http.replace('servers: [{', 'servers: [ # 😀\n  {').replace("'apiKey'", 'apiKey');
  const cwd = folder({ 'openapi.yaml': text });
  const { stdout } = await cli(['lint', '-f', 'sarif'], { cwd });
  const log: Log = assertSarif(stdout);
  const replacements = (log.runs[0]?.results ?? [])
    .flatMap(({ fixes = [] }) => fixes)
    .flatMap(({ artifactChanges }) => artifactChanges)
    .flatMap((change) => change.replacements);
  await cli(fix, { cwd });
  expect(replacements.length).toBeGreaterThan(0);
  expect(replaced(text, replacements)).toBe(textOf(cwd));
});

/** By lines and columns, from behind. */
function replaced(text: string, replacements: readonly Replacement[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = (line = 1, column = 1): number => (starts[line - 1] ?? 0) + column - 1;
  return replacements.toReversed().reduce((now, { deletedRegion, insertedContent }) => {
    const { startLine, startColumn, endLine, endColumn } = deletedRegion;
    return (
      now.slice(0, offset(startLine, startColumn)) +
      (insertedContent?.text ?? '') +
      now.slice(offset(endLine, endColumn))
    );
  }, text);
}
