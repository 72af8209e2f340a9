import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';
import { repository } from '../support/repository.ts';

interface File {
  readonly findings: readonly { readonly rule: string; readonly firstSeen: string; readonly severity: string }[];
}
const read = (cwd: string, name = '.sallyport/baseline.json'): File =>
  JSON.parse(readFileSync(path.join(cwd, name), 'utf8')) as File;
const rulesIn = (cwd: string): readonly string[] => read(cwd).findings.map(({ rule }) => rule);

async function saved(cwd: string, now = '2026-11-01T12:00:00Z'): Promise<void> {
  await cli(['lint', '-o', 'results.json'], { cwd, now });
}

describe('sallyport baseline', () => {
  test('makes a file of saved results, under which they are old', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    await saved(cwd);
    expect(await cli(['baseline', 'create', 'results.json'], { cwd })).toMatchObject({
      code: 0,
      stdout: '.sallyport/baseline.json: 1 new, 0 kept, 0 gone\n',
    });
    expect(read(cwd).findings).toMatchObject([{ rule: 'tls-server-http', firstSeen: '2026-11-01', severity: 'high' }]);
    expect((await cli(['lint'], { cwd })).code).toBe(1);
    expect((await cli(['lint', '--baseline', '.sallyport/baseline.json'], { cwd })).code).toBe(0);
    expect(await cli(['baseline', 'create', 'results.json'], { cwd })).toMatchObject({ code: 2 });
  });

  test('renews it: what is new comes in, what is gone goes, first days stay', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    await saved(cwd);
    await cli(['baseline', 'create', 'results.json'], { cwd });
    writeFileSync(path.join(cwd, 'openapi.yaml'), openapi({ http: true, basic: true }));
    await saved(cwd, '2026-11-20T12:00:00Z');
    await cli(['baseline', 'update', 'results.json'], { cwd });
    expect(read(cwd).findings.map(({ rule, firstSeen }) => `${rule} ${firstSeen}`)).toEqual([
      'auth-http-basic 2026-11-20',
      'tls-server-http 2026-11-01',
    ]);
    writeFileSync(path.join(cwd, 'openapi.yaml'), openapi());
    await saved(cwd);
    const { stdout } = await cli(['baseline', 'update', 'results.json'], { cwd });
    expect(stdout).toBe('.sallyport/baseline.json: 0 new, 0 kept, 2 gone\n');
  });

  test('prunes what is gone and takes in nothing', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    await saved(cwd);
    await cli(['baseline', 'create', 'results.json'], { cwd });
    writeFileSync(path.join(cwd, 'openapi.yaml'), openapi({ basic: true }));
    await saved(cwd);
    expect((await cli(['baseline', 'prune', 'results.json'], { cwd })).stdout).toContain('0 new, 0 kept, 1 gone');
    expect(rulesIn(cwd)).toEqual([]);
  });

  test('keeps what a run did not look at', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }), 'other.yaml': openapi({ basic: true }) });
    await saved(cwd);
    await cli(['baseline', 'create', 'results.json'], { cwd });
    await cli(['lint', 'openapi.yaml', '--skip-rule', 'tls-server-http', '-o', 'results.json'], { cwd });
    for (const verb of ['update', 'prune']) {
      await cli(['baseline', verb, 'results.json'], { cwd });
      expect(rulesIn(cwd)).toEqual(['auth-http-basic', 'tls-server-http']);
    }
  });

  test('is made of no incomplete run, of no part, and takes critical findings in only where somebody says so', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }), 'b.yaml': openapi() });
    await cli(['scan', 'openapi.yaml', '--target', 'http://127.0.0.1:9', '-o', 'down.json'], { cwd });
    await cli(['lint', '--shard', '1/2', '-o', '1.json'], { cwd });
    writeFileSync(path.join(cwd, 'sallyport.yaml'), 'version: 1\nrules: { severity: { tls-server-http: critical } }\n');
    await saved(cwd);
    for (const [file, message] of [
      ['down.json', 'incomplete'],
      ['1.json', 'a part of a run'],
      ['results.json', '1 of the findings that would be taken in are critical'],
      ['none.json', 'there is no such file'],
    ] as const) {
      const ran = await cli(['baseline', 'create', file], { cwd });
      expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
      expect(existsSync(path.join(cwd, '.sallyport'))).toBe(false);
    }
    expect((await cli(['baseline', 'create', 'results.json', '--allow-critical'], { cwd })).code).toBe(0);
  });

  test('shows what is in it, since when, and what is overdue', async () => {
    const cwd = folder({
      'openapi.yaml': openapi({ http: true, basic: true }),
      'sallyport.yaml': 'version: 1\nsla: { high: 14d }\nbaseline: old.json\n',
    });
    await saved(cwd).catch(() => undefined);
    await cli(['lint', '--no-config', '-o', 'results.json'], { cwd, now: '2026-11-01T12:00:00Z' });
    await cli(['baseline', 'create', 'results.json'], { cwd });
    const { stdout } = await cli(['baseline', 'show'], { cwd, now: '2026-11-24T12:00:00Z' });
    expect(stdout).toBe(
      [
        'low       auth-http-basic  openapi  (since 2026-11-01, 23 days)',
        'high      tls-server-http  openapi: GET /rates/{cardId}  (since 2026-11-01, 23 days, overdue by 9)',
        '2 findings: 1 high, 1 low; 1 overdue\n',
      ].join('\n'),
    );
    const json = await cli(['baseline', 'show', '-f', 'json'], { cwd, now: '2026-11-24T12:00:00Z' });
    expect(JSON.parse(json.stdout)).toMatchObject([{ ageDays: 23 }, { ageDays: 23, overdueDays: 9 }]);
  });
});

