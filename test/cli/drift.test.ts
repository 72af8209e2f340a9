import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dump, load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder } from '../support/cli.ts';
import { repository, write } from '../support/repository.ts';

/** Two operations that lint blames for the same, and a shared schema that it blames as well. */
const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com }]
security: [{ key: [] }]
paths:
  /v1/cards/{cardId}:
    get:
      operationId: getCard
      parameters: [{ name: cardId, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } } }
  /v1/loans/{loanId}:
    get:
      operationId: getLoan
      parameters: [{ name: loanId, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok } }
components:
  schemas:
    Card: { type: object, properties: { pan: { type: string } } }
  securitySchemes:
    key: { type: apiKey, in: query, name: api_key }
`;
const rules = ['--rule', 'id-sequential-path-query', '--rule', 'auth-apikey-in-query', '--rule', 'data-pan-unmasked'];

interface Drifted {
  readonly apis: readonly {
    readonly findings: readonly { readonly rule: string; readonly state: string; readonly firstSeen: string }[];
  }[];
  readonly drift: {
    readonly absent: readonly { readonly rule: string; readonly operation?: string }[];
    readonly notRetested: readonly { readonly rule: string; readonly operation?: string }[];
  };
}

/** Every finding as `state rule`, sorted, with those that are gone or were not looked at again. */
function statesOf(stdout: string): readonly string[] {
  const { apis, drift } = JSON.parse(stdout) as Drifted;
  return [
    ...apis.flatMap(({ findings }) => findings.map(({ rule, state }) => `${state} ${rule}`)),
    ...drift.absent.map(({ rule }) => `absent ${rule}`),
    ...drift.notRetested.map(({ rule }) => `not re-tested ${rule}`),
  ].sort();
}

/** The states after a change, against the base in git, a JSON report, a SARIF report and a baseline of before. */
async function states(
  change: (text: string) => Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const cwd = repository({ 'openapi.yaml': document }, {});
  const args = ['lint', 'openapi.yaml', ...rules];
  await cli([...args, '-o', 'old.json', '-o', 'old.sarif', '--baseline', 'baseline.json', '--update-baseline'], {
    cwd,
  });
  write(cwd, change(document));
  const run = async (...more: readonly string[]): Promise<readonly string[]> =>
    statesOf((await cli([...args, '-f', 'json', ...more], { cwd })).stdout);
  return {
    base: await run('--base', 'main'),
    json: await run('--base', 'main', '--previous', 'old.json'),
    sarif: await run('--base', 'main', '--previous', 'old.sarif'),
    baseline: await run('--base', 'main', '--baseline', 'baseline.json'),
  };
}

const before = ['auth-apikey-in-query', 'data-pan-unmasked', 'id-sequential-path-query', 'id-sequential-path-query'];
const unchanged = before.map((rule) => `unchanged ${rule}`);

describe('a finding stays the same', () => {
  test.each<readonly [string, (text: string) => Readonly<Record<string, string>>]>([
    ['when lines move', (text) => ({ 'openapi.yaml': `# one\n# two\n${text.replace('paths:', '\n\npaths:')}` })],
    ['when keys change their order', (text) => ({ 'openapi.yaml': reordered(text) })],
    ['when YAML becomes JSON', (text) => ({ 'openapi.yaml': JSON.stringify(load(text)) })],
    ['when /v1 becomes /v2', (text) => ({ 'openapi.yaml': text.replaceAll('/v1/', '/v2/') })],
    [
      'when its path changes under the same operationId',
      (text) => ({ 'openapi.yaml': text.replace('/v1/cards/{cardId}', '/v1/wallet/plastic/{cardId}') }),
    ],
    [
      'when its component moves to another file',
      (text) => ({
        'openapi.yaml': text
          .replace("'#/components/schemas/Card'", "'schemas/card.yaml'")
          .replace(/ {2}schemas:\n.*\n/, ''),
        'schemas/card.yaml': 'type: object\nproperties: { pan: { type: string } }\n',
      }),
    ],
  ])('%s', async (_what, change) => {
    const all = await states(change);
    for (const [against, found] of Object.entries(all)) expect(found, against).toEqual(unchanged);
  });
});

