/** What a baseline must not be talked into: taking in what nobody accepted, forgetting what nobody looked at. */
import { readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';
import { repository } from '../support/repository.ts';

interface Entry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly api: string;
  readonly severity: string;
  readonly firstSeen: string;
}
const file = 'b.json';
const old = ['--baseline', file];
const read = (cwd: string): readonly Entry[] =>
  (JSON.parse(readFileSync(path.join(cwd, file), 'utf8')) as { findings: Entry[] }).findings;
const rulesIn = (cwd: string): readonly string[] => read(cwd).map(({ rule }) => rule);
const severityOf = (rule: string, severity: string): string =>
  `version: 1\nrules: { severity: { ${rule}: ${severity} } }\n`;
/** Somebody edits the file by hand. */
function edit(cwd: string, change: (entry: Entry) => unknown): void {
  writeFileSync(path.join(cwd, file), JSON.stringify({ version: 1, findings: read(cwd).map(change) }));
}

describe('a finding that has become graver is new', () => {
  test('than the baseline took it in', async () => {
    const cwd = folder({
      'openapi.yaml': openapi({ http: true }),
      'sallyport.yaml': severityOf('tls-server-http', 'low'),
    });
    await cli(['lint', ...old, '--update-baseline'], { cwd });
    expect((await cli(['lint', ...old, '--fail-on', 'low'], { cwd })).code).toBe(0);
    // Gone is the word that made it low, and with it the leave to stand.
    writeFileSync(path.join(cwd, 'sallyport.yaml'), severityOf('tls-server-http', 'critical'));
    const { code, stdout } = await cli(['lint', ...old], { cwd });
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^FAIL: 1 new critical \(gate: high\)$/m)]);
    expect(stdout).toContain('1 finding is graver than it was and counts as new: tls-server-http.');
    // Saved results say the same, whatever gate they are asked.
    await cli(['lint', ...old, '-o', 'r.json'], { cwd });
    expect(await cli(['report', 'r.json'], { cwd })).toMatchObject({ code: 1, stdout });
    // Milder is no news.
    writeFileSync(path.join(cwd, 'sallyport.yaml'), severityOf('tls-server-http', 'info'));
    expect((await cli(['lint', ...old, '--fail-on', 'info'], { cwd })).code).toBe(0);
  });

  test('than the base had it', async () => {
    // Clear text inside, then clear text for everybody: the same place, and another matter.
    const after = openapi({ http: true });
    const before = after.replace('http://api.example.com', 'http://api.bank.internal');
    const cwd = repository({ 'openapi.yaml': before }, { 'openapi.yaml': after });
    const { code, apis, notes } = await cliJson(['lint', '--base', 'main'], cwd);
    const found = apis.flatMap(({ findings }) => findings.filter(({ rule }) => rule === 'tls-server-http'));
    expect([code, found]).toMatchObject([1, [{ severity: 'high', new: true, gates: true }]]);
    expect(notes).toContain('1 finding is graver than it was and counts as new: tls-server-http.');
    // The other way round it is old.
    const back = repository({ 'openapi.yaml': after }, { 'openapi.yaml': before });
    expect((await cli(['lint', '--base', 'main'], { cwd: back })).code).toBe(0);
  });
});

describe('critical findings', () => {
  const critical = { 'openapi.yaml': openapi({ http: true, basic: true }) };

  test('get into no baseline by --update-baseline, unless somebody says so', async () => {
    const cwd = folder({ ...critical, 'sallyport.yaml': severityOf('tls-server-http', 'critical') });
    const { code, stdout } = await cli(['lint', ...old, '--update-baseline'], { cwd });
    expect([code, rulesIn(cwd)]).toEqual([1, ['auth-http-basic']]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '1 critical finding was not taken into the baseline: mend them, or say --allow-critical.',
    );
    expect((await cli(['lint', ...old], { cwd })).code).toBe(1);
    const allowed = await cli(['lint', ...old, '--update-baseline', '--allow-critical'], { cwd });
    expect([allowed.code, rulesIn(cwd)]).toEqual([0, ['auth-http-basic', 'tls-server-http']]);
    // Once taken in it stays in, and every run says so.
    const again = await cli(['lint', ...old, '--update-baseline'], { cwd });
    expect([again.code, rulesIn(cwd).length]).toEqual([0, 2]);
    expect(again.stdout).toContain('1 critical finding is old and did not count; --gate all counts them.');
    expect(await cli(['lint', '--allow-critical'], { cwd })).toMatchObject({ code: 2 });
  });

  test('get in by no way round over a milder severity', async () => {
    const cwd = folder({ ...critical, 'sallyport.yaml': severityOf('tls-server-http', 'low') });
    await cli(['lint', '-o', 'low.json'], { cwd });
    expect((await cli(['baseline', 'create', 'low.json', ...old], { cwd })).code).toBe(0);
    writeFileSync(path.join(cwd, 'sallyport.yaml'), severityOf('tls-server-http', 'critical'));
    await cli(['lint', '-o', 'critical.json'], { cwd });
    const before = readFileSync(path.join(cwd, file), 'utf8');
    expect(await cli(['baseline', 'update', 'critical.json', ...old], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('1 of the findings that would be taken in are critical') as string,
    });
    expect(readFileSync(path.join(cwd, file), 'utf8')).toBe(before);
    expect((await cli(['lint', ...old, '--update-baseline'], { cwd })).code).toBe(1);
    // The milder entry stays as it was.
    expect(read(cwd).find(({ rule }) => rule === 'tls-server-http')?.severity).toBe('low');
  });
});

