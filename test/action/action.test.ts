/** The steps of action.yml, run as GitHub would, in clones with real git. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readComposite, runComposite, type ActionRun, type ActionWorld } from '../support/composite.ts';
import { folder, openapi } from '../support/cli.ts';
import { pullRequest, type PullRequest } from '../support/pull-request.ts';
import { assertSarif } from '../support/sarif.ts';

const action = readComposite('action.yml');
let actionPath: string;

/** A checkout of the Action without a build: its first step makes one. */
beforeAll(() => {
  actionPath = realpathSync(mkdtempSync(path.join(tmpdir(), 'action-')));
  for (const name of ['action', 'bin', 'package.json', 'tsconfig.json', 'schema'])
    cpSync(name, path.join(actionPath, name), { recursive: true });
  for (const name of ['src', 'rules', 'scripts', 'node_modules'])
    symlinkSync(path.resolve(name), path.join(actionPath, name));
});
afterAll(() => rmSync(actionPath, { recursive: true, force: true }));

const run = (world: Omit<ActionWorld, 'actionPath'>): ActionRun => runComposite(action, { actionPath, ...world });

const good = openapi();
const bad = openapi({ http: true });

function ofPull({ env, event, cwd }: PullRequest, more: Partial<ActionWorld> = {}): ActionRun {
  return run({ ...more, cwd, env: { ...env, ...more.env }, event: more.event ?? event });
}

test('builds itself from a checkout, once', () => {
  rmSync(path.join(actionPath, 'dist'), { recursive: true, force: true });
  const cwd = folder({ 'openapi.yaml': good });
  expect(run({ cwd })).toMatchObject({ code: 0, outputs: { 'exit-code': '0', complete: 'true' } });
  expect(existsSync(path.join(actionPath, 'dist', 'main.mjs'))).toBe(true);
});

