/** What a release is made of, and the commit of the Action: the scripts of the workflow, run on copies. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from '../support/cli.ts';

const own = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

describe('packing', () => {
  const needed = 'dist bin schema rules/rulesets NOTICE CHANGELOG.md README.md LICENSE package.json package-lock.json';
  function packed(env: Readonly<Record<string, string>>): { readonly cwd: string; readonly status: number | null } {
    const cwd = folder();
    for (const name of needed.split(' ')) cpSync(name, path.join(cwd, name), { recursive: true });
    symlinkSync(path.resolve('node_modules'), path.join(cwd, 'node_modules'));
    const program = path.resolve('scripts/release/pack.ts');
    const all = { PATH: process.env['PATH'] ?? '', HOME: cwd, npm_config_offline: 'true', ...env };
    const args = ['--import', import.meta.resolve('tsx'), program, 'out'];
    return { cwd, status: spawnSync(process.execPath, args, { cwd, env: all, stdio: 'ignore' }).status };
  }

  test('names the repository that is released, counts what is shipped, and sums all', () => {
    const { cwd, status } = packed({ GITHUB_REF_NAME: `v${own.version}`, GITHUB_REPOSITORY: 'bank/sallyport' });
    expect(status).toBe(0);
    const out = path.join(cwd, 'out');
    const tarball = `sallyport-${own.version}.tgz`;
    expect(readdirSync(out).sort()).toEqual(['SHA256SUMS', 'sallyport.cdx.json', tarball].sort());
    const text = execFileSync('tar', ['xzOf', path.join(out, tarball), 'package/package.json'], { encoding: 'utf8' });
    expect(JSON.parse(text)).toMatchObject({
      repository: { type: 'git', url: 'git+https://github.com/bank/sallyport.git' },
    });
    const bom = JSON.parse(readFileSync(path.join(out, 'sallyport.cdx.json'), 'utf8')) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly name: string }[];
    };
    const names = bom.components.map(({ name }) => name);
    expect(bom.bomFormat).toBe('CycloneDX');
    // What it needs, what its files hold, and nothing that it was made with.
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly dependencies: object };
    expect(names).toEqual(expect.arrayContaining([...Object.keys(dependencies), 'ajv', 'picomatch', 'sql.js']));
    expect(names).not.toContain('vitest');
    const sums = readFileSync(path.join(out, 'SHA256SUMS'), 'utf8').trim().split('\n');
    expect(sums).toEqual(
      [tarball, 'sallyport.cdx.json'].map(
        (name) =>
          `${createHash('sha256')
            .update(readFileSync(path.join(out, name)))
            .digest('hex')}  ${name}`,
      ),
    );
  });

  test('ends where the tag names another version', () => {
    expect(packed({ GITHUB_REF_NAME: 'v99.0.0', GITHUB_REPOSITORY: 'bank/sallyport' }).status).not.toBe(0);
  });
});

describe("the Action's commit", () => {
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();

  /** A repository with tags, and a tarball that holds a build. */
  function world(...tags: readonly string[]): { readonly origin: string; readonly tarball: string } {
    const origin = folder({ '.gitignore': 'dist/\n', 'package/dist/main.mjs': 'built', 'package/package.json': '{}' });
    const tarball = path.join(folder(), 'sallyport.tgz');
    execFileSync('tar', ['czf', tarball, 'package'], { cwd: origin });
    git(origin, 'init', '-b', 'main');
    git(origin, 'add', '.gitignore');
    git(origin, 'commit', '-m', 'sources');
    for (const tag of tags) git(origin, 'tag', tag);
    return { origin, tarball };
  }
  function released({ origin, tarball }: ReturnType<typeof world>, tag: string): string {
    const cwd = path.join(folder(), 'clone');
    git(origin, 'clone', '--quiet', '--depth=1', '--branch', tag, `file://${origin}`, cwd);
    const script = path.resolve('scripts/release/action-commit.sh');
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, GITHUB_REF_NAME: tag };
    return execFileSync('bash', [script, tarball], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  test('has the build beside the sources, and the major version moves to it', () => {
    const made = world('v1.1.0', 'v1.2.0', 'v10.0.0');
    const commit = released(made, 'v1.2.0');
    expect(git(made.origin, 'show', `${commit}:dist/main.mjs`)).toBe('built');
    expect(git(made.origin, 'rev-parse', `${commit}^`)).toBe(git(made.origin, 'rev-parse', 'v1.2.0'));
    for (const name of ['v1', 'action-v1.2.0']) expect(git(made.origin, 'rev-parse', name)).toBe(commit);
    git(made.origin, 'tag', 'v1.2.1');
    expect(git(made.origin, 'rev-parse', 'v1')).not.toBe(released(made, 'v1.1.0'));
    const next = released(made, 'v1.2.1');
    expect(git(made.origin, 'rev-parse', 'v1')).toBe(next);
  });

  test('of a preview moves nothing', () => {
    const made = world('v1.3.0-rc.1');
    const commit = released(made, 'v1.3.0-rc.1');
    expect(git(made.origin, 'tag', '--list').split('\n')).toEqual(['action-v1.3.0-rc.1', 'v1.3.0-rc.1']);
    expect(git(made.origin, 'rev-parse', 'action-v1.3.0-rc.1')).toBe(commit);
  });

  test('with it the Action installs no tool to build, and packages see no secret of callers', () => {
    const made = folder({ 'dist/main.mjs': '', 'package.json': '{}' });
    const tools = folder({ npm: '#!/bin/sh\necho "$*" > asked\nenv > seen\nmkdir -p node_modules\n' });
    execFileSync('chmod', ['+x', path.join(tools, 'npm')]);
    cpSync('action', path.join(made, 'action'), { recursive: true });
    const env = {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`,
      GITHUB_ACTION_PATH: made,
      GITHUB_OUTPUT: '/dev/null',
      HTTPS_PROXY: 'http://proxy.example:3128',
      NPM_CONFIG_REGISTRY: 'https://npm.bank.example',
      ALICE_TOKEN: 'canary',
      SALLYPORT_BOB: 'canary\nPATH_OF=canary',
    };
    const install = (): void => void execFileSync('bash', ['action/install.sh'], { cwd: made, env });
    install();
    expect(readFileSync(path.join(made, 'asked'), 'utf8')).toBe('ci --omit=dev --ignore-scripts\n');
    const seen = readFileSync(path.join(made, 'seen'), 'utf8');
    expect(seen).toContain('HTTPS_PROXY=http://proxy.example:3128\n');
    expect(seen).toContain('NPM_CONFIG_REGISTRY=https://npm.bank.example\n');
    expect(seen).not.toContain('canary');
    // A job that was cancelled on the way left no mark of npm's.
    expect(existsSync(path.join(made, 'node_modules/.package-lock.json'))).toBe(false);
    writeFileSync(path.join(made, 'asked'), '');
    install();
    expect(readFileSync(path.join(made, 'asked'), 'utf8')).not.toBe('');
    mkdirSync(path.join(made, 'node_modules'), { recursive: true });
    writeFileSync(path.join(made, 'node_modules/.package-lock.json'), '{}');
    writeFileSync(path.join(made, 'asked'), '');
    install();
    expect(readFileSync(path.join(made, 'asked'), 'utf8')).toBe('');
  });
});