describe('a file that was edited by hand', () => {
  async function world(): Promise<string> {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    await cli(['lint', ...old, '--update-baseline'], { cwd, now: '2026-01-02T12:00:00Z' });
    return cwd;
  }
  const every = [
    ['lint', ...old],
    ['lint', ...old, '--update-baseline'],
    ['baseline', 'show', ...old],
    ['baseline', 'update', 'r.json', ...old],
    ['baseline', 'prune', 'r.json', ...old],
  ];

  test.each([
    ['no JSON', '{'],
    ['marks of a conflict', '<<<<<<< HEAD\n{"version":1,"findings":[]}\n=======\n'],
    ['of a later sallyport', '{"version":2,"findings":[]}'],
    ['without days', `{"version":1,"findings":[{"fingerprint":"${'a'.repeat(32)}"}]}`],
  ])('%s: is a mistake everywhere, and never overwritten', async (_what, text) => {
    const cwd = await world();
    await cli(['lint', '-o', 'r.json'], { cwd });
    writeFileSync(path.join(cwd, file), text);
    for (const args of every) {
      const ran = await cli(args, { cwd });
      expect([args, ran.code, ran.stdout]).toEqual([args, 2, '']);
      expect(ran.stderr).toMatch(/^b\.json: [^\n]+\n$/);
    }
    expect(readFileSync(path.join(cwd, file), 'utf8')).toBe(text);
  });

  test('into something huge, a folder or an endless file is a mistake', async () => {
    const cwd = await world();
    await cli(['lint', '-o', 'r.json'], { cwd });
    truncateSync(path.join(cwd, file), 64 * 1024 * 1024 + 1);
    for (const args of every)
      expect(await cli(args, { cwd })).toMatchObject({ code: 2, stderr: 'b.json: larger than 64 MB\n' });
    symlinkSync('/dev/zero', path.join(cwd, 'zero.json'));
    for (const name of ['zero.json', '.'])
      expect((await cli(['lint', '--baseline', name], { cwd })).stderr).toContain('is no file');
  });

  test('does not stop the clock of an sla', async () => {
    const cwd = await world();
    writeFileSync(path.join(cwd, 'sallyport.yaml'), 'version: 1\nsla: { high: 3d }\n');
    const overdue = ['lint', ...old, '--fail-on', 'overdue'];
    expect((await cli(overdue, { cwd, now: '2026-01-06T12:00:00Z' })).code).toBe(1);
    // The same finding once more, with a day of its own: the earlier one counts.
    const [entry] = read(cwd);
    const twice = { version: 1, findings: [{ ...entry, firstSeen: '2026-01-05' }, entry] };
    writeFileSync(path.join(cwd, file), JSON.stringify(twice));
    expect((await cli(overdue, { cwd, now: '2026-01-06T12:00:00Z' })).code).toBe(1);
    // A day that is still to come is today, and stays so when the file is written again.
    edit(cwd, (one) => ({ ...one, firstSeen: '2099-01-01' }));
    await cli(['lint', ...old, '--update-baseline'], { cwd, now: '2026-02-01T12:00:00Z' });
    expect(read(cwd).map(({ firstSeen }) => firstSeen)).toEqual(['2026-02-01']);
    expect((await cli(overdue, { cwd, now: '2026-02-05T12:00:00Z' })).code).toBe(1);
  });
});

