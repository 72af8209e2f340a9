/** Every event that can start a run, every checkout that it may find, and what strangers' files can do to the log. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readComposite, runComposite, type ActionRun, type ActionWorld } from '../support/composite.ts';
import { folder, openapi } from '../support/cli.ts';
import { pullRequest } from '../support/pull-request.ts';

const action = readComposite('action.yml');
const [good, bad] = [openapi(), openapi({ http: true })];
let actionPath: string;

/** A folder as the Action's checkout is. */
function checkout(): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), 'action-')));
  for (const name of ['action', 'bin', 'package.json', 'tsconfig.json', 'schema'])
    cpSync(name, path.join(made, name), { recursive: true });
  for (const name of ['src', 'rules', 'scripts', 'node_modules'])
    symlinkSync(path.resolve(name), path.join(made, name));
  return made;
}
beforeAll(() => void (actionPath = checkout()));
afterAll(() => rmSync(actionPath, { recursive: true, force: true }));

const run = (world: Omit<ActionWorld, 'actionPath'>): ActionRun => runComposite(action, { actionPath, ...world });
const change = { before: { 'openapi.yaml': bad }, after: { 'b.yaml': good } } as const;
const cutOff = (cwd: string): unknown =>
  execFileSync('git', ['remote', 'set-url', 'origin', 'http://127.0.0.1:9/api.git'], { cwd });