function reordered(text: string): string {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, each]) => [key, turned(each)]),
    );
  };
  return dump(turned(load(text)));
}

test('the name of a path parameter is in the message alone: its finding is updated', async () => {
  const all = await states((text) => ({ 'openapi.yaml': text.replaceAll('cardId', 'id') }));
  const expected = [...unchanged.slice(0, 3), 'updated id-sequential-path-query'];
  for (const [against, found] of Object.entries(all)) expect(found, against).toEqual(expected);
});

test('one of two equal findings that is mended is gone, and the other is not', async () => {
  const all = await states((text) => ({
    'openapi.yaml': text.replace('type: integer', 'type: string, format: uuid, maxLength: 36'),
  }));
  const expected = ['absent id-sequential-path-query', ...unchanged.toSpliced(2, 1)].sort();
  for (const [against, found] of Object.entries(all)) expect(found, against).toEqual(expected);
});

test('what is at another path and is another operation is new', async () => {
  const all = await states((text) => ({
    'openapi.yaml': text.replace('/v1/cards/{cardId}', '/v1/other/{cardId}').replace('getCard', 'getOther'),
  }));
  for (const [against, found] of Object.entries(all)) {
    expect(found, against).toContain('new id-sequential-path-query');
    expect(found, against).toContain('absent id-sequential-path-query');
  }
});

test('another wording or severity is the same finding, updated', async () => {
  const cwd = folder({ 'openapi.yaml': document });
  const args = ['lint', 'openapi.yaml', ...rules];
  await cli([...args, '-o', 'old.json', '-o', 'old.sarif'], { cwd, now: '2026-01-02T00:00:00Z' });
  const text = readFileSync(path.join(cwd, 'old.json'), 'utf8');
  const { message } = (JSON.parse(text) as { apis: { findings: { message: string }[] }[] }).apis[0]?.findings[0] ?? {
    message: '',
  };
  write(cwd, { 'old.json': text.replace(JSON.stringify(message), '"In other words."') });
  const worded = await cli([...args, '-f', 'json', '--previous', 'old.json'], { cwd });
  expect(statesOf(worded.stdout).filter((line) => line.startsWith('updated'))).toHaveLength(1);
  expect(statesOf(worded.stdout).filter((line) => line.startsWith('unchanged'))).toHaveLength(3);
  write(cwd, { 'sallyport.yaml': 'version: 1\nrules: { severity: { id-sequential-path-query: critical } }\n' });
  const ranked = await cli([...args, '-f', 'json', '--previous', 'old.sarif'], { cwd });
  expect(statesOf(ranked.stdout)).toEqual([
    'unchanged auth-apikey-in-query',
    'unchanged data-pan-unmasked',
    'updated id-sequential-path-query',
    'updated id-sequential-path-query',
  ]);
  const days = (JSON.parse(worded.stdout) as Drifted).apis.flatMap(({ findings }) =>
    findings.map(({ firstSeen }) => firstSeen),
  );
  expect(new Set(days)).toEqual(new Set(['2026-01-02']));
});

