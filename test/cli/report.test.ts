import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';
import { har } from '../support/har.ts';
import { repository } from '../support/repository.ts';

/** A branch with something of everything: old, new, suppressed and gone findings, a change, traffic. */
function branch(): string {
  const before = openapi({ http: true }).replace('security: [{ key: [] }]', 'security: []');
  const after = openapi({ http: true, basic: true });
  const cwd = repository({ 'openapi.yaml': before, 'b.yaml': openapi() }, { 'openapi.yaml': after });
  const ignore = "- { rule: auth-http-basic, reason: 'a kiosk', expires: 2027-01-31 }\n";
  writeFileSync(path.join(cwd, '.sallyport-ignore.yaml'), ignore);
  writeFileSync(
    path.join(cwd, 'capture.har'),
    har([
      { url: 'http://api.example.com/rates/1', token: 'abc' },
      { url: 'http://api.example.com/internal', status: 500 },
    ]),
  );
  return cwd;
}

/** Texts of fixes are edits of files as they were, which saved results cannot promise. */
function withoutFixes(report: string): unknown {
  return JSON.parse(report, (key, value: unknown) => (key === 'fixes' || key === 'repairs' ? undefined : value));
}

describe('saved results', () => {
  test.each(['lint', 'scan'])('are the same report of %s in every format as the run itself wrote', async (command) => {
    const cwd = branch();
    const args = [command, ...(command === 'scan' ? ['openapi.yaml', 'capture.har', '--config-from', 'head'] : [])];
    const all = [...args, '--base', 'main', '-v', '--color', 'never'];
    const saved = await cli([...all, '-o', 'results.json'], { cwd });
    for (const format of formats) {
      const fresh = await cli([...all, '-f', format], { cwd });
      const again = await cli(['report', 'results.json', '-v', '-f', format], { cwd });
      expect([again.stderr, again.code]).toEqual(['', saved.code]);
      const read = format === 'sarif' || format === 'json' ? withoutFixes : (text: string): unknown => text;
      expect([format, read(again.stdout)]).toEqual([format, read(fresh.stdout)]);
    }
  });

  test('are themselves again, from the file and from standard input', async () => {
    const cwd = branch();
    await cli(['lint', 'openapi.yaml', '-o', 'results.json'], { cwd });
    const text = readFileSync(path.join(cwd, 'results.json'), 'utf8');
    const again = await cli(['report', '-', '-f', 'json'], { cwd, stdin: text });
    expect(withoutFixes(again.stdout)).toEqual(withoutFixes(text));
    expect((await cli(['report', '-', '-f', 'json'], { cwd, stdin: again.stdout })).stdout).toBe(again.stdout);
  });
});

describe('which data flow where', () => {
  const carrying = openapi().replace(
    "'200': { description: ok }",
    "'200': { description: ok, content: { application/json: { schema: { type: object, properties: { pan: { type: string }, cvv: { type: string } } } } } }",
  );

  test('is the same in the HTML of saved results, though their model holds no schemas', async () => {
    const cwd = folder({ 'openapi.yaml': carrying });
    await cli(['lint', '-o', 'results.json', '-o', 'fresh.html'], { cwd });
    const fresh = readFileSync(path.join(cwd, 'fresh.html'), 'utf8');
    expect(fresh).toContain('a card number (PAN) <small>pci.pan</small>');
    expect((await cli(['report', 'results.json', '-f', 'html'], { cwd })).stdout).toBe(fresh);
    // Said twice it counts once.
    const twice = await cli(['report', 'results.json', 'results.json', '-f', 'html'], { cwd });
    const section = (page: string): string => page.split('<h2 id="data">')[1]?.split('<h2')[0] ?? '';
    expect(section(twice.stdout)).toBe(section(fresh));
  });

  test.each([
    ['dataClass', '<img>', 'data[0].dataClass: the id of a data class belongs here'],
    ['direction', 'sideways', 'data[0].direction: one of request, url, response, error belongs here'],
    ['certainty', 'sure', 'data[0].certainty: one of proven, firm, tentative belongs here'],
    ['operations', 'all', 'data[0].operations: a list belongs here'],
  ])('is checked when it is read: %s', async (key, value, complaint) => {
    const cwd = folder({ 'openapi.yaml': carrying });
    await cli(['lint', '-o', 'results.json'], { cwd });
    const file = path.join(cwd, 'results.json');
    const report = JSON.parse(readFileSync(file, 'utf8')) as { apis: { data: Record<string, unknown>[] }[] };
    const [flow] = report.apis[0]?.data ?? [];
    if (flow === undefined) throw new Error('no data');
    flow[key] = value;
    writeFileSync(file, JSON.stringify(report));
    const { code, stderr } = await cli(['report', 'results.json'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(complaint) as string]);
  });
});

