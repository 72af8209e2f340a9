/** Parts of a run that the CI system makes, and parts that do not belong together. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assert, asyncProperty, constantFrom, integer, uniqueArray, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder, openapi, type JsonReport } from '../support/cli.ts';
import { repository } from '../support/repository.ts';

const gitlab = (index: number, total: number): Record<string, string> => ({
  CI_NODE_INDEX: String(index),
  CI_NODE_TOTAL: String(total),
  CI_JOB_NAME: `lint ${index}/${total}`,
});
const documents = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`specs/${index}.yaml`, openapi({ http: index % 2 === 0 })]),
  );
/** Of all documents, without edits of files, which no saved results keep. */
const wanted = (report: JsonReport): readonly string[] =>
  report.apis
    .flatMap(({ name, findings }) =>
      findings.map((finding) => JSON.stringify([name, { ...finding, repairs: undefined }])),
    )
    .toSorted();

describe('without --shard', () => {
  test('the variables of the CI system are read, the part says so, and merge makes the whole of all', async () => {
    const cwd = folder(documents(6));
    const whole = await cliJson(['lint', 'specs'], cwd);
    for (const index of [1, 2, 3]) {
      const args = ['lint', 'specs', '-o', `parts/${index}.json`];
      const { stdout } = await cli(args, { cwd, env: gitlab(index, 3) });
      expect(stdout).toMatch(new RegExp(`; part ${index} of 3 alone\\)$`, 'm'));
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        `Part ${index} of 3 alone, as CI_NODE_INDEX and CI_NODE_TOTAL of GitLab say; --shard off judges all.`,
      );
    }
    const merged = await cliJson(['merge', 'parts'], cwd);
    expect(wanted(merged)).toEqual(wanted(whole));
    expect([merged.code, merged.complete, merged.notes]).toEqual([1, true, whole.notes]);
  });

  test.each(['scan', 'diff'])('%s takes its part as well', async (command) => {
    const cwd = repository({ 'a.yaml': openapi(), 'b.yaml': openapi() }, { 'a.yaml': openapi({ http: true }) });
    const args = command === 'diff' ? ['diff', 'main', 'a.yaml', 'b.yaml'] : ['scan', '--base', 'main'];
    const codes: number[] = [];
    for (const index of [1, 2]) {
      const { code, stdout } = await cli(args, { cwd, env: gitlab(index, 2) });
      expect(stdout).toContain(`part ${index} of 2 alone`);
      codes.push(code);
    }
    expect(codes.toSorted((a, b) => a - b)).toEqual([0, 1]);
  });

  test('probe takes its part before it asks a target', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    const env = { ...gitlab(1, 2), CI_NODE_INDEX: 'x' };
    const asked = ['probe', '--target', 'http://127.0.0.1:9'];
    expect(await cli(asked, { cwd, env })).toMatchObject({
      code: 2,
      stderr:
        'sallyport: CI_NODE_INDEX and CI_NODE_TOTAL of GitLab tell no part\n  name the part: --shard 1/5, or off\n',
    });
    expect((await cli([...asked, '--shard', 'off', '--dry-run'], { cwd, env })).code).toBe(0);
  });

  test('what is of all, or this job alone has, is not shared out', async () => {
    const cwd = folder({ ...documents(4), 'traffic.har': '{"log":{"version":"1.2","creator":{},"entries":[]}}' });
    const env = gitlab(4, 4);
    const update = ['lint', 'specs', '--baseline', 'b.json', '--update-baseline'];
    const updated = await cli(update, { cwd, env });
    expect(updated.stdout.replace(/\s+/g, ' ')).toContain(
      'judges all, since --update-baseline writes what holds of all.',
    );
    const { findings } = JSON.parse(readFileSync(path.join(cwd, 'b.json'), 'utf8')) as { findings: unknown[] };
    expect(findings).toHaveLength(2);
    const piped = await cli(['lint', '-'], { cwd, env, stdin: openapi({ http: true }) });
    expect([piped.code, piped.stdout.replace(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('judges all, since standard input is its own.'),
    ]);
    const drift = await cli(['drift', 'specs/0.yaml', 'traffic.har'], { cwd, env: { ...env, CI_NODE_INDEX: 'x' } });
    expect(drift.stderr).not.toContain('CI_NODE');
    for (const more of [['--update-baseline', '--baseline', 'c.json'], ['--fix']]) {
      expect(await cli(['lint', 'specs', '--shard', 'auto', ...more], { cwd, env })).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^sallyport: --shard judges a part, /) as string,
      });
    }
    expect(existsSync(path.join(cwd, 'c.json'))).toBe(false);
    expect((await cli([...update, '--shard', 'off'], { cwd, env })).stdout).not.toContain('judges all');
  });
});