describe('only what was looked at again is gone', () => {
  test('not what a rule that did not run had found', async () => {
    const cwd = folder({ 'openapi.yaml': document });
    await cli(['lint', ...rules, '-o', 'old.json'], { cwd });
    write(cwd, { 'openapi.yaml': document.replaceAll('type: integer', 'type: string, format: uuid, maxLength: 36') });
    const one = await cli(['lint', '--rule', 'auth-apikey-in-query', '-f', 'json', '--previous', 'old.json'], { cwd });
    expect(statesOf(one.stdout)).toEqual([
      'not re-tested data-pan-unmasked',
      'not re-tested id-sequential-path-query',
      'not re-tested id-sequential-path-query',
      'unchanged auth-apikey-in-query',
    ]);
    const all = await cli(['lint', ...rules, '-f', 'json', '--previous', 'old.json'], { cwd });
    expect(statesOf(all.stdout)).toEqual([
      'absent id-sequential-path-query',
      'absent id-sequential-path-query',
      'unchanged auth-apikey-in-query',
      'unchanged data-pan-unmasked',
    ]);
  });

  test('nor what stands in another document; and the baseline forgets neither', async () => {
    const cwd = folder({ 'a.yaml': document, 'b.yaml': document });
    const flags = [...rules, '--baseline', 'baseline.json', '--update-baseline'];
    const entries = (): readonly string[] =>
      (
        JSON.parse(readFileSync(path.join(cwd, 'baseline.json'), 'utf8')) as {
          findings: { api: string; rule: string; firstSeen: string }[];
        }
      ).findings.map(({ api, rule, firstSeen }) => `${api} ${rule} ${firstSeen}`);
    await cli(['lint', ...flags], { cwd, now: '2026-01-02T00:00:00Z' });
    const all = entries();
    expect(all).toHaveLength(8);
    await cli(['lint', 'a.yaml', ...flags], { cwd, now: '2026-03-04T00:00:00Z' });
    expect(entries()).toEqual(all);
    await cli(
      ['lint', 'a.yaml', '--rule', 'auth-apikey-in-query', '--baseline', 'baseline.json', '--update-baseline'],
      { cwd },
    );
    expect(entries()).toEqual(all);
    write(cwd, { 'a.yaml': document.replace('in: query', 'in: header') });
    await cli(['lint', 'a.yaml', ...flags], { cwd });
    expect(entries()).toEqual(all.filter((line) => !line.startsWith('a auth-apikey-in-query')));
  });

  test('nor what only a capture shows, in a run without one', async () => {
    const previous = {
      schemaVersion: 1,
      startedAt: '2026-01-02T00:00:00Z',
      apis: [
        {
          name: 'openapi',
          findings: [
            {
              rule: 'resp-undocumented',
              kind: 'traffic',
              fingerprint: 'a'.repeat(32),
              operation: 'GET /v1/cards/{cardId}',
            },
          ],
        },
      ],
    };
    const cwd = folder({ 'openapi.yaml': document, 'old.json': JSON.stringify(previous) });
    const { stdout } = await cli(['lint', ...rules, '-f', 'json', '--previous', 'old.json'], { cwd });
    expect(statesOf(stdout)).toContain('not re-tested resp-undocumented');
  });
});

describe('the report of the run before', () => {
  test('has no say in the gate', async () => {
    const cwd = folder({ 'openapi.yaml': document });
    const args = ['lint', '--rule', 'auth-apikey-in-query', '--fail-on', 'low'];
    expect((await cli([...args, '-o', 'old.json'], { cwd })).code).toBe(1);
    expect((await cli([...args, '--previous', 'old.json'], { cwd })).code).toBe(1);
  });

  test.each([
    ['old.json', '{', 'the previous report is no JSON'],
    ['old.json', '{"schemaVersion":2}', 'the previous report is neither JSON nor SARIF of sallyport'],
    ['old.json', '[]', 'the previous report is neither JSON nor SARIF of sallyport'],
    ['gone.json', '[]', 'there is no such report'],
  ])('%s with %s is a mistake', async (name, text, message) => {
    const cwd = folder({ 'openapi.yaml': document, 'old.json': text });
    const { code, stderr } = await cli(['lint', '--previous', name], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`${name}: ${message}`);
  });

  test('is told in a line of the text', async () => {
    const cwd = folder({ 'openapi.yaml': document });
    await cli(['lint', ...rules, '-o', 'old.json'], { cwd });
    write(cwd, { 'openapi.yaml': document.replace('type: integer', 'type: string, format: uuid, maxLength: 36') });
    const { stdout } = await cli(['lint', ...rules, '--previous', 'old.json'], { cwd });
    expect(stdout).toContain('Compared with before: 0 new, 3 unchanged, 1 gone.');
  });
});

test('what a renamed path had before does not fail the gate', async () => {
  const cwd = repository({ 'openapi.yaml': document }, { 'openapi.yaml': document.replaceAll('/v1/', '/v2/') });
  const { code, apis } = await cliJson(['lint', '--base', 'main', '--fail-on', 'low', ...rules], cwd);
  expect(apis[0]?.findings.map((finding) => finding.new)).toEqual([false, false, false, false]);
  expect(code).toBe(0);
});