describe('another gate', () => {
  async function saved(): Promise<string> {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true, basic: true }) });
    await cli(['lint', '-o', 'results.json'], { cwd });
    return cwd;
  }

  test.each([
    [[], 1],
    [['--fail-on', 'critical'], 0],
    [['--fail-on', 'critical', '--fail-on-new', 'low'], 1],
    [['--fail-on', 'none'], 0],
    [['--fail-on-new', 'critical'], 0],
    [['--min-certainty', 'proven'], 0],
    [['--exit-zero'], 0],
  ])('%j -> %d', async (flags, code) => {
    const cwd = await saved();
    for (const format of formats)
      expect([format, (await cli(['report', 'results.json', ...flags, '-f', format], { cwd })).code]).toEqual([
        format,
        code,
      ]);
  });

  test('a run takes the same flags', async () => {
    const cwd = await saved();
    expect((await cli(['lint', '--min-certainty', 'proven'], { cwd })).code).toBe(0);
    const { code, stdout } = await cli(['lint', '--fail-on', 'none', '--fail-on-new', 'low'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('(gate: none, new from low)');
  });

  test('old findings have a threshold of their own', async () => {
    const cwd = repository(
      { 'openapi.yaml': openapi({ http: true }) },
      { 'openapi.yaml': openapi({ http: true, basic: true }) },
    );
    await cli(['lint', '--base', 'main', '-o', 'results.json'], { cwd });
    const codes = async (...flags: readonly string[]): Promise<number> =>
      (await cli(['report', 'results.json', ...flags], { cwd })).code;
    expect(await codes()).toBe(0);
    expect(await codes('--gate', 'all')).toBe(1);
    expect(await codes('--gate', 'all', '--fail-on', 'critical')).toBe(0);
    expect(await codes('--gate', 'all', '--fail-on', 'critical', '--fail-on-new', 'low')).toBe(1);
  });
});

