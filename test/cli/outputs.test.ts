import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, folder, openapi } from '../support/cli.ts';
import { repository } from '../support/repository.ts';
import { assertSarif } from '../support/sarif.ts';

const files = { 'v1.yaml': openapi(), 'v2.yaml': openapi({ http: true, title: '<script>alert(1)</script> @team' }) };

describe('diff', () => {
  test('writes a comment for a pull request', async () => {
    const { code, stdout } = await cli(['diff', 'v1.yaml', 'v2.yaml', '-f', 'markdown'], { cwd: folder(files) });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^## sallyport: ❌ FAIL: /);
    expect(stdout).toContain('| severity | what | rule | operation | where |');
    expect(stdout).toMatch(/^\| \*\*high\*\* \| .* \(widens; .*\) \| server-https-to-http \| .* \| v2\.yaml:3:11 \|$/m);
  });

  test('writes a changelog by what changes mean for attackers and clients', async () => {
    const cwd = folder(files);
    const { stdout } = await cli(['diff', 'v1.yaml', 'v2.yaml', '--changelog'], { cwd });
    expect(stdout).toMatch(/^# Changes of &lt;script&gt;alert&#40;1&#41;&lt;\/script&gt; @\u2060team 1$/m);
    expect(stdout).toMatch(/^## Opens more to attackers$/m);
    expect(stdout).toMatch(/^- \*\*high\*\* /m);
    expect((await cli(['diff', 'v1.yaml', 'v2.yaml', '-f', 'changelog'], { cwd })).stdout).toBe(stdout);
    const none = await cli(['diff', 'v1.yaml', 'v1.yaml', '--changelog'], { cwd });
    expect(none.stdout).toContain('No change that matters to attackers or clients.');
  });

  test('turns the table round', async () => {
    const cwd = folder(files);
    const args = ['diff', 'v1.yaml', 'v2.yaml', '--by', 'operation'];
    expect((await cli(args, { cwd })).stdout).toMatch(/^GET \/rates\/\{cardId\}\n {2}\w+ +\S+ \(widens, /m);
    expect((await cli([...args, '-f', 'markdown'], { cwd })).stdout).toContain('### GET /rates/&#123;cardId&#125;');
    expect((await cli([...args, '-f', 'changelog'], { cwd })).stdout).toContain('## GET /rates/&#123;cardId&#125;');
    expect((await cli([...args, '-f', 'html'], { cwd })).stdout).toContain('<h3>GET /rates/{cardId}</h3>');
  });

  test('tells the formats by their extensions, JUnit and SARIF among them', async () => {
    const cwd = folder(files);
    const names = [
      'a.md',
      'a.html',
      'a.xml',
      'a.sarif',
      'a.json',
      'a.txt',
      'a.csv',
      'changelog=CHANGES',
      'gitlab=b.json',
      'github=b.txt',
    ];
    await cli(['diff', 'v1.yaml', 'v2.yaml', ...names.flatMap((name) => ['-o', name])], { cwd });
    for (const name of names) expect(readFileSync(path.join(cwd, name.replace(/^.*=/, '')), 'utf8')).not.toBe('');
    expect(readFileSync(path.join(cwd, 'a.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(readFileSync(path.join(cwd, 'a.md'), 'utf8')).toMatch(/^## sallyport/);
    expect(readFileSync(path.join(cwd, 'a.csv'), 'utf8')).toMatch(/^"severity",/);
    expect(readFileSync(path.join(cwd, 'b.json'), 'utf8')).toMatch(/^\[\n {2}\{\n {4}"description": /);
    expect(readFileSync(path.join(cwd, 'b.txt'), 'utf8')).toMatch(/^::error file=v2\.yaml,line=3,col=11,title=high /);
    expect(readFileSync(path.join(cwd, 'CHANGES'), 'utf8')).toMatch(/^# Changes of /);
  });
});

test('the exit code is the same in every format, and annotations come only where they are asked for', async () => {
  const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
  for (const format of formats) {
    const { code, stdout } = await cli(['lint', '-f', format], { cwd, env: { GITHUB_ACTIONS: 'true' } });
    expect([format, code]).toEqual([format, 1]);
    expect([format, /^::/m.test(stdout)]).toEqual([format, format === 'github']);
  }
});

test('GitLab, too, needs a file of the repository', async () => {
  const world = { cwd: folder(), stdin: openapi() };
  expect(await cli(['lint', '-', '-f', 'gitlab'], world)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a GitLab report needs a file of the repository') as string,
  });
  expect((await cli(['lint', '-', '-f', 'gitlab', '--spec-path', 'openapi.yaml'], world)).code).toBe(0);
});

test('SARIF names the place in the base, without a link that would lead to other lines', async () => {
  const cwd = repository({ 'openapi.yaml': openapi() }, { 'openapi.yaml': `# moved\n${openapi({ http: true })}` });
  const { stdout } = await cli(['diff', 'main', 'openapi.yaml', '-f', 'sarif'], { cwd });
  const [run] = assertSarif(stdout).runs;
  const places = (run?.results ?? []).flatMap(({ relatedLocations = [] }) => relatedLocations);
  const before = places.filter(({ physicalLocation }) => physicalLocation?.artifactLocation?.uriBaseId === 'BASE');
  expect(before.length).toBeGreaterThan(0);
  expect(before.map(({ id }) => id)).toEqual(before.map(() => undefined));
  expect(before[0]?.physicalLocation?.artifactLocation?.uri).toBe('openapi.yaml');
  expect(run?.originalUriBaseIds).toHaveProperty('BASE');
});

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));

test.skipIf(browser === undefined)(
  'a browser shows the HTML and runs nothing of it (skipped: no chromium here)',
  async () => {
    const hostile = openapi({ http: true }).replaceAll('/rates/', '/<img src=x onerror="document.title=1">/');
    const cwd = folder({ 'v1.yaml': openapi(), 'v2.yaml': hostile });
    await cli(['diff', 'v1.yaml', 'v2.yaml', '-o', 'a.html'], { cwd });
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', `file://${path.join(cwd, 'a.html')}`];
    const dom = execFileSync(browser ?? '', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(dom).toContain('<title>sallyport: failed</title>');
    expect(dom).not.toContain('<img');
  },
);
