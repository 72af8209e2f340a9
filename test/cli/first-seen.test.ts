/** The day a finding was first seen, over renewed baselines, renamed places and parts of a run, and what is overdue by it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';
import { repository } from '../support/repository.ts';

interface Entry {
  readonly rule: string;
  readonly api: string;
  readonly operation?: string;
  readonly firstSeen: string;
}
const old = ['--baseline', 'b.json'];
const first = { now: '2026-01-02T12:00:00Z' };
const later = { now: '2026-02-01T12:00:00Z' };
const read = (cwd: string): readonly Entry[] =>
  (JSON.parse(readFileSync(path.join(cwd, 'b.json'), 'utf8')) as { findings: Entry[] }).findings;
const sla = 'version: 1\nsla: { high: 14d }\n';

/** A baseline of a day, committed, and then another name for the operation or for the document. */
async function renamed(what: 'operation' | 'document'): Promise<string> {
  const cwd = repository({ 'openapi.yaml': openapi({ http: true }), 'sallyport.yaml': sla });
  await cli(['lint', ...old, '--update-baseline'], { cwd, ...first });
  const git = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  execFileSync('git', [...git, 'add', '.'], { cwd });
  execFileSync('git', [...git, 'commit', '-q', '-m', 'baseline'], { cwd });
  if (what === 'document') renameSync(path.join(cwd, 'openapi.yaml'), path.join(cwd, 'cards.yaml'));
  else
    writeFileSync(
      path.join(cwd, 'openapi.yaml'),
      openapi({ http: true }).replace('/rates/{cardId}', '/v2/rates/{cardId}'),
    );
  return cwd;
}

describe.each(['operation', 'document'] as const)('a renamed %s', (what) => {
  test('keeps the day where the run knows what it was, and is overdue by it', async () => {
    const cwd = await renamed(what);
    const args = ['lint', '--base', 'HEAD', ...old, '--fail-on', 'overdue'];
    const { code, stdout } = await cli([...args, '-o', 'r.json'], { cwd, ...later });
    expect([code, stdout.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('first seen 2026-01-02)')]);
    expect((await cli(['report', 'r.json'], { cwd, ...later })).code).toBe(1);
    await cli(['baseline', 'update', 'r.json', ...old], { cwd, ...later });
    const days = read(cwd).map(({ firstSeen }) => firstSeen);
    expect(new Set(days)).toEqual(new Set(['2026-01-02']));
    // Under its new name it is in time no more either.
    expect((await cli(['lint', ...old, '--fail-on', 'overdue'], { cwd, ...later })).code).toBe(1);
  });

  test('keeps it in a run that renews the baseline itself, which names it anew', async () => {
    const cwd = await renamed(what);
    await cli(['lint', '--base', 'HEAD', ...old, '--update-baseline'], { cwd, ...later });
    expect(read(cwd)).toMatchObject([
      { api: what === 'document' ? 'cards' : 'openapi', firstSeen: '2026-01-02', rule: 'tls-server-http' },
    ]);
  });
});

describe('parts of a run', () => {
  test('know of every day what the whole knows, and are overdue as it is', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const cwd = folder({
      ...Object.fromEntries(names.map((name) => [`specs/${name}.yaml`, openapi({ http: true })])),
      'sallyport.yaml': sla,
    });
    await cli(['lint', 'specs/a.yaml', 'specs/b.yaml', ...old, '--update-baseline'], { cwd, ...first });
    const args = ['lint', 'specs', ...old, '--fail-on', 'none', '--fail-on', 'overdue'];
    const whole = await cliJson(args, cwd, later);
    for (const index of [1, 2, 3])
      await cli([...args, '--shard', `${index}/3`, '-o', `parts/${index}.json`], { cwd, ...later });
    const merged = await cliJson(['merge', 'parts'], cwd, later);
    expect([merged.code, merged.verdict]).toEqual([1, whole.verdict]);
    expect(await cli(['baseline', 'update', 'parts', ...old], { cwd, ...later })).toMatchObject({
      stdout: 'b.json: 2 new, 2 kept, 0 gone\n',
    });
    expect(
      read(cwd)
        .map(({ api, firstSeen }) => `${api} ${firstSeen}`)
        .toSorted(),
    ).toEqual(['specs/a 2026-01-02', 'specs/b 2026-01-02', 'specs/c 2026-02-01', 'specs/d 2026-02-01']);
  });

  test('of which one is missing prune nothing', async () => {
    const cwd = folder({ 'specs/a.yaml': openapi({ http: true }), 'specs/b.yaml': openapi({ http: true }) });
    await cli(['lint', 'specs', ...old, '--update-baseline'], { cwd });
    const before = read(cwd);
    writeFileSync(path.join(cwd, 'specs/a.yaml'), openapi());
    writeFileSync(path.join(cwd, 'specs/b.yaml'), openapi());
    await cli(['lint', 'specs', '--shard', '1/2', '-o', 'parts/1.json'], { cwd });
    for (const verb of ['prune', 'update'])
      expect((await cli(['baseline', verb, 'parts', ...old], { cwd })).code).toBe(2);
    expect(read(cwd)).toEqual(before);
    await cli(['lint', 'specs', '--shard', '2/2', '-o', 'parts/2.json'], { cwd });
    expect((await cli(['baseline', 'prune', 'parts', ...old], { cwd })).stdout).toContain('2 gone');
  });
});

test('what ends soon and what is overdue stand in every summary, also of merged parts', async () => {
  const cwd = folder({
    'specs/a.yaml': openapi({ http: true }),
    'specs/b.yaml': openapi({ basic: true }),
    'sallyport.yaml': sla,
  });
  await cli(['lint', 'specs', ...old, '--update-baseline'], { cwd, ...first });
  const ignore = '- { rule: auth-http-basic, reason: a kiosk, expires: 2026-02-07, owner: "@bank/kiosks" }\n';
  writeFileSync(path.join(cwd, '.sallyport-ignore.yaml'), ignore);
  for (const index of [1, 2])
    await cli(['lint', 'specs', ...old, '--shard', `${index}/2`, '-o', `parts/${index}.json`], { cwd, ...later });
  for (const args of [
    ['lint', 'specs', ...old],
    ['merge', 'parts'],
  ])
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await cli([...args, '-f', format], { cwd, ...later });
      const text = stdout
        .replaceAll('\u2060', '')
        .replace(/&#\d+;/g, '?')
        .replace(/\s+/g, ' ');
      expect([format, text]).toEqual([
        format,
        expect.stringMatching(/baseline 1, suppressed 1, 1 expires in 6 days, overdue 1/),
      ]);
      expect([format, text]).toEqual([format, expect.stringMatching(/overdue by 16 days/)]);
      expect([format, text]).toEqual([format, expect.stringMatching(/ends in 6 days .@bank\/kiosks.: a kiosk/)]);
    }
});
