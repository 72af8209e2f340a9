/** The hooks for pre-commit.com, run as it would: entry, then args, at the top of the repository. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, folder, openapi } from '../support/cli.ts';
import { repository } from '../support/repository.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly args?: readonly string[];
  readonly language: string;
  readonly files: string;
  readonly pass_filenames: boolean;
}
const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly Hook[];

async function codeOf(id: string, cwd: string, given?: readonly string[]): Promise<number> {
  const hook = hooks.find((one) => one.id === id);
  if (hook === undefined) throw new Error(`no hook ${id}`);
  expect(hook).toMatchObject({ language: 'node', pass_filenames: false });
  const [program, ...entry] = hook.entry.split(' ');
  expect(program).toBe('sallyport');
  return (await cli([...entry, ...(given ?? hook.args ?? [])], { cwd })).code;
}

const [good, bad] = [openapi(), openapi({ http: true })];

test('lint judges every document, diff what the commit changes', async () => {
  const opened = repository({ 'openapi.yaml': good }, { 'openapi.yaml': bad });
  const old = repository({ 'openapi.yaml': bad }, { 'notes.yaml': 'a: 1' });
  expect(await codeOf('sallyport-lint', opened)).toBe(1);
  expect(await codeOf('sallyport-lint', old)).toBe(1);
  expect(await codeOf('sallyport-diff', opened)).toBe(1);
  expect(await codeOf('sallyport-diff', old)).toBe(0);
  expect(await codeOf('sallyport-diff', opened, ['main'])).toBe(1);
});

test.each(['openapi.yaml', 'api/v1.yml', 'api.json'])('a change of %s runs them', (name) => {
  for (const { files } of hooks) expect(name).toMatch(new RegExp(files));
});

test('npm pack prints the name of its file alone, which pre-commit takes for the package', () => {
  const own = { name: 'x', version: '1.0.0', scripts: { prepare: 'echo built' } };
  const cwd = folder({ 'package.json': JSON.stringify(own), '.npmrc': readFileSync('.npmrc', 'utf8') });
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd };
  expect(execFileSync('npm', ['pack'], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toBe(
    'x-1.0.0.tgz\n',
  );
});