describe('an sla', () => {
  async function world(sla: string): Promise<string> {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    await saved(cwd);
    await cli(['baseline', 'create', 'results.json'], { cwd });
    writeFileSync(path.join(cwd, 'sallyport.yaml'), `version: 1\nbaseline: .sallyport/baseline.json\nsla: ${sla}\n`);
    return cwd;
  }

  test('is told in the summary and fails only where it is asked for', async () => {
    const cwd = await world('{ critical: 3d, high: 14d }');
    // First seen on the 1st: the 15th is the last day.
    const on = async (day: string, ...flags: readonly string[]): Promise<readonly [number, string]> => {
      const { code, stdout } = await cli(['lint', ...flags], { cwd, now: `2026-11-${day}T12:00:00Z` });
      return [code, stdout];
    };
    expect((await on('15'))[1]).toContain('PASS: nothing new (gate: high; baseline 1)');
    expect((await on('15', '--fail-on', 'overdue'))[0]).toBe(0);
    const [code, text] = await on('16');
    expect(code).toBe(0);
    expect(text).toContain('PASS: nothing new (gate: high; baseline 1, overdue 1)');
    expect(text.replace(/\s+/g, ' ')).toContain(
      'overdue by 1 day: tls-server-http on GET /rates/{cardId} (high: 14 days, first seen 2026-11-01)',
    );
    expect((await on('16', '--fail-on', 'overdue'))[0]).toBe(1);
    expect((await on('16', '--fail-on', 'overdue', '-f', 'markdown'))[1]).toContain('<summary>Overdue</summary>');
  });

  test('counts in saved results as on the day of the run', async () => {
    const cwd = await world('{ high: 14d }');
    await cli(['lint', '-o', 'late.json'], { cwd, now: '2026-11-20T12:00:00Z' });
    const later = { cwd, now: '2027-11-20T12:00:00Z' };
    expect((await cli(['report', 'late.json'], later)).stdout).toContain('overdue by 5 days');
    expect((await cli(['report', 'late.json', '--fail-on', 'overdue'], later)).code).toBe(1);
  });

  test.each(['14', '14w', '-1d', '1.5d'])('of %s is a mistake', async (days) => {
    const cwd = await world(`{ high: '${days}' }`);
    expect((await cli(['lint'], { cwd })).code).toBe(2);
  });

  test('that gets longer in a change does not count there, and is told', async () => {
    const config = (days: number): string =>
      `version: 1\nsla: { high: ${days}d }\nignore-max-age: { high: ${days}d }\n`;
    const cwd = repository(
      { 'openapi.yaml': openapi({ http: true }), 'sallyport.yaml': config(3) },
      { 'sallyport.yaml': config(300) },
    );
    const { apis } = await cliJson(['lint', '--base', 'main'], cwd);
    expect(apis.flatMap(({ findings }) => findings.map(({ rule }) => rule))).not.toContain('gate-loosened');
    const { stdout } = await cli(['scan', '--base', 'main'], { cwd });
    expect(stdout).toContain('sla of high is 300 days and was 3 days.');
    expect(stdout).toContain('ignore-max-age of high is 300 days and was 3 days.');
  });
});

