import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, openapi } from '../support/cli.ts';
import { repository, write } from '../support/repository.ts';

interface Told {
  readonly rule: string;
  readonly message: string;
  readonly at: { readonly uri: string; readonly startLine: number };
}

const flags = ['--rule', 'tls-server-http', '--baseline', 'baseline.json'];
const scan = ['scan', '--base', 'main', ...flags, '--rule', 'gate-loosened'];

/** What a baseline holds that takes all of this document for old. */
async function baselineOf(document: string): Promise<string> {
  const cwd = repository({ 'openapi.yaml': document });
  await cli(['lint', 'openapi.yaml', ...flags, '--update-baseline'], { cwd });
  return readFileSync(path.join(cwd, 'baseline.json'), 'utf8');
}

function commit(cwd: string): void {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
  git('add', '-A');
  git('commit', '-q', '-m', 'change');
}

const opened = openapi({ http: true });

/** The branch opens the API; `main` has this baseline, and the branch that one. */
async function branch(before: string | undefined, after: string | undefined): Promise<string> {
  const cwd = repository({ 'openapi.yaml': openapi(), ...(before === undefined ? {} : { 'baseline.json': before }) });
  write(cwd, { 'openapi.yaml': opened });
  if (after !== undefined || before !== undefined) write(cwd, { 'baseline.json': after });
  commit(cwd);
  return cwd;
}

async function told(cwd: string, ...more: readonly string[]): Promise<readonly string[]> {
  const { apis, code } = await cliJson([...scan, ...more], cwd);
  const findings = apis.flatMap((api) => api.findings as readonly unknown[] as readonly Told[]);
  return [
    `exit ${code}`,
    ...findings.map(({ rule, message, at }) =>
      rule === 'gate-loosened' ? `${at.uri}:${at.startLine}: ${message}` : rule,
    ),
  ];
}

describe('a baseline that the change itself brings', () => {
  const loosened = 'baseline.json:4: The baseline takes 1 finding more for old: tls-server-http.';
  const empty = '{ "version": 1, "findings": [] }\n';

  test('takes nothing out of the gate, and is a finding on the line of its first new entry', async () => {
    const cwd = await branch(empty, await baselineOf(opened));
    expect(await told(cwd)).toEqual(['exit 1', 'tls-server-http', loosened]);
  });

  test('also where the base has none', async () => {
    const cwd = await branch(undefined, await baselineOf(opened));
    expect(await told(cwd)).toEqual(['exit 1', 'tls-server-http', loosened]);
  });

  test('also where the one of the base cannot be read', async () => {
    const cwd = await branch('{', await baselineOf(opened));
    expect(await told(cwd)).toEqual(['exit 1', 'tls-server-http', loosened]);
  });

  test('counts with --config-from head, whose findings are old then', async () => {
    const cwd = await branch(empty, await baselineOf(opened));
    expect((await told(cwd, '--config-from', 'head'))[0]).toBe('exit 0');
  });

  test('that forgets findings hides nothing, and those of the base still count as old', async () => {
    const cwd = await branch(await baselineOf(opened), empty);
    expect(await told(cwd)).toEqual(['exit 0', 'tls-server-http']);
    const gone = await branch(await baselineOf(opened), undefined);
    expect(await told(gone)).toEqual(['exit 0', 'tls-server-http']);
  });

  test('that cannot be read is said to be so', async () => {
    const cwd = await branch(empty, '{');
    const { code, stderr } = await cli(scan, { cwd });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^baseline\.json: the baseline is no JSON/)]);
  });
});

test('a baseline that no commit has came by another way and counts', async () => {
  const cwd = await branch(undefined, undefined);
  write(cwd, { 'baseline.json': await baselineOf(opened) });
  expect(await told(cwd)).toEqual(['exit 0', 'tls-server-http']);
});
