/** Documents on threads: the same bytes whatever `--jobs` says, and the same end whatever goes wrong. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, cliJson, folder, openapi, type Ran } from '../support/cli.ts';

/** A setting of every kind that reaches documents, and every kind of document. */
const config = `version: 1
rules:
  extends: [strict]
  own: [house.yaml]
  severity: { auth-http-basic: medium }
  overrides: [{ paths: ['specs/c*'], rules: { tls-credentials-cleartext: low } }]
policy:
  audience: public
  require: [{ auth: [bearer], https: true }]
specs: [{ path: specs/b.yaml, name: payments, owner: bank }]
ignore: [{ rule: tls-server-http, path: specs/e.yaml, reason: a test, expires: 2026-12-31 }]
`;
const house = `rules:
  - id: own-summary
    title: Operations have a summary
    severity: low
    why: Readers need it.
    fix: Write one.
    message: No summary here.
    for: operation
    must: [{ field: summary, exists: true }]
`;

function team(): string {
  const excepted = openapi({ http: true }).replace(
    'servers:',
    "x-sallyport-ignore: { rule: tls-credentials-cleartext, reason: a test, expires: '2026-12-31' }\nx-owner: cards\nservers:",
  );
  return folder({
    'sallyport.yaml': config,
    'house.yaml': house,
    CODEOWNERS: '* @all\n',
    'specs/a.yaml': openapi({ http: true }),
    'specs/a.json': '{"openapi":"3.0.3","info":{"title":"A","version":"1"},"paths":{}}',
    'specs/b.yaml': openapi({ basic: true }),
    'specs/c.yaml': openapi({ http: true, title: 'C' }).replace(/parameters: .*\n/, "$ref: '../parts/get.yaml'\n"),
    'specs/d.yaml': excepted,
    'specs/e.yaml': openapi({ http: true, basic: true }),
    'specs/f.yaml': 'openapi: 9.0.0\ninfo: { title: F, version: "1" }\npaths: {}\n',
    'parts/get.yaml': 'parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }]\n',
  });
}

const outputs = formats.flatMap((format) => ['-o', `${format}=out/${format}`]);

async function reportsOf(args: readonly string[], cwd: string): Promise<Ran & { readonly files: readonly string[] }> {
  const ran = await cli(['lint', ...args, ...outputs], { cwd, threaded: true });
  return { ...ran, files: formats.map((format) => readFileSync(path.join(cwd, 'out', format), 'utf8')) };
}

test('every report has the same bytes with and without threads', async () => {
  const cwd = team();
  const alone = await reportsOf(['specs', '--jobs', '1'], cwd);
  expect(alone.code).toBe(1);
  expect(alone.stderr).toContain('specs/f.yaml');
  expect(alone.files.join('')).toContain('own-summary');
  expect(alone.files[formats.indexOf('sarif')]).toContain('"fixes"');
  expect(await reportsOf(['specs', '--jobs', '3'], cwd)).toEqual(alone);
});

test('what is said of a document does not depend on the others', async () => {
  const cwd = team();
  const all = await cliJson(['lint', 'specs'], cwd);
  for (const file of ['specs/b.yaml', 'specs/c.yaml', 'specs/d.yaml', 'specs/e.yaml']) {
    const { apis } = await cliJson(['lint', file], cwd);
    expect(apis).toHaveLength(1);
    expect(all.apis.filter(({ name }) => name === apis[0]?.name)).toEqual(apis);
  }
});

test('fixes are those of a document that is judged alone', async () => {
  const cwd = team();
  const sarif = async (...files: readonly string[]): Promise<readonly { readonly results: unknown[] }[]> => {
    const { stdout } = await cli(['lint', ...files, '--jobs', '2', '-f', 'sarif'], { cwd, threaded: true });
    return (JSON.parse(stdout) as { runs: { results: unknown[] }[] }).runs;
  };
  const both = await sarif('specs/d.yaml', 'specs/e.yaml');
  const each = [...(await sarif('specs/d.yaml')), ...(await sarif('specs/e.yaml'))];
  expect(JSON.stringify(each)).toContain('"fixes"');
  expect(both.map(({ results }) => results)).toEqual(each.map(({ results }) => results));
});

test("a user's mistake ends the run as without threads", async () => {
  const cwd = team();
  writeFileSync(
    path.join(cwd, 'sallyport.yaml'),
    'version: 1\nspecs:\n  - { path: specs/b.yaml, name: same }\n  - { path: specs/d.yaml, name: same }\n',
  );
  const runs = [];
  for (const jobs of ['1', '2'])
    runs.push(
      await cli(['lint', 'specs/b.yaml', 'specs/d.yaml', 'specs/e.yaml', '--jobs', jobs], { cwd, threaded: true }),
    );
  expect(runs[0]).toMatchObject({ code: 2, stderr: expect.stringContaining('two documents are named same') as string });
  expect(runs[1]).toEqual(runs[0]);
});

test('a bug in a thread is a bug of the run, with its stack', async () => {
  const cwd = team();
  const broken = folder({ 'thread.mjs': "throw new Error('the thread broke');\n" });
  const ran = await cli(['lint', 'specs', '--jobs', '2'], { cwd, threadEntry: new URL(`file://${broken}/thread.mjs`) });
  expect(ran).toMatchObject({ code: 4, stdout: '' });
  expect(ran.stderr).toContain('the thread broke');
});

test('a thread that ends without a word ends the run', async () => {
  const silent = folder({ 'thread.mjs': 'process.exit(0);\n' });
  const ran = await cli(['lint', 'specs', '--jobs', '2'], {
    cwd: team(),
    threadEntry: new URL(`file://${silent}/thread.mjs`),
  });
  expect(ran).toMatchObject({ code: 4, stdout: '' });
  expect(ran.stderr).toContain('a thread ended before its work was done');
});

test('an interrupted run reports what was judged until then, and leaves no thread behind', async () => {
  const cwd = team();
  const interrupt = new AbortController();
  interrupt.abort();
  const ran = await cli(['lint', 'specs', '--jobs', '2', '-f', 'json'], {
    cwd,
    threaded: true,
    signal: interrupt.signal,
  });
  expect([ran.code, (JSON.parse(ran.stdout) as { complete: boolean }).complete]).toEqual([130, false]);
});

test.each(['0', '1.5', '65', 'many'])('--jobs %s is refused', async (jobs) => {
  const ran = await cli(['lint', '--jobs', jobs], { cwd: folder() });
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringMatching(/--jobs takes a (?:whole )?number from 1 to 64/)]);
});
