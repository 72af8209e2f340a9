/** Scripts of `completion`, sourced and asked by the shells that are here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, folder } from '../support/cli.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

async function script(shell: string): Promise<string> {
  const { code, stdout, stderr } = await cli(['completion', shell], { cwd: folder() });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

describe.skipIf(!has('bash'))('bash (skipped: not here)', () => {
  async function completed(...words: readonly string[]): Promise<readonly string[]> {
    const file = path.join(folder(), 'completion.bash');
    writeFileSync(
      file,
      `${await script('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sallyport; printf '%s\\n' "\${COMPREPLY[@]}"\n`,
    );
    const out = execFileSync('bash', ['--noprofile', '--norc', '-u', file, 'sallyport', ...words], {
      encoding: 'utf8',
    });
    return out.split('\n').filter((line) => line !== '');
  }

  test('offers commands, and commands below them', async () => {
    expect(await completed('')).toEqual(expect.arrayContaining(['scan', 'lint', 'har', 'completion']));
    expect(await completed('di')).toEqual(['diff', 'discover']);
    expect(await completed('har', '')).toEqual(['inspect', 'redact']);
    expect(await completed('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('offers flags of the command alone', async () => {
    expect(await completed('lint', '--fi')).toEqual(['--fix', '--fix-limits']);
    expect(await completed('scan', '--fi')).toEqual([]);
    expect(await completed('har', 'redact', '--red')).toEqual(['--redact-key-file']);
    expect(await completed('--ver')).toEqual(['--version']);
  });

  test('offers what a flag takes, with a blank or =', async () => {
    expect(await completed('lint', '--format', '')).toEqual([...formats]);
    expect(await completed('lint', 'a.yaml', '-f', 'sa')).toEqual(['sarif']);
    expect(await completed('lint', '--color', '=')).toEqual(['auto', 'always', 'never']);
    expect(await completed('lint', '--color', '=', 'al')).toEqual(['always']);
  });

  test('leaves files to the shell', async () => {
    expect(await completed('lint', '--config', '')).toEqual([]);
    expect(await completed('lint', 'open')).toEqual([]);
  });
});

test.each(['zsh', 'fish'])('%s reads its script (only its text is looked at where it is not here)', async (shell) => {
  const text = await script(shell);
  for (const name of ['inspect', 'lint', 'fix-limits', 'markdown']) expect(text).toContain(name);
  const file = path.join(folder(), `completion.${shell}`);
  writeFileSync(file, text);
  if (has(shell)) expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test('another shell is a mistake', async () => {
  expect(await cli(['completion', 'tcsh'], { cwd: folder() })).toMatchObject({ code: 2, stdout: '' });
});
