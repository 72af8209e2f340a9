import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { repository, write } from '../support/repository.ts';

/** A key in the query, for every operation; sequential ids in one of them. */
const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com }]
security: [{ key: [] }]
paths:
  /v1/cards/{cardId}:
    get:
      parameters: [{ name: cardId, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok } }
components:
  securitySchemes:
    key: { type: apiKey, in: query, name: api_key }
`;
const mended = document.replace('type: integer', 'type: string, format: uuid');
const ids = 'id-sequential-path-query';
const both = ['--rule', ids, '--rule', 'auth-apikey-in-query'];

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: string;
  readonly properties: { readonly notRetested?: boolean };
}
interface Log {
  readonly runs: readonly {
    readonly automationDetails: { readonly guid: string };
    readonly baselineGuid?: string;
    readonly results: readonly Result[];
  }[];
}

/** The one run of a SARIF report that the arguments make, which is kept as `<name>.sarif` and `<name>.json`. */
async function runOf(cwd: string, name: string, ...args: readonly string[]): Promise<Log['runs'][number]> {
  await cli(['lint', 'openapi.yaml', ...args, '-o', `${name}.sarif`, '-o', `${name}.json`], { cwd });
  const { runs } = JSON.parse(readFileSync(path.join(cwd, `${name}.sarif`), 'utf8')) as Log;
  const [run] = runs;
  if (run === undefined || runs.length !== 1) throw new Error('one document makes one run');
  return run;
}

function told({ results }: Log['runs'][number]): readonly string[] {
  return results.map(({ ruleId, baselineState = '-', properties }) =>
    [ruleId, baselineState, ...(properties.notRetested === true ? ['not re-tested'] : [])].join(' '),
  );
}

describe.each([['old.sarif'], ['old.json']])('beside %s', (previous) => {
  test('what was not looked at again stays a result, run after run, and loses nothing', async () => {
    const cwd = repository({ 'openapi.yaml': document });
    const first = await runOf(cwd, 'old', ...both);
    const was = first.results.find(({ ruleId }) => ruleId.startsWith(ids));
    const second = await runOf(cwd, 'next', '--rule', 'auth-apikey-in-query', '--previous', previous);
    expect(told(second).map((line) => line.replace(/\/\w+/, ''))).toEqual([
      'auth-apikey-in-query unchanged',
      `${ids} unchanged not re-tested`,
    ]);
    const third = await runOf(
      cwd,
      'last',
      '--rule',
      'auth-apikey-in-query',
      '--previous',
      previous.replace('old', 'next'),
    );
    for (const { results } of [second, third]) {
      const is = results.find(({ ruleId }) => ruleId.startsWith(ids));
      expect([is?.ruleId, is?.level, is?.fingerprints]).toEqual([was?.ruleId, was?.level, was?.fingerprints]);
      expect(is?.message.text).toMatch(/Not looked at again by this run\.$/);
    }
  });

  test('what is mended is no result any more, nor is it in the run after', async () => {
    const cwd = repository({ 'openapi.yaml': document });
    await runOf(cwd, 'old', ...both);
    write(cwd, { 'openapi.yaml': mended });
    expect(told(await runOf(cwd, 'next', ...both, '--previous', previous))).toHaveLength(1);
    const after = await runOf(cwd, 'last', '--rule', ids, '--previous', previous.replace('old', 'next'));
    expect(told(after).map((line) => line.replace(/\/\w+/, ''))).toEqual([
      'auth-apikey-in-query unchanged not re-tested',
    ]);
  });
});

test('a baseline keeps them as well, but for what other findings stood for', async () => {
  const cwd = repository({ 'openapi.yaml': document });
  const baseline = ['--baseline', 'baseline.json'];
  await runOf(cwd, 'old', ...both, ...baseline, '--update-baseline');
  const next = await runOf(cwd, 'next', '--rule', 'auth-apikey-in-query', ...baseline);
  expect(told(next)).toContain(`${ids} unchanged not re-tested`);
  const file = path.join(cwd, 'baseline.json');
  const { version, findings } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly version: number;
    readonly findings: readonly object[];
  };
  write(cwd, {
    'baseline.json': JSON.stringify({ version, findings: findings.map((one) => ({ ...one, also: true })) }),
  });
  expect(told(await runOf(cwd, 'next', '--rule', 'auth-apikey-in-query', ...baseline))).toHaveLength(1);
});

test('each run has a name of its own, which the next one calls its baseline', async () => {
  const cwd = repository({ 'openapi.yaml': document });
  const first = await runOf(cwd, 'old', ...both);
  expect(first.automationDetails.guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(first.baselineGuid).toBeUndefined();
  const next = await runOf(cwd, 'next', '--rule', ids, '--previous', 'old.sarif');
  expect(next.baselineGuid).toBe(first.automationDetails.guid);
  expect(next.automationDetails.guid).not.toBe(first.automationDetails.guid);
});

test('JUnit says of each finding what it is since the run before, and what is gone', async () => {
  const cwd = repository({ 'openapi.yaml': document });
  await runOf(cwd, 'old', ...both);
  const junit = async (...args: readonly string[]): Promise<string> =>
    (await cli(['lint', 'openapi.yaml', ...args, '--previous', 'old.json', '-f', 'junit'], { cwd })).stdout;
  expect((await junit(...both)).match(/compared with before: \w+/g)).toEqual([
    'compared with before: unchanged',
    'compared with before: unchanged',
  ]);
  expect(await junit('--rule', 'auth-apikey-in-query')).toMatch(
    new RegExp(`name="${ids} \\(not re-tested\\)"[^>]*><skipped message="unchanged: `),
  );
  write(cwd, { 'openapi.yaml': mended });
  expect(await junit(...both)).toContain(`name="${ids} (absent)"`);
  write(cwd, { 'openapi.yaml': document.replace('security: [{ key: [] }]', 'security: []') });
  expect(await junit(...both, '--rule', 'auth-global-empty')).toContain('compared with before: new');
});
