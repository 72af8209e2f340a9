import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../src/cli/main.ts';
import { Readable } from 'node:stream';
import { cli, folder, openapi } from '../support/cli.ts';
import { har } from '../support/har.ts';

const read = (cwd: string, name: string): string => readFileSync(path.join(cwd, name), 'utf8');

describe('init', () => {
  test('writes a config and a workflow for what is here, with which a scan runs', async () => {
    const cwd = folder({
      'openapi.yaml': openapi(),
      'services/b: c.yaml': openapi({ title: 'B' }),
      'traffic.har': har([{ url: 'https://api.example.com/cards/1', token: 'x' }]),
      '.github/dependabot.yml': 'version: 2\n',
      'package.json': '{}',
    });
    const { code, stdout } = await cli(['init'], { cwd });
    expect([code, stdout]).toEqual([
      0,
      [
        '2 documents, 1 capture, CI: github',
        'sallyport.yaml: written',
        '.github/workflows/sallyport.yml: written',
        'next: sallyport scan -o results.json',
        'next: sallyport baseline create results.json, where what stands today shall not fail\n',
      ].join('\n'),
    ]);
    expect(parse(read(cwd, 'sallyport.yaml'))).toEqual({
      version: 1,
      specs: [{ path: 'openapi.yaml' }, { path: 'services/b: c.yaml' }],
      captures: ['traffic.har'],
      'fail-on': 'high',
    });
    expect((await cli(['config', 'validate'], { cwd })).code).toBe(0);
    const scanned = await cli(['scan', '-f', 'json'], { cwd });
    expect([scanned.stderr, [0, 1].includes(scanned.code)]).toEqual(['', true]);
  });

  test('never touches a file that is there', async () => {
    const cwd = folder({
      'openapi.yaml': openapi(),
      '.github/workflows/sallyport.yml': 'own',
      'sallyport.yaml': 'version: 1\n',
    });
    const { code, stdout } = await cli(['init'], { cwd });
    expect(code).toBe(0);
    expect(stdout.match(/is there already and was left as it is/g)).toHaveLength(2);
    expect([read(cwd, '.github/workflows/sallyport.yml'), read(cwd, 'sallyport.yaml')]).toEqual([
      'own',
      'version: 1\n',
    ]);
  });

  test('writes through no link', async () => {
    const outside = folder({ 'repo/openapi.yaml': openapi(), 'elsewhere/x': '' });
    const cwd = path.join(outside, 'repo');
    mkdirSync(path.join(cwd, '.github'));
    symlinkSync(path.join(outside, 'elsewhere'), path.join(cwd, '.github', 'workflows'));
    symlinkSync(path.join(outside, 'config'), path.join(cwd, 'sallyport.yaml'));
    const { stdout } = await cli(['init'], { cwd });
    expect(stdout).toContain('not written: its folder is a link to another place');
    expect(existsSync(path.join(outside, 'elsewhere/sallyport.yml'))).toBe(false);
    expect(existsSync(path.join(outside, 'config'))).toBe(false);
  });

  test.each([
    ['gitlab', { '.gitlab-ci.yml': 'stages: [test]\n' }, '.gitlab/sallyport.gitlab-ci.yml'],
    ['none', {}, undefined],
  ])('tells %s by its files', async (system, files, workflow) => {
    const cwd = folder({ 'openapi.yaml': openapi(), ...files });
    const { stdout } = await cli(['init'], { cwd });
    expect(stdout).toContain(`CI: ${system}`);
    if (workflow !== undefined) expect(Object.keys(parse(read(cwd, workflow)) as object)).toEqual(['sallyport']);
    expect(existsSync(path.join(cwd, '.github'))).toBe(false);
  });

  test('pins every action, grants nothing by default and lets no input into a shell', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    const { stdout } = await cli(['init', '--ci', 'github', '--dry-run'], { cwd });
    expect(existsSync(path.join(cwd, 'sallyport.yaml'))).toBe(false);
    const workflow = parse(stdout.slice(stdout.indexOf('# What a pull request'))) as {
      readonly permissions: object;
      readonly jobs: {
        readonly sallyport: { readonly steps: readonly { readonly uses?: string; readonly run?: string }[] };
      };
    };
    expect(workflow.permissions).toEqual({});
    for (const { uses, run } of workflow.jobs.sallyport.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+(?:\/[\w-]+)?@[0-9a-f]{40}$/);
      expect(run ?? '').not.toContain('${{');
    }
  });

  test.each([
    ['github', '.github/workflows/sallyport.yml'],
    ['gitlab', '.gitlab/sallyport.gitlab-ci.yml'],
  ])('the workflow for %s runs what the lock file has, and installs it without running code', async (ci, file) => {
    const locked = {
      'openapi.yaml': openapi(),
      'package.json': '{"devDependencies":{"sallyport":"0.1.0"}}',
      'package-lock.json': '{}',
    };
    const cwd = folder(locked);
    const { stdout } = await cli(['init', '--ci', ci], { cwd });
    expect(stdout).toContain('next: npx sallyport scan -o results.json\n');
    expect(stdout).not.toContain('other machines');
    const text = read(cwd, file);
    parse(text);
    expect(text).toMatch(/npm ci --ignore-scripts\n[\s\S]*npx --no-install sallyport scan --base/);
    expect(text).not.toContain('npx --yes');
    for (const left of ['package.json', 'package-lock.json'])
      await cli(['init', '--ci', ci], { cwd: folder({ ...locked, [left]: '{ "devDependencies": [' }) }).then((ran) =>
        expect([left, ran.code, ran.stdout.includes('next: sallyport scan')]).toEqual([left, 0, true]),
      );
  });

  test('says that a package from outside of the repository is on no other machine', async () => {
    const at = (place: string): string =>
      folder({
        'openapi.yaml': openapi(),
        'package.json': `{"devDependencies":{"sallyport":"file:${place}"}}`,
        'package-lock.json': '{}',
      });
    const said = 'next: copy ../sallyport-0.1.0.tgz into the repository';
    expect((await cli(['init'], { cwd: at('../sallyport-0.1.0.tgz') })).stdout).toContain(said);
    expect((await cli(['init'], { cwd: at('vendor/sallyport-0.1.0.tgz') })).stdout).not.toContain('next: copy');
  });

  test.each([
    ['circleci', '.circleci/config.yml'],
    ['buildkite', '.buildkite/pipeline.yml'],
    ['jenkins', 'Jenkinsfile'],
  ])('knows %s, writes nothing for it and says where its lines are', async (system, file) => {
    const cwd = folder({ 'openapi.yaml': openapi(), [file]: '', '.github/dependabot.yml': 'version: 2\n' });
    const { stdout } = await cli(['init'], { cwd });
    expect(stdout).toContain(`CI: ${system}\n`);
    expect(stdout).toContain(`next: the lines for your pipeline are in docs/ci/${system}.md of sallyport\n`);
    expect(existsSync(`docs/ci/${system}.md`)).toBe(true);
    expect(existsSync(path.join(cwd, '.github/workflows'))).toBe(false);
  });

  test('names no documents where there are very many, and says where there are none', async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}.yaml`, openapi()]));
    const cwd = folder(many);
    await cli(['init'], { cwd });
    expect(parse(read(cwd, 'sallyport.yaml'))).toEqual({ version: 1, 'fail-on': 'high' });
    expect((await cli(['init'], { cwd: folder() })).code).toBe(2);
  });
});

describe('lint --watch', () => {
  test('runs again when a document changes, also after a mistake, and ends with the last exit code', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    const stop = new AbortController();
    let out = '';
    let err = '';
    const code = main(['lint', '--watch', '-q', '-o', 'results.json'], {
      stdin: Readable.from([]),
      stdout: { write: (text) => void (out += text), isTTY: false },
      stderr: { write: (text) => void (err += text), isTTY: false },
      env: {},
      cwd,
      now: () => new Date('2026-11-24T12:00:00Z'),
      signal: stop.signal,
    });
    const wait = { timeout: 20_000, interval: 50 };
    await vi.waitFor(() => expect(out).toContain('PASS'), wait);
    writeFileSync(path.join(cwd, 'openapi.yaml'), 'openapi: [\n');
    await vi.waitFor(() => expect(err).toContain('openapi.yaml:'), wait);
    writeFileSync(path.join(cwd, 'openapi.yaml'), openapi({ http: true }));
    await vi.waitFor(() => expect(out).toContain('FAIL: 1 high'), wait);
    stop.abort();
    expect(await code).toBe(1);
    // Its own report is no change.
    expect(out.match(/^--- /gm)).toHaveLength(2);
  });

  test('only looks', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    for (const flag of ['--fix', '--update-baseline'])
      expect((await cli(['lint', '--watch', flag], { cwd })).code).toBe(2);
  });
});
