import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
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
        'traffic.har holds credentials, which do not belong into a repository: sallyport har redact traffic.har -o traffic.redacted.har',
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
    ['azure', { 'azure-pipelines.yml': 'pr: [main]\n' }, '.azure-pipelines/sallyport.yml'],
    ['circleci', { '.circleci/config.yml': 'version: 2.1\n' }, undefined],
    ['jenkins', { Jenkinsfile: 'pipeline {}\n' }, undefined],
    ['buildkite', { '.buildkite/pipeline.yml': 'steps: []\n' }, undefined],
    ['none', {}, undefined],
  ])('tells %s by its files', async (system, files, workflow) => {
    const cwd = folder({ 'openapi.yaml': openapi(), ...files });
    const { stdout } = await cli(['init'], { cwd });
    expect(stdout).toContain(`CI: ${system}\n`);
    if (workflow !== undefined) expect(parse(read(cwd, workflow))).toBeTypeOf('object');
    else if (system !== 'none') expect(stdout).toMatch(/^next: add a step to \S+: npx --yes sallyport@/m);
    for (const [name, text] of Object.entries(files)) expect(read(cwd, name)).toBe(text);
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
    expect(stdout).toContain(`(docs/ci/${system}.md of sallyport has it whole)\n`);
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

  test.each([
    ['git@github.com:bank/api.git', 'github'],
    ['https://gitlab.bank.example/api.git', 'gitlab'],
    ['https://dev.azure.com/bank/api/_git/api', 'azure'],
    ['https://git.bank.example/github/api.git', 'none'],
  ])('tells by origin %s alone: %s', async (url, system) => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    execFileSync('git', ['init', '--quiet'], { cwd });
    execFileSync('git', ['remote', 'add', 'origin', url], { cwd });
    expect((await cli(['init', '--dry-run'], { cwd })).stdout).toContain(`CI: ${system}\n`);
  });

  test('serves all systems that are here, and none that runs sallyport already', async () => {
    const files = {
      'openapi.yaml': openapi(),
      '.gitlab-ci.yml': '',
      '.github/workflows/api.yml': 'uses: x/sallyport@1',
    };
    const cwd = folder(files);
    const { stdout } = await cli(['init', '--yes'], { cwd });
    expect(stdout).toContain('CI: github, gitlab\n');
    expect(stdout).toContain('next: nothing for github: .github/workflows/api.yml names sallyport');
    expect(existsSync(path.join(cwd, '.github/workflows/sallyport.yml'))).toBe(false);
    expect(existsSync(path.join(cwd, '.gitlab/sallyport.gitlab-ci.yml'))).toBe(true);
  });

  test('run a second time it leaves everything as it is, and another system has its step', async () => {
    const cwd = folder({ 'openapi.yaml': openapi(), '.gitlab-ci.yml': '', Jenkinsfile: '' });
    await cli(['init'], { cwd });
    writeFileSync(path.join(cwd, '.gitlab-ci.yml'), 'include: [{ local: .gitlab/sallyport.gitlab-ci.yml }]\n');
    const { stdout } = await cli(['init'], { cwd });
    expect(stdout).toContain('sallyport.yaml: is there already and was left as it is');
    expect(stdout).toContain('next: nothing for gitlab: .gitlab-ci.yml names sallyport');
    expect(stdout).toContain('next: add a step to Jenkinsfile: ');
  });

  test('tells no credentials of a capture that was redacted, and nothing about one that cannot be read', async () => {
    const cwd = folder({
      'openapi.yaml': openapi(),
      'secret/a.har': har([{ url: 'https://api.example.com/cards/1', token: 'x' }]),
    });
    await cli(['har', 'redact', 'secret/a.har', '-o', 'a.har'], { cwd });
    writeFileSync(path.join(cwd, 'b.har'), '{');
    const { stdout } = await cli(['init', '--dry-run'], { cwd });
    expect(stdout.match(/holds credentials/g)).toHaveLength(1);
    expect(stdout).toContain('secret/a.har holds credentials');
  });

  test('takes documents with CRLF, a config of another name for none, and a folder of a monorepo for all of it', async () => {
    const cwd = folder({
      'a/openapi.yaml': openapi().replaceAll('\n', '\r\n'),
      'b/it\'s "b" #1.yaml': openapi({ title: 'B' }),
      'sallyport.yml': 'version: 1\n',
    });
    execFileSync('git', ['init', '--quiet'], { cwd });
    const { code, stdout } = await cli(['init'], { cwd: path.join(cwd, 'a') });
    expect([code, stdout]).toEqual([0, expect.stringContaining('sallyport.yml is not read')]);
    expect(parse(read(cwd, 'sallyport.yaml'))).toMatchObject({
      specs: [{ path: 'a/openapi.yaml' }, { path: 'b/it\'s "b" #1.yaml' }],
    });
    expect((await cli(['config', 'validate'], { cwd })).code).toBe(0);
  });

  test.each([
    ['a failed gate', { config: '', code: 1, complete: 'true', summary: '❌ FAIL' }],
    ['a mistake in the config', { config: 'x: 1\n', code: 2, complete: 'false', summary: '' }],
  ])('the step that it writes for GitHub runs, to %s', async (_name, { config, code, complete, summary }) => {
    const cwd = folder({
      'openapi.yaml': openapi({ http: true }),
      ...(config === '' ? {} : { 'sallyport.yaml': config }),
    });
    const { stdout } = await cli(['init', '--ci', 'github', '--dry-run'], {
      cwd: folder({ 'openapi.yaml': openapi() }),
    });
    const workflow = parse(stdout.slice(stdout.indexOf('# What a pull request'))) as {
      readonly jobs: {
        readonly sallyport: { readonly steps: readonly { readonly id?: string; readonly run?: string }[] };
      };
    };
    const script = workflow.jobs.sallyport.steps.find(({ id }) => id === 'scan')?.run ?? '';
    const program = path.resolve('test/support/sallyport.ts');
    // As npx would, less the flag and the package; the base is a folder without documents.
    const npx = `#!/bin/sh\nshift 3\nexec "${process.execPath}" --import "${import.meta.resolve('tsx')}" "${program}" lint "$@"\n`;
    const tools = folder({ npx });
    chmodSync(path.join(tools, 'npx'), 0o755);
    const env = {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`,
      GITHUB_OUTPUT: path.join(cwd, 'outputs'),
      GITHUB_STEP_SUMMARY: path.join(cwd, 'told'),
      GITHUB_BASE_REF: 'main',
    };
    mkdirSync(path.join(cwd, 'origin/main'), { recursive: true });
    writeFileSync(path.join(cwd, 'origin/main/old.yaml'), openapi({ title: 'Old' }));
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([code, expect.any(String)]);
    expect(read(cwd, 'outputs')).toBe(`complete=${complete}\n`);
    expect(existsSync(env.GITHUB_STEP_SUMMARY) ? read(cwd, 'told') : '').toContain(summary);
  });
});