describe('two at once', () => {
  test('leave a file that is whole, and nothing beside it', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true, basic: true }) });
    await cli(['lint', '-o', 'r.json'], { cwd });
    const all = Array.from({ length: 6 }, (_, index) =>
      index % 2 === 0 ? ['lint', ...old, '--update-baseline'] : ['baseline', 'create', 'r.json', ...old],
    );
    const codes = await Promise.all(all.map(async (args) => (await cli(args, { cwd })).code));
    expect(codes.filter((code) => code !== 0 && code !== 2)).toEqual([]);
    expect(rulesIn(cwd)).toEqual(['auth-http-basic', 'tls-server-http']);
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('of two documents keep what the other one took in meanwhile', async () => {
    const cwd = folder({ 'a.yaml': openapi({ http: true }), 'b.yaml': openapi({ basic: true }) });
    const update = [...old, '--update-baseline'];
    /** Answers when another run has come and gone, which this one cannot know of: it has read the baseline before. */
    async function* late(): AsyncGenerator<Buffer> {
      expect((await cli(['lint', 'a.yaml', ...update], { cwd })).code).toBe(0);
      yield Buffer.from(openapi({ basic: true }));
    }
    const sink = { write: () => undefined, isTTY: false };
    const code = await main(['lint', '-', '--spec-path', 'b.yaml', ...update], {
      stdin: Readable.from(late()),
      stdout: sink,
      stderr: sink,
      env: {},
      cwd,
      now: () => new Date('2026-11-24T12:00:00Z'),
      signal: new AbortController().signal,
    });
    expect([code, rulesIn(cwd)]).toEqual([0, ['auth-http-basic', 'tls-server-http']]);
  });

  test('of saved results: the second one says so and writes nothing', async () => {
    const cwd = folder({ 'openapi.yaml': openapi({ http: true }) });
    await cli(['lint', '-o', 'r.json'], { cwd });
    const text = readFileSync(path.join(cwd, 'r.json'), 'utf8');
    await cli(['baseline', 'create', 'r.json', ...old], { cwd });
    async function* late(): AsyncGenerator<Buffer> {
      await Promise.resolve();
      edit(cwd, (one) => ({ ...one, firstSeen: '2026-01-01' }));
      yield Buffer.from(text);
    }
    const err: string[] = [];
    const code = await main(['baseline', 'update', '-', ...old], {
      stdin: Readable.from(late()),
      stdout: { write: () => undefined, isTTY: false },
      stderr: { write: (line) => void err.push(line), isTTY: false },
      env: {},
      cwd,
      now: () => new Date('2026-11-24T12:00:00Z'),
      signal: new AbortController().signal,
    });
    expect([code, err.join('')]).toEqual([2, 'b.json: was changed meanwhile: nothing was written\n  say it again\n']);
    expect(read(cwd).map(({ firstSeen }) => firstSeen)).toEqual(['2026-01-01']);
  });
});

describe('what a run did not look at', () => {
  test('stays under another ruleset, and for a document that is not there', async () => {
    const cwd = folder({ 'a.yaml': openapi({ http: true, basic: true }), 'b.yaml': openapi({ basic: true }) });
    await cli(['lint', '--ruleset', 'strict', '-o', 'strict.json'], { cwd });
    await cli(['baseline', 'create', 'strict.json', ...old], { cwd });
    const before = read(cwd);
    await cli(['lint', 'a.yaml', '-o', 'a.json'], { cwd });
    for (const verb of ['prune', 'update']) {
      const { stdout } = await cli(['baseline', verb, 'a.json', ...old], { cwd });
      expect(stdout).toMatch(/^b\.json: 0 new, \d+ kept \(\d+ not looked at again\), 0 gone\n$/);
      expect(read(cwd)).toEqual(before);
    }
    await cli(['lint', 'a.yaml', ...old, '--update-baseline'], { cwd });
    expect(read(cwd)).toEqual(before);
    // And fails nothing there.
    expect((await cli(['lint', '--ruleset', 'strict', ...old, '--fail-on', 'info'], { cwd })).code).toBe(0);
  });
});

test('a change that lets its baseline excuse graver findings, or lets them wait longer, is told', async () => {
  const before = { 'openapi.yaml': openapi({ http: true }) };
  const made = folder(before);
  await cli(['lint', ...old, '--update-baseline'], { cwd: made, now: '2026-01-02T12:00:00Z' });
  const text = readFileSync(path.join(made, file), 'utf8');
  for (const [change, what] of [
    [text.replace('"high"', '"critical"'), 'as graver than before'],
    [text.replace('2026-01-02', '2026-11-02'), 'later than before'],
  ] as const) {
    const cwd = repository({ ...before, [file]: text }, { [file]: change });
    const { stdout } = await cli(['scan', '--base', 'main', ...old], { cwd });
    expect(stdout).toContain('gate-loosened');
    expect(stdout.replace(/\s+/g, ' ')).toContain(what);
  }
});