describe('exceptions', () => {
  const lint = async (ignore: string, config = 'version: 1\n'): Promise<{ code: number; stdout: string }> => {
    const files = {
      'openapi.yaml': openapi({ http: true }),
      'sallyport.yaml': config,
      '.sallyport-ignore.yaml': ignore,
    };
    return cli(['lint'], { cwd: folder(files), now: '2026-11-24T12:00:00Z' });
  };
  const ignore = (more: string): string => `- { rule: tls-server-http, reason: a kiosk, ${more} }\n`;

  test('that end soon stand in the verdict, with who answers for them', async () => {
    const { stdout } = await lint(ignore("expires: 2026-11-30, owner: '@bank/api'"));
    expect(stdout).toMatch(/^PASS: nothing found \(gate: high; suppressed 1, 1 expires in 6 days\)$/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'the exception for tls-server-http on GET /rates/{cardId} ends in 6 days (@bank/api): a kiosk',
    );
    expect((await lint(ignore('expires: 2026-11-24'))).stdout).toContain('suppressed 1, 1 expires today)');
    expect((await lint(ignore('expires: 2026-12-08'))).stdout).toContain('1 expires in 14 days)');
    expect((await lint(ignore('expires: 2026-12-09'))).stdout).toContain('(gate: high; suppressed 1)');
  });

  test('that name nobody are answered for by the owner of the document', async () => {
    const files = (more: string): Readonly<Record<string, string>> => ({
      'openapi.yaml': `x-owner: '@bank/api'\n${openapi({ http: true })}`,
      '.sallyport-ignore.yaml': ignore(`expires: 2026-11-30${more}`),
    });
    for (const [more, owner] of [
      ['', '@bank/api'],
      [", owner: '@bank/kiosks'", '@bank/kiosks'],
    ] as const) {
      const cwd = folder(files(more));
      const { stdout } = await cli(['lint'], { cwd });
      expect(stdout.replace(/\s+/g, ' ')).toContain(`ends in 6 days (${owner}): a kiosk`);
      const { verdict } = await cliJson(['lint'], cwd);
      expect(verdict.suppressed).toMatchObject([{ owner }]);
    }
  });

  test.each([
    ['expires: 2027-02-22', 0],
    ['expires: 2027-02-23', 1],
    ['expires: 2027-01-31, created: 2026-11-02', 0],
    ['expires: 2027-02-01, created: 2026-11-02', 1],
    // A day that is still to come is no way round it.
    ['expires: 2027-03-01, created: 2027-02-28', 1],
  ])('with %s under 90 days at most -> %d', async (dates, code) => {
    const ran = await lint(ignore(dates), 'version: 1\nignore-max-age: { high: 90d }\n');
    expect(ran.code).toBe(code);
    if (code === 1)
      expect(ran.stdout.replace(/\s+/g, ' ')).toContain('and 90 are the most for high: it does not count.');
    expect((await lint(ignore(dates), 'version: 1\nignore-max-age: { critical: 1d }\n')).code).toBe(0);
  });
});
