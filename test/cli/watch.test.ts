import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { cli, folder, openapi } from '../support/cli.ts';

const wait = { timeout: 15_000, interval: 50 };
const good = openapi();
const bad = openapi({ http: true });

/** `lint --watch` in this process: how often it ran, what it says, and its end. */
function watch(cwd: string, ...args: readonly string[]) {
  const stop = new AbortController();
  const said = { out: '', err: '' };
  const code = main(['lint', '--watch', '-q', ...args], {
    stdin: Readable.from([]),
    stdout: { write: (text) => void (said.out += text), isTTY: false },
    stderr: { write: (text) => void (said.err += text), isTTY: false },
    env: {},
    cwd,
    now: () => new Date('2026-11-24T12:00:00Z'),
    signal: stop.signal,
  });
  return {
    said,
    /** Waits for this text in what was said since the last one. */
    until: async (text: string, where: 'out' | 'err' = 'out'): Promise<void> => {
      await vi.waitFor(() => expect(said[where]).toContain(text), wait);
      said.out = said.err = '';
    },
    end: async (): Promise<number> => {
      stop.abort();
      return code;
    },
  };
}

test('runs again when a document changes, also after a mistake, and its own report is no change', async () => {
  const cwd = folder({ 'openapi.yaml': good });
  const file = path.join(cwd, 'openapi.yaml');
  const { said, until, end } = watch(cwd, '-o', 'results.json', '-o', 'gitlab=more.json');
  await until('PASS');
  writeFileSync(file, 'openapi: [\n');
  await until('openapi.yaml:', 'err');
  writeFileSync(file, bad);
  await until('FAIL: 1 high');
  // Two looks and more.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(said.out).toBe('');
  expect(await end()).toBe(130);
});

test('sees what an editor puts in its place, as old and as long as it was; what is new; what is gone', async () => {
  const cwd = folder({ 'openapi.yaml': good });
  const file = path.join(cwd, 'openapi.yaml');
  const { until, end } = watch(cwd);
  await until('PASS');
  const { atime, mtime } = statSync(file);
  writeFileSync(`${file}~`, good.replace('https:', 'http: ').replace('http: ', 'https:').replace('Cards', 'Cords'));
  utimesSync(`${file}~`, atime, mtime);
  renameSync(`${file}~`, file);
  await until('--- openapi.yaml changed');
  writeFileSync(path.join(cwd, 'b.yaml'), bad);
  await until('FAIL: 1 high');
  rmSync(path.join(cwd, 'b.yaml'));
  await until('--- b.yaml changed');
  rmSync(file);
  await until('no OpenAPI document', 'err');
  writeFileSync(file, good);
  await until('PASS');
  expect(await end()).toBe(130);
});

test('a burst of changes is one run', async () => {
  const cwd = folder({ 'openapi.yaml': good });
  const { said, end } = watch(cwd);
  await vi.waitFor(() => expect(said.out).toContain('PASS'), wait);
  for (let index = 0; index < 20; index += 1) {
    writeFileSync(path.join(cwd, `${index}.yaml`), good.replace('Cards', `Cards ${index}`));
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  await vi.waitFor(() => expect(said.out.match(/PASS/g)).toHaveLength(2), wait);
  expect(said.out.match(/^--- /gm)).toHaveLength(1);
  await end();
});

test('what is named is watched also where git ignores it, and outside of the repository', async () => {
  const outside = folder({ 'api.yaml': good, 'own.yaml': 'version: 1\nfail-on: high\n' });
  const cwd = folder({
    '.gitignore': 'gen/\nbuild/\n',
    'gen/a.yaml': good,
    'build/b.yaml': good,
    'openapi.yaml': good,
  });
  execFileSync('git', ['init', '--quiet'], { cwd });
  const named = ['gen', 'build/*.yaml', path.join(outside, 'api.yaml'), '-c', path.join(outside, 'own.yaml')];
  const { until, end } = watch(cwd, ...named);
  await until('PASS');
  writeFileSync(path.join(cwd, 'gen/a.yaml'), bad);
  await until('--- gen/a.yaml changed');
  writeFileSync(path.join(cwd, 'build/b.yaml'), bad);
  await until('--- build/b.yaml changed');
  writeFileSync(path.join(outside, 'api.yaml'), bad);
  await until('api.yaml changed');
  writeFileSync(path.join(outside, 'own.yaml'), 'version: 1\nfail-on: none\n');
  await until('own.yaml changed');
  expect(await end()).toBe(130);
});

/** The exit code of a process that is sent a signal as soon as it has said something. */
async function endOf(cwd: string, signal: NodeJS.Signals, heard: (said: string) => boolean): Promise<number | null> {
  const program = path.resolve('test/support/sallyport.ts');
  const args = ['--import', import.meta.resolve('tsx'), program, 'lint', '--watch'];
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] ?? '' }, stdio: 'pipe' });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    // Once: a second one ends it as any process.
    if (!child.killed && heard(said)) child.kill(signal);
  });
  return new Promise((resolve) => child.on('close', resolve));
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the process with 130, while it waits and while it judges',
  async (name) => {
    const cwd = folder({ 'openapi.yaml': good });
    expect(await endOf(cwd, name, (said) => said.includes('PASS'))).toBe(130);
    let isMany = false;
    const heard = (said: string): boolean => {
      if (said.includes('PASS') && !isMany) {
        isMany = true;
        mkdirSync(path.join(cwd, 'many'));
        for (let index = 0; index < 200; index += 1) writeFileSync(path.join(cwd, 'many', `${index}.yaml`), bad);
      }
      return said.includes(' changed');
    };
    expect(await endOf(cwd, name, heard)).toBe(130);
  },
);

test('only looks', async () => {
  const cwd = folder({ 'openapi.yaml': good });
  for (const flag of ['--fix', '--update-baseline'])
    expect((await cli(['lint', '--watch', flag], { cwd })).code).toBe(2);
});
