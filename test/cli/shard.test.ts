import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, cliJson, folder, openapi, type JsonReport } from '../support/cli.ts';
import { har } from '../support/har.ts';
import { repository } from '../support/repository.ts';

type Api = JsonReport['apis'][number];
/** By name, and without edits of files, which no saved results keep. */
function byName(apis: readonly Api[]): readonly Api[] {
  const kept = JSON.stringify(apis, (key, value: unknown) => (key === 'repairs' ? undefined : value));
  return (JSON.parse(kept) as Api[]).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Some of one name, some that are renamed, one that is bigger than the others, one that is no document. */
function services(): string {
  const big = Array.from(
    { length: 9 },
    (_, index) => `  /big/${index}: { get: { responses: { '200': { description: ok } } } }\n`,
  );
  const changed = {
    'specs/a.yaml': openapi({ http: true }),
    'specs/a.json': '{"openapi":"3.0.3","info":{"title":"A","version":"1"},"paths":{}}',
    'specs/b.yaml': openapi({ basic: true }),
    'specs/c.yaml': undefined,
    'specs/d.yaml': openapi({ title: 'C', http: true }),
    'specs/e.yaml': openapi().replace('paths:\n', `paths:\n${big.join('')}`),
  };
  return repository(
    { 'specs/a.yaml': openapi(), 'specs/b.yaml': openapi(), 'specs/c.yaml': openapi({ title: 'C' }) },
    changed,
  );
}

/** All parts of a run, then what merge makes of them. */
async function merged(
  args: readonly string[],
  { cwd, total }: { readonly cwd: string; readonly total: number },
): Promise<Awaited<ReturnType<typeof cliJson>>> {
  for (let index = 1; index <= total; index += 1) {
    const shard = ['--shard', `${index}/${total}`, '-o', `parts/${total}/${index}.json`];
    const { code, stderr } = await cli([...args, ...shard], { cwd });
    expect([stderr, [0, 1].includes(code)]).toEqual(['', true]);
  }
  return cliJson(['merge', `parts/${total}`], cwd);
}

describe('all parts together', () => {
  test.each([1, 2, 3, 8])('are the whole: lint in %d parts', async (total) => {
    const cwd = services();
    const whole = await cliJson(['lint', 'specs'], cwd);
    const parts = await merged(['lint', 'specs'], { cwd, total });
    expect(byName(parts.apis)).toEqual(byName(whole.apis));
    expect([parts.code, parts.complete, parts.verdict.result]).toEqual([whole.code, true, whole.verdict.result]);
  });

  test.each([2, 3])('are the whole: a change with renamed files and a capture in %d parts', async (total) => {
    const cwd = services();
    const calls = ['a', 'b', 'c'].map((name) => ({ url: `http://api.example.com/rates/${name}`, status: 500 }));
    writeFileSync(path.join(cwd, 'traffic.har'), har(calls));
    const args = ['scan', 'specs', 'traffic.har', '--base', 'main'];
    const whole = await cliJson(args, cwd);
    const parts = await merged(args, { cwd, total });
    expect(byName(parts.apis)).toEqual(byName(whole.apis));
    expect([parts.code, parts.complete]).toEqual([whole.code, true]);
    expect(parts.notes.filter((note) => / was | is gone/.test(note))).toEqual(
      whole.notes.filter((note) => / was | is gone/.test(note)),
    );
  });

  test.each([2, 5])('ask a target each question once, in %d parts', async (total) => {
    const { url } = await cardsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const env = { ALICE: 'alice-token', BOB: 'bob-token' };
    const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB', '--seed', 'x'];
    const args = ['scan', '--target', url, ...callers];
    const rules = (report: JsonReport): readonly string[] =>
      report.apis.flatMap(({ findings }) => findings.map(({ rule }) => rule)).sort();
    const whole = JSON.parse((await cli([...args, '-f', 'json'], { cwd, env })).stdout) as JsonReport;
    for (let index = 1; index <= total; index += 1)
      await cli([...args, '--shard', `${index}/${total}`, '-o', `parts/${index}.json`], { cwd, env });
    const parts = await cliJson(['merge', 'parts'], cwd);
    expect(rules(parts)).toEqual(rules(whole));
    expect(parts.code).toBe(1);
    const probed = (report: object): unknown => (report as { apis: { probed: object }[] }).apis[0]?.probed;
    const { operations, decided } = probed(whole) as { operations: number; decided: number };
    expect(probed(parts)).toMatchObject({ operations, decided });
  });
});

describe('a part', () => {
  test('says that it is one, and is none of another run', async () => {
    const cwd = services();
    const { stdout } = await cli(['lint', 'specs', '--shard', '1/2', '-o', '1.json'], { cwd });
    expect(stdout).toMatch(/\(gate: high; part 1 of 2 alone\)\n$/);
    await cli(['lint', 'specs', '--shard', '2/2', '-o', '2.json'], { cwd });
    await cli(['lint', 'specs/a.yaml', '--shard', '2/2', '-o', 'other.json'], { cwd });
    await cli(['lint', 'specs', '-o', 'whole.json'], { cwd });
    expect((await cli(['report', '1.json'], { cwd })).stdout).toContain('part 1 of 2 alone');
    for (const [files, message] of [
      [['1.json', 'other.json'], 'parts of different runs'],
      [['1.json', '1.json'], 'part 1 of 2 is there twice'],
      [['1.json', 'whole.json'], 'no part of a run'],
    ] as const)
      expect(await cli(['merge', ...files], { cwd })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(message) as string,
      });
  });

  test.each(['merge', 'report'])('that is missing makes the whole incomplete: %s', async (command) => {
    const cwd = folder(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.yaml`, openapi()])));
    for (const index of [1, 2, 4]) await cli(['lint', '--shard', `${index}/4`, '-o', `${index}.json`], { cwd });
    const { code, incomplete, complete } = await cliJson([command, '1.json', '2.json', '4.json'], cwd);
    expect([code, complete, incomplete]).toEqual([
      3,
      false,
      [
        {
          what: 'missing-shard',
          message: 'Part 3 of 4 is missing: 1 of 4 documents were not judged, and what else was theirs.',
        },
      ],
    ]);
  });

  test('alone is missing the others', async () => {
    const cwd = folder({ 'a.yaml': openapi(), 'b.yaml': openapi() });
    await cli(['lint', '--shard', '1/2', '-o', '1.json'], { cwd });
    expect((await cli(['merge', '1.json'], { cwd })).code).toBe(3);
    await cli(['lint', '--shard', '1/1', '-o', 'all.json'], { cwd });
    expect((await cli(['merge', 'all.json'], { cwd })).code).toBe(0);
  });

  test('with nothing to do passes, and makes no baseline', async () => {
    const cwd = folder({ 'a.yaml': openapi() });
    expect((await cli(['lint', '--shard', '2/2'], { cwd })).code).toBe(0);
    const args = ['lint', '--shard', '1/2', '--baseline', 'b.json', '--update-baseline'];
    expect((await cli(args, { cwd })).code).toBe(2);
  });
});