describe('several results', () => {
  test('are one run over all documents', async () => {
    const cwd = folder({ 'a.yaml': openapi({ http: true }), 'b.yaml': openapi({ basic: true }) });
    await cli(['lint', 'a.yaml', '-o', 'a.json', '--fail-on', 'critical'], { cwd });
    await cli(['lint', 'b.yaml', '-o', 'b.json', '--fail-on', 'low'], { cwd });
    const joined = await cliJson(['report', 'a.json', 'b.json'], cwd);
    expect(joined.apis.map(({ name }) => name)).toEqual(['a', 'b']);
    // The strictest gate counts.
    expect(joined).toMatchObject({ code: 1, verdict: { threshold: 'low' } });
  });

  test('of one document say each thing once', async () => {
    const cwd = branch();
    await cli(['lint', 'openapi.yaml', '-o', 'lint.json'], { cwd });
    await cli(['drift', 'openapi.yaml', 'capture.har', '-o', 'drift.json'], { cwd });
    const [lint, drift] = [await cliJson(['report', 'lint.json'], cwd), await cliJson(['report', 'drift.json'], cwd)];
    const once = await cliJson(['report', 'lint.json', 'lint.json'], cwd);
    expect(once.apis).toEqual(lint.apis);
    const both = await cliJson(['report', 'lint.json', 'drift.json'], cwd);
    const rules = new Set(both.apis[0]?.findings.map(({ rule }) => rule));
    for (const { rule } of [...(lint.apis[0]?.findings ?? []), ...(drift.apis[0]?.findings ?? [])])
      if (rule !== 'tls-server-http') expect(rules).toContain(rule);
    expect(both.apis).toHaveLength(1);
  });

  test('keep a finding that one of them does not excuse or know', async () => {
    const cwd = branch();
    await cli(['lint', 'openapi.yaml', '-o', 'excused.json', '--fail-on', 'low'], { cwd });
    await cli(['lint', 'openapi.yaml', '-o', 'plain.json', '--fail-on', 'low', '--no-config'], { cwd });
    await cli(['lint', 'openapi.yaml', '-o', 'based.json', '--fail-on', 'low', '--base', 'main'], { cwd });
    const failing = async (...files: readonly string[]): Promise<readonly string[]> => {
      const { apis } = await cliJson(['report', ...files], cwd);
      return (apis[0]?.findings ?? []).filter(({ gates }) => gates).map(({ rule }) => rule);
    };
    expect(await failing('excused.json')).not.toContain('auth-http-basic');
    expect(await failing('excused.json', 'plain.json')).toContain('auth-http-basic');
    expect(await failing('based.json')).not.toContain('tls-server-http');
    expect(await failing('based.json', 'plain.json')).toContain('tls-server-http');
  });

  test('excuse nothing that is over when the latest of them ran', async () => {
    const ignore = "- { rule: tls-server-http, reason: moving, expires: '2026-11-24' }\n";
    const cwd = folder({ 'a.yaml': openapi({ http: true }), 'b.yaml': openapi(), '.sallyport-ignore.yaml': ignore });
    await cli(['lint', 'a.yaml', '-o', 'a.json'], { cwd, now: '2026-11-24T12:00:00Z' });
    await cli(['lint', 'b.yaml', '-o', 'b.json'], { cwd, now: '2026-11-24T23:00:00Z' });
    expect((await cli(['report', 'a.json', 'b.json'], { cwd })).code).toBe(0);
    await cli(['lint', 'b.yaml', '-o', 'b.json'], { cwd, now: '2026-11-25T00:30:00Z' });
    expect(await cli(['report', 'a.json', 'b.json'], { cwd })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAIL: 1 high \(gate: high\)$/m) as string,
    });
  });

  test('one that is incomplete makes all of it incomplete', async () => {
    const cwd = folder({ 'a.yaml': openapi(), 'b.yaml': openapi() });
    await cli(['lint', 'a.yaml', '-o', 'a.json'], { cwd });
    await cli(['scan', 'b.yaml', '--target', 'http://127.0.0.1:9', '-o', 'b.json'], { cwd });
    const { code, stdout } = await cli(['report', 'a.json', 'b.json'], { cwd });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^INCOMPLETE: /m);
  });
});

test.each([
  ['none.json', undefined, 'there is no such file of results'],
  ['text.json', 'PASS', 'no JSON'],
  ['other.json', '{"runs":[]}', 'these are no results of sallyport'],
  ['later.json', '{"schemaVersion":2}', 'this sallyport reads version 1'],
  ['evil.json', '{"schemaVersion":1,"tool":{"version":"\\u001b[31m::error::secret-canary"}}', 'results'],
])('%s is a mistake of one line without a value of it', async (name, text, message) => {
  const cwd = folder(text === undefined ? {} : { [name]: text });
  for (const command of [['report'], ['merge'], ['baseline', 'create']]) {
    const { code, stdout, stderr } = await cli([...command, name], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stderr).not.toMatch(/secret-canary|\u001b/);
  }
});

test('own rules keep their controls, so that the evidence of saved results is that of the run', async () => {
  const cwd = folder({
    'openapi.yaml': openapi(),
    'sallyport.yaml': 'version: 1\nspecs: [{ path: openapi.yaml }]\nrules: { own: [own.yaml] }\n',
    'own.yaml': `rules:
  - id: own-operation-owner
    title: Operation without an owner
    severity: medium
    controls: [PCI DSS 12.5.2, ISO/IEC 27001 A.5.9]
    for: operation
    must: [{ field: x-owner, exists: true }]
    message: The operation names no x-owner.
`,
  });
  await cli(['lint', '-o', 'out.json', '-o', 'evidence=fresh.md', '-o', 'evidence-csv=fresh.csv'], { cwd });
  await cli(['report', 'out.json', '-o', 'evidence=saved.md', '-o', 'evidence-csv=saved.csv'], { cwd });
  const read = (file: string): string => readFileSync(path.join(cwd, file), 'utf8');
  expect(read('fresh.csv')).toContain('ISO/IEC 27001');
  expect(read('saved.csv')).toBe(read('fresh.csv'));
  expect(read('saved.md')).toBe(read('fresh.md'));
});