describe('parts of different runs are refused:', () => {
  const part = (cwd: string, index: number, more: readonly string[] = []): ReturnType<typeof cli> =>
    cli(['lint', 'specs', '--shard', `${index}/2`, '--exit-zero', '-o', `parts/${index}.json`, ...more], { cwd });
  const refused = async (cwd: string, message: string): Promise<void> => {
    for (const command of ['merge', 'report'])
      expect(await cli([command, 'parts'], { cwd })).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(message) as string,
      });
  };

  test('of another commit, though the documents are the same', async () => {
    const cwd = repository(documents(4), { 'README.md': '# changed' });
    execFileSync('git', ['add', '.'], { cwd });
    const git = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 'more'];
    await part(cwd, 1);
    execFileSync('git', git, { cwd });
    await part(cwd, 2);
    await refused(cwd, 'they judged different commits');
  });

  test('of other texts, though there is no git to tell', async () => {
    const cwd = folder(documents(4));
    await part(cwd, 1);
    // As many operations as before: what a part weighs is the same.
    writeFileSync(path.join(cwd, 'specs/1.yaml'), openapi({ http: true }));
    await part(cwd, 2);
    await refused(cwd, 'these are parts of different runs');
  });

  test.each([[['--skip-rule', 'tls-server-http']], [['--ruleset', 'strict']], [['--rule', 'auth-http-basic']]])(
    'asked for something else: %j',
    async (more) => {
      const cwd = folder(documents(4));
      await part(cwd, 1);
      await part(cwd, 2, more);
      await refused(cwd, 'these are parts of different runs');
    },
  );

  test('but a threshold of its own is no other run: the strictest counts', async () => {
    const cwd = folder(documents(4));
    await part(cwd, 1, ['--fail-on', 'none']);
    await part(cwd, 2, ['--fail-on', 'critical']);
    expect((await cli(['merge', 'parts'], { cwd })).code).toBe(0);
    await part(cwd, 2, ['--fail-on', 'high']);
    expect((await cli(['merge', 'parts'], { cwd })).code).toBe(1);
  });
});

test('parts without any document are no pass', async () => {
  // A text that speaks of OpenAPI and is none.
  const cwd = folder({ 'specs/notes.yaml': '--- |\nopenapi: what it is\n' });
  expect((await cli(['lint', 'specs'], { cwd })).code).toBe(2);
  for (const index of [1, 2]) {
    const args = ['lint', 'specs', '--shard', `${index}/2`, '--exit-zero', '-o', `parts/${index}.json`];
    expect((await cli(args, { cwd })).code).not.toBe(1);
  }
  const merged = await cli(['merge', 'parts'], { cwd });
  expect([merged.code, merged.stdout]).toEqual([2, '']);
  expect(merged.stderr).toContain('no part of this run has a document');
});

test('a part that is incomplete makes the whole incomplete, and its findings fail it', async () => {
  const cwd = folder({ ...documents(3), 'specs/bad.yaml': 'openapi: 9.0.0\n' });
  const codes: number[] = [];
  for (const index of [1, 2, 3, 4])
    codes.push((await cli(['lint', 'specs', '--shard', `${index}/4`, '-o', `parts/${index}.json`], { cwd })).code);
  expect(codes.toSorted((a, b) => a - b)).toEqual([0, 1, 1, 2]);
  expect((await cli(['merge', 'parts'], { cwd })).stdout).toMatch(/^FAIL: 2 high .*the run is incomplete/m);
  expect((await cli(['merge', 'parts', '--fail-on', 'none'], { cwd })).code).toBe(3);
});

test('any documents in any number of parts are the findings and fingerprints of the whole', async () => {
  const spec = record({
    http: constantFrom(true, false),
    basic: constantFrom(true, false),
    title: constantFrom('A', 'B'),
  });
  const named = record({
    name: constantFrom('a', 'b', 'c/a', 'c/b', 'd e', '\u00e4'),
    kind: constantFrom('yaml', 'json'),
    spec,
  });
  await assert(
    asyncProperty(
      uniqueArray(named, { minLength: 1, maxLength: 8, selector: ({ name, kind }) => `${name}.${kind}` }),
      integer({ min: 2, max: 9 }),
      async (list, total) => {
        const cwd = folder(Object.fromEntries(list.map((one) => [`specs/${one.name}.${one.kind}`, openapi(one.spec)])));
        const whole = await cliJson(['lint', 'specs'], cwd);
        for (let index = 1; index <= total; index += 1)
          await cli(['lint', 'specs', '--shard', `${index}/${total}`, '-o', `parts/${index}.json`], { cwd });
        const merged = await cliJson(['merge', 'parts'], cwd);
        expect(wanted(merged)).toEqual(wanted(whole));
        expect([merged.code, merged.complete]).toEqual([whole.code, whole.complete]);
        // Reports of two numbers of parts differ in nothing.
        await cli(['lint', 'specs', '--shard', '1/1', '-o', 'alone.json'], { cwd });
        const html = (...parts: readonly string[]): Promise<string> =>
          cli(['merge', ...parts, '-f', 'html'], { cwd }).then(({ stdout }) => stdout);
        expect(await html('parts')).toBe(await html('alone.json'));
      },
    ),
    { numRuns: 6 },
  );
}, 60_000);
