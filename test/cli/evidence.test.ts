import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, folder, type Ran } from '../support/cli.ts';

const env = { ALICE: 'alice-token', BOB: 'bob-token' };
const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];

interface Entry {
  readonly comment: string;
  readonly request: { readonly url: string; readonly headers: readonly { readonly value: string }[] };
  readonly response: { readonly status: number };
}

describe('--evidence', () => {
  test('writes what proves a finding so that somebody else can send it again', async () => {
    const { url } = await cardsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': cardsApi });
    await cli(['probe', '--target', url, ...callers, '--evidence', 'proof'], { cwd, env });
    const [name = '', ...others] = readdirSync(path.join(cwd, 'proof')).filter((one) =>
      one.startsWith('bola-read-path-'),
    );
    expect(others).toEqual([]);
    const read = (file: string): string => readFileSync(path.join(cwd, 'proof', name, file), 'utf8');

    const { log } = JSON.parse(read('exchanges.har')) as { readonly log: { readonly entries: readonly Entry[] } };
    const statuses = log.entries.map(({ response }) => response.status);
    expect(statuses.length).toBeGreaterThanOrEqual(3);
    expect(log.entries.map(({ comment }) => comment).join('\n')).toMatch(/bob .*reads the object of alice\./);
    for (const secret of Object.values(env)) expect(read('exchanges.har') + read('replay.sh')).not.toContain(secret);

    const script = path.join(cwd, 'proof', name, 'replay.sh');
    const shell = { PATH: process.env['PATH'], TARGET: url, ALICE_TOKEN: 'alice-token', BOB_TOKEN: 'bob-token' };
    const { stdout } = await promisify(execFile)('sh', [script], { env: shell });
    expect([...stdout.matchAll(/^\d{3}$/gm)].map(([status]) => Number(status))).toEqual(statuses);
    expect([...stdout.matchAll(/Then: (\d+); now:$/gm)].map(([, status]) => Number(status))).toEqual(statuses);
    await expect(promisify(execFile)('sh', [script], { env: { PATH: shell.PATH } })).rejects.toThrow(/TARGET/);
  });
});

test('--explain tells where ids came from', async () => {
  const { url } = await cardsServer();
  const cwd = folder({ 'openapi.yaml': cardsApi });
  const ran = await cli(['probe', '--target', url, ...callers, '--explain'], { cwd, env });
  expect(ran.stdout).toMatch(/Ids of .*: GET \/cards\/\{\w+\} as alice: \w+ from GET \/cards/);
  expect((await cli(['probe', '--target', url, ...callers], { cwd, env })).stdout).not.toContain('Ids of');
});

describe('replay', () => {
  async function found(): Promise<{ readonly cwd: string; readonly fingerprint: string }> {
    const { url } = await cardsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': cardsApi.replace('https:', 'http:') });
    const ran = await cli(['scan', '--target', url, ...callers, '-o', 'r.json'], { cwd, env });
    expect(ran.code).toBe(1);
    const report = JSON.parse(readFileSync(path.join(cwd, 'r.json'), 'utf8')) as {
      readonly apis: readonly {
        readonly findings: readonly { readonly rule: string; readonly fingerprint: string }[];
      }[];
    };
    const finding = report.apis[0]?.findings.find(({ rule }) => rule === 'bola-read-path');
    return { cwd, fingerprint: finding?.fingerprint ?? '' };
  }
  const replayed = (cwd: string, fingerprint: string, url: string): Promise<Ran> =>
    cli(['replay', fingerprint, '--previous', 'r.json', '--target', url, ...callers, '-f', 'json'], { cwd, env });

  test('finds again what is still there, and nothing where it was mended', async () => {
    const { cwd, fingerprint } = await found();
    const [leaky, mended] = [await cardsServer({ leaky: true }), await cardsServer()];
    const again = await replayed(cwd, fingerprint, leaky.url);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ apis: [{ findings: [{ rule: 'bola-read-path', fingerprint }] }] });
    const gone = await replayed(cwd, fingerprint.slice(0, 8), mended.url);
    expect([gone.code, gone.stderr]).toEqual([0, '']);
  });

  test('asks that question alone', async () => {
    const { cwd, fingerprint } = await found();
    const { url } = await cardsServer({ leaky: true });
    const { apis } = JSON.parse((await replayed(cwd, fingerprint, url)).stdout) as {
      readonly apis: readonly { readonly probed: { readonly byProbe: Readonly<Record<string, number>> } }[];
    };
    expect(Object.keys(apis[0]?.probed.byProbe ?? {}).sort()).toEqual(['bola-read-path', 'look', 'set-up']);
  });

  test('is incomplete where nobody can tell', async () => {
    const { cwd, fingerprint } = await found();
    const { url } = await cardsServer();
    const alone = ['--identity', 'alice=env:ALICE'];
    const ran = await cli(['replay', fingerprint, '--previous', 'r.json', '--target', url, ...alone], { cwd, env });
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('not decided: needs 2 live identities');
  });

  test('knows what it cannot ask', async () => {
    const { cwd } = await found();
    const { url } = await cardsServer();
    const of = (fingerprint: string): Promise<Ran> => replayed(cwd, fingerprint, url);
    const { apis } = JSON.parse(readFileSync(path.join(cwd, 'r.json'), 'utf8')) as {
      readonly apis: readonly {
        readonly findings: readonly { readonly rule: string; readonly fingerprint: string }[];
      }[];
    };
    const lint = apis[0]?.findings.find(({ rule }) => rule === 'tls-credentials-cleartext')?.fingerprint ?? '';
    expect((await of('0123')).stderr).toContain('a fingerprint has');
    expect((await of('0123456789abcdef')).stderr).toContain('no finding has the fingerprint');
    expect((await of(lint)).stderr).toContain('which is no probe');
    expect((await of(lint)).code).toBe(2);
    expect((await cli(['replay', lint, '--target', url], { cwd, env })).stderr).toContain('--previous');
    expect((await cli(['replay', lint], { cwd, env })).stderr).toContain('--target');
  });
});