describe('an event', () => {
  test.each(['push', 'schedule', 'workflow_dispatch'])('%s: all is judged, and nothing is fetched', (name) => {
    const pull = pullRequest(change);
    cutOff(pull.cwd);
    const ran = run({ cwd: pull.cwd, env: { GITHUB_EVENT_NAME: name, GITHUB_REF: 'refs/heads/main' } });
    expect(ran).toMatchObject({ code: 1, outputs: { 'exit-code': '1', complete: 'true', high: '1' } });
    expect(ran.used).toHaveLength(1);
  });

  test('merge_group: compared with its base', () => {
    const pull = pullRequest({ before: { 'openapi.yaml': good }, after: { 'b.yaml': bad } });
    const world = (base: string): ActionRun =>
      run({
        cwd: pull.cwd,
        env: { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7' },
        event: { merge_group: { base_sha: base } },
      });
    const old = execFileSync('git', ['ls-remote', 'origin', 'refs/heads/main'], { cwd: pull.cwd, encoding: 'utf8' });
    expect(world(old.split('\t', 1)[0] ?? '')).toMatchObject({ code: 1, outputs: { new: '1', fixed: '0' } });
    expect(world('f'.repeat(40))).toMatchObject({ code: 2, outputs: { 'exit-code': '2', complete: 'false' } });
  });

  test('of a review, which sets no GITHUB_BASE_REF: the base is in the event', () => {
    const { cwd, env } = pullRequest(change);
    const event = { pull_request: { head: { repo: { full_name: 'bank/api' } }, base: { ref: 'main' } } };
    const ran = run({ cwd, env: { ...env, GITHUB_BASE_REF: '', GITHUB_EVENT_NAME: 'pull_request_review' }, event });
    expect(ran).toMatchObject({ code: 0, outputs: { new: '0' } });
  });

  test('pull_request_target is refused: its checkout is the base, or strangers beside secrets', () => {
    const { cwd, env, event } = pullRequest(change);
    const ran = run({ cwd, env: { ...env, GITHUB_EVENT_NAME: 'pull_request_target' }, event });
    expect(ran).toMatchObject({ code: 2, outputs: { 'exit-code': '2' }, used: [] });
    expect(ran.summary).toContain('run on pull_request');
  });

  test('workflow_run after a run of a fork is a run for strangers', () => {
    const event = { workflow_run: { head_repository: { full_name: 'stranger/api' } } };
    const inputs = { target: 'http://127.0.0.1:9', identities: 'alice=env:TOKEN_A' };
    const ran = run({ cwd: folder({ 'openapi.yaml': good }), inputs, env: { TOKEN_A: 'canary' }, event });
    expect(ran).toMatchObject({ code: 0, used: [] });
    expect(ran.summary).toContain('from a fork');
  });
});

describe('a checkout without credentials', () => {
  const git = (cwd: string, ...args: readonly string[]): unknown => execFileSync('git', args, { cwd, stdio: 'ignore' });

  test('of depth two has the base of the trial merge', () => {
    const { cwd, env, event } = pullRequest(change);
    git(cwd, 'fetch', '--depth=2', 'origin', 'refs/pull/7/merge');
    cutOff(cwd);
    expect(run({ cwd, env, event })).toMatchObject({ code: 0, outputs: { new: '0' } });
  });

  test('of all of the history has the base of a branch', () => {
    const { cwd, env, event } = pullRequest({ ...change, checkout: 'head' });
    git(cwd, 'fetch', '--unshallow', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    cutOff(cwd);
    expect(run({ cwd, env, event })).toMatchObject({ code: 0, outputs: { new: '0' } });
  });
});

describe('a folder', () => {
  test('of a workspace with several, and blanks in paths', () => {
    const cwd = folder({ 'the bank/my api.yaml': good, 'other/b.yaml': bad });
    const inside = run({ cwd, inputs: { 'working-directory': 'the bank', documents: 'my api.yaml' } });
    expect(inside).toMatchObject({ code: 0, outputs: { complete: 'true' } });
    expect(run({ cwd, inputs: { 'working-directory': './other' } }).code).toBe(1);
  });

  test.each(['nowhere', '..', '/', 'link', 'b.yaml', '$(touch pwned)'])('%s is a mistake', (name) => {
    const cwd = folder({ 'b.yaml': good });
    symlinkSync(tmpdir(), path.join(cwd, 'link'));
    expect(run({ cwd, inputs: { 'working-directory': name } })).toMatchObject({
      code: 2,
      outputs: { 'exit-code': '2' },
    });
  });
});

test('a repository without documents: a mistake, and no report', () => {
  const ran = run({ cwd: folder({ 'README.md': '' }) });
  expect(ran).toMatchObject({ code: 2, used: [] });
  expect(ran.outputs).toEqual({
    'exit-code': '2',
    complete: 'false',
    new: '0',
    fixed: '0',
    critical: '0',
    high: '0',
    'sarif-file': '',
    'html-file': '',
  });
});

describe('callers of the config', () => {
  const inputs = { target: 'http://127.0.0.1:9' };
  const files = {
    'openapi.yaml': good,
    'sallyport.yaml':
      '# ${SALLYPORT_OF_A_COMMENT}\nversion: 1\nidentities:\n  alice: { token: "${SALLYPORT_A}" }\n  bob: { token: "${SALLYPORT_B}" }\n',
  };

  test('without their secrets: judged without probes', () => {
    const ran = run({ cwd: folder(files), inputs, env: { SALLYPORT_A: 'canary', SALLYPORT_B: '' } });
    expect(ran).toMatchObject({ code: 0, outputs: { complete: 'true' } });
    expect(ran.summary).toContain('Probes were skipped: SALLYPORT_B is empty or not set.');
  });

  test('with them, or with others of the same names: probed', () => {
    const env = { SALLYPORT_A: 'canary', SALLYPORT_B: 'canary' };
    expect(run({ cwd: folder(files), inputs, env }).code).toBe(3);
    const identities = 'alice=env:SALLYPORT_A\nbob=env:OTHER';
    expect(run({ cwd: folder(files), inputs: { ...inputs, identities }, env: { ...env, OTHER: 'x' } }).code).toBe(3);
  });
});

test('texts of documents are no commands, inputs are no outputs', () => {
  const hostile = bad.replace(
    'title: Cards',
    String.raw`title: "x\n::error::a\n  ::add-mask::a\r\n##[error]b\n::stop-commands::c"`,
  );
  const cwd = folder({ 'a b/::error::x.yaml': hostile });
  const ran = run({ cwd, inputs: { args: '--by=operation' } });
  expect(ran.code).toBe(1);
  expect(
    ran.commands.filter((line) => !/^::(?:error|warning|notice) (?:file=[^:]*,)?line=|^::\w+ file=/.test(line)),
  ).toEqual([]);
  const inputs = { identities: 'a=env:X%0A::error::y\r\n::set-output name=exit-code::0', target: 'http://127.0.0.1:9' };
  const asked = run({ cwd: folder({ 'openapi.yaml': bad }), inputs });
  expect(asked).toMatchObject({ code: 1, outputs: { 'exit-code': '1' } });
  expect(asked.commands.filter((line) => line.startsWith('::set-output') || line.startsWith('::error::'))).toEqual([]);
});

describe('what fails on the way', () => {
  /** The Action with another program in place of the CLI. */
  function withProgram(program: string, world: Partial<ActionWorld> = {}): ActionRun {
    const made = checkout();
    try {
      rmSync(path.join(made, 'bin'), { recursive: true });
      mkdirSync(path.join(made, 'bin'));
      writeFileSync(path.join(made, 'bin', 'sallyport.js'), program);
      symlinkSync(path.resolve('dist'), path.join(made, 'dist'));
      return runComposite(action, { cwd: folder({ 'openapi.yaml': good }), ...world, actionPath: made });
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  }
  const nothing = { complete: 'false', new: '0', fixed: '0', critical: '0', high: '0', 'sarif-file': '' };

  test.each([3, 4, 130])('a run that ends with %d and writes nothing', (code) => {
    const ran = withProgram(`process.exitCode = ${code};`);
    expect(ran).toMatchObject({ code, outputs: { ...nothing, 'exit-code': String(code) }, used: [] });
    expect(ran.summary).toContain(`exit code ${code}`);
  });

  test('a report that cannot be read is a bug and no failed gate', () => {
    const program = `import { writeFileSync } from 'node:fs';
const file = process.argv.find((arg) => arg.startsWith('--output=json='));
writeFileSync(file.slice('--output=json='.length), '{');`;
    const ran = withProgram(program);
    expect(ran).toMatchObject({ code: 4, outputs: { ...nothing, 'exit-code': '4' }, used: [] });
  });

  test('what was skipped stands below a summary that was cut', () => {
    const program = `import { writeFileSync } from 'node:fs';
const file = process.argv.find((arg) => arg.startsWith('--output=markdown='));
writeFileSync(file.slice('--output=markdown='.length), 'line\\n'.repeat(400_000));`;
    const { summary } = withProgram(program, { inputs: { target: 'http://127.0.0.1:9', identities: 'a=env:NOBODY' } });
    expect(summary).toMatch(/\nProbes were skipped: NOBODY is empty or not set\.\n$/);
    expect(Buffer.byteLength(summary)).toBeLessThan(1_024_000);
  });

  test.each([
    ['a Node that is too old', { program: 'node', script: 'exit 1', code: 2 }],
    ['packages that cannot be had', { program: 'npm', script: 'echo "no network" >&2; exit 1', code: 3 }],
  ])('%s', (_name, { program, script, code }) => {
    const [tools, made] = [folder(), realpathSync(mkdtempSync(path.join(tmpdir(), 'action-')))];
    writeFileSync(path.join(tools, program), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(tools, program), 0o755);
    cpSync('action', path.join(made, 'action'), { recursive: true });
    const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}` };
    const ran = runComposite(action, { actionPath: made, cwd: folder({ 'openapi.yaml': good }), env });
    rmSync(made, { recursive: true, force: true });
    expect(ran.code).toBe(code);
    expect(ran.outputs).toMatchObject({ ...nothing, 'exit-code': String(code) });
    expect(ran.log).toMatch(/^::error title=sallyport::/m);
  });
});