describe('a pull request', () => {
  test('is compared with the base that it was merged with, although the clone is of depth one', () => {
    const pull = pullRequest({ before: { 'openapi.yaml': good }, after: { 'openapi.yaml': bad } });
    const { code, outputs, summary, used, log } = ofPull(pull);
    expect(code).toBe(1);
    expect(log).toMatch(/^::error file=openapi\.yaml,line=\d+,col=\d+,title=high /m);
    expect(outputs).toMatchObject({ 'exit-code': '1', complete: 'true', critical: '0', fixed: '0' });
    expect(Number(outputs['new'])).toBeGreaterThan(0);
    expect(Number(outputs['high'])).toBeGreaterThan(0);
    expect(summary).toMatch(/^## sallyport: ❌ FAIL: /);
    expect(used.map(({ uses }) => uses)).toEqual([
      expect.stringMatching(/^github\/codeql-action\/upload-sarif@[0-9a-f]{40}$/),
    ]);
    const sarif = outputs['sarif-file'] ?? '';
    expect(used[0]?.with).toEqual({ sarif_file: path.dirname(sarif) });
    assertSarif(readFileSync(sarif, 'utf8'));
    expect(readFileSync(outputs['html-file'] ?? '', 'utf8')).toMatch(/^<!doctype html>/);
  });

  test('is not blamed for what the base had, nor for what came to the base since', () => {
    const pull = pullRequest({
      before: { 'openapi.yaml': bad },
      after: { 'openapi.yaml': bad.replace('Cards', 'Cards and more') },
      later: { 'openapi.yaml': good },
    });
    expect(ofPull(pull)).toMatchObject({ code: 0, outputs: { new: '0', 'exit-code': '0' } });
  });

  test('counts what it mends', () => {
    const { code, outputs } = ofPull(pullRequest({ before: { 'openapi.yaml': bad }, after: { 'openapi.yaml': good } }));
    expect(code).toBe(0);
    expect(Number(outputs['fixed'])).toBeGreaterThan(0);
  });

  test('whose own commit is checked out finds where it left the base', () => {
    const pull = pullRequest({ before: { 'openapi.yaml': bad }, after: { 'b.yaml': good }, checkout: 'head' });
    expect(ofPull(pull)).toMatchObject({ code: 0, outputs: { new: '0' } });
  });

  test('whose base cannot be fetched ends with 2, before anything is judged', () => {
    const pull = pullRequest({ before: { 'openapi.yaml': bad }, after: { 'openapi.yaml': bad } });
    execFileSync('git', ['remote', 'set-url', 'origin', 'http://bob:canary@127.0.0.1:9/api.git'], { cwd: pull.cwd });
    const { code, outputs, log } = ofPull(pull);
    expect(code).toBe(2);
    expect(outputs).toMatchObject({ 'exit-code': '2', complete: 'false', new: '0', 'sarif-file': '' });
    expect(log).toMatch(/^::error title=sallyport::The base could not be fetched/m);
    expect(log).not.toContain('canary');
    expect(ofPull(pull, { inputs: { base: 'none' } }).code).toBe(1);
  });

  test('diff alone, and a mistake where there is no base', () => {
    const pull = pullRequest({ before: { 'openapi.yaml': good }, after: { 'openapi.yaml': bad } });
    const { code, log } = ofPull(pull, { inputs: { command: 'diff', documents: 'openapi.yaml' } });
    expect(code).toBe(1);
    expect(log).toContain('server-https-to-http');
    expect(run({ cwd: pull.cwd, inputs: { command: 'diff' } })).toMatchObject({
      code: 2,
      outputs: { 'exit-code': '2' },
    });
  });
});

describe('a run without the secrets of the target', () => {
  const change = { before: { 'openapi.yaml': good }, after: { 'b.yaml': openapi({ title: 'B' }) } } as const;
  const broken = { before: { 'openapi.yaml': good }, after: { 'openapi.yaml': bad } } as const;
  const inputs = { target: 'http://127.0.0.1:9', identities: 'alice=env:TOKEN_A\nbob=env:TOKEN_B' };
  const secrets = { TOKEN_A: 'canary-a', TOKEN_B: 'canary-b' };
  const fromFork = { pull_request: { head: { repo: { full_name: 'stranger/api' } } } };
  const dependabot = { GITHUB_ACTOR: 'dependabot[bot]' };

  test.each([
    ['of a fork', { inputs, event: fromFork }, 'from a fork'],
    ['of a fork, also where they are there', { inputs, env: secrets, event: fromFork }, 'from a fork'],
    ['of Dependabot', { inputs, env: dependabot }, 'TOKEN_A, TOKEN_B are empty or not set'],
    ['of Dependabot, without callers', { inputs: { target: inputs.target }, env: dependabot }, 'for Dependabot'],
    ['with an empty one', { inputs, env: { ...secrets, TOKEN_B: '' } }, 'TOKEN_B is empty or not set'],
    [
      'with an empty target',
      { inputs: { ...inputs, target: '' }, env: { ...secrets, SALLYPORT_TARGET: '' } },
      'the target is empty',
    ],
  ])('%s gates without probes and says why', (_name, world, reason) => {
    const ran = ofPull(pullRequest(broken), world);
    expect(ran).toMatchObject({ code: 1, outputs: { 'exit-code': '1', complete: 'true' } });
    expect(ran.summary).toMatch(/^Probes were skipped: /m);
    expect(ran.summary).toContain(reason);
    expect(ran.log).toMatch(/^::warning title=sallyport::Probes were skipped: /m);
    expect(ran.log + ran.summary).not.toContain('canary');
    expect(ran.used).toHaveLength('event' in world ? 0 : 1);
  });

  test('passes where it breaks nothing', () => {
    const ran = ofPull(pullRequest(change), { inputs, event: fromFork });
    expect(ran).toMatchObject({ code: 0, outputs: { 'exit-code': '0', complete: 'true' } });
  });

  test.each([
    ['probe alone', { ...inputs, command: 'probe' }],
    ['probes that are required', { ...inputs, probes: 'required' }],
  ])('%s: a mistake', (_name, asked) => {
    const pull = pullRequest(change);
    expect(ofPull(pull, { inputs: asked, event: fromFork })).toMatchObject({ code: 2, outputs: { 'exit-code': '2' } });
    expect(ofPull(pull, { inputs: asked, env: { TOKEN_A: '', TOKEN_B: '' } }).code).toBe(2);
    expect(ofPull(pull, { inputs: { ...asked, target: '' }, env: secrets }).code).toBe(2);
  });
});

test('a target that is down: incomplete, nothing is uploaded', () => {
  const cwd = folder({ 'openapi.yaml': good });
  const { code, outputs, used } = run({
    cwd,
    inputs: { target: 'http://127.0.0.1:9', identities: 'alice=env:TOKEN_A' },
    env: { TOKEN_A: 'canary' },
  });
  expect(code).toBe(3);
  expect(outputs).toMatchObject({ 'exit-code': '3', complete: 'false' });
  expect(used).toEqual([]);
});

describe('inputs', () => {
  test('are values and never code', () => {
    const cwd = folder({ 'openapi.yaml': good });
    const attack = '"; touch pwned; $(touch pwned) `touch pwned` #\n--exit-zero';
    const all = Object.fromEntries(Object.keys(action.inputs).map((name) => [name, attack]));
    expect(run({ cwd, inputs: all }).code).toBe(2);
    expect(run({ cwd, inputs: { ...all, command: 'scan', probes: 'auto', base: 'none' } }).code).toBe(2);
    expect(existsSync(path.join(cwd, 'pwned'))).toBe(false);
    for (const { run: script = '', uses = '' } of action.runs.steps) {
      expect(script).not.toContain('${{');
      expect(uses).toMatch(/^$|@[0-9a-f]{40}$/);
    }
  });

  test.each([
    [{ command: 'fix' }, 'command takes'],
    [{ probes: 'never' }, 'probes takes'],
    [{ args: '--target=http://127.0.0.1:9' }, 'inputs of their own'],
  ])('%j is a mistake', (inputs, message) => {
    const { code, log, summary, outputs } = run({ cwd: folder({ 'openapi.yaml': good }), inputs });
    expect(outputs).toMatchObject({ 'exit-code': '2', complete: 'false', high: '0', 'html-file': '' });
    expect(code).toBe(2);
    expect(log).toContain(message);
    expect(summary).toContain('no verdict');
  });

  test('reach the program', () => {
    const cwd = folder({ 'a.yaml': good, 'b.yaml': bad });
    expect(run({ cwd, inputs: { documents: 'a.yaml' } }).code).toBe(0);
    expect(run({ cwd, inputs: { documents: 'a.yaml\nb.yaml' } }).code).toBe(1);
    expect(run({ cwd, inputs: { 'fail-on': 'none' } }).code).toBe(0);
    expect(run({ cwd, inputs: { args: '--exit-zero\n--quiet' } }).code).toBe(0);
    expect(run({ cwd, inputs: { ruleset: 'unknown' } }).code).toBe(2);
    const quiet = run({ cwd, inputs: { summary: 'false', upload: 'false', annotations: 'false', command: 'lint' } });
    expect(quiet.commands).toEqual([]);
    expect(quiet).toMatchObject({ code: 1, summary: '', used: [] });
  });
});

test('a summary that is too large is cut at a line, and says so', () => {
  const fake = realpathSync(mkdtempSync(path.join(tmpdir(), 'action-')));
  cpSync('action', path.join(fake, 'action'), { recursive: true });
  cpSync('test/action/large-report.js', path.join(fake, 'bin', 'sallyport.js'));
  for (const name of ['dist', 'node_modules']) symlinkSync(path.join(actionPath, name), path.join(fake, name));
  const { summary, code } = runComposite(action, { actionPath: fake, cwd: folder() });
  rmSync(fake, { recursive: true, force: true });
  expect(code).toBe(0);
  expect(Buffer.byteLength(summary)).toBeLessThan(1_024_000);
  expect(Buffer.byteLength(summary)).toBeGreaterThan(900_000);
  expect(summary).toMatch(/ü end\n\n<\/details>\n\nThe rest does not fit into a summary: [^\n]+\n$/);
});
