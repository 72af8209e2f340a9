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

  test('offers ids of rules, and what flags take that may be given again', async () => {
    for (const words of [
      ['explain', 'auth-http'],
      ['lint', '--rule', 'auth-http'],
      ['scan', '--skip-rule', '=', 'auth-http'],
    ])
      expect(await completed(...words)).toEqual(['auth-http-basic', 'auth-http-digest']);
    expect(await completed('lint', '--ruleset', 'f')).toEqual(['fintech']);
    expect(await completed('lint', '--fail-on', 'o')).toEqual(['overdue']);
    expect(await completed('lint', '--shard', '')).toEqual(['auto', 'off']);
  });

  test('leaves files to the shell', async () => {
    expect(await completed('lint', '--config', '')).toEqual([]);
    expect(await completed('lint', 'open')).toEqual([]);
  });
});

describe.skipIf(!has('zsh'))('zsh (skipped: not here)', () => {
  /** What its function hands to zsh's own `compadd`, which works while a key is pressed alone. */
  async function completed(...words: readonly string[]): Promise<readonly string[]> {
    const file = path.join(folder(), 'completion.zsh');
    writeFileSync(
      file,
      `compdef() { :; }
_files() { print -l -- FILES; }
compset() { print -l -- "left as it is: $2"; }
compadd() { if [[ $1 == -a ]]; then print -l -- "\${(@P)2}"; else print -l -- "\${@[2,-1]}"; fi; }
${await script('zsh')}
words=("$@"); CURRENT=$#; _sallyport\n`,
    );
    const out = execFileSync('zsh', ['-f', '-u', file, 'sallyport', ...words], { encoding: 'utf8' });
    return out.split('\n').filter((line) => line !== '');
  }

  test('offers commands, flags, values and ids of rules', async () => {
    expect(await completed('')).toEqual(expect.arrayContaining(['scan', 'lint', 'har', 'completion']));
    expect(await completed('har', '')).toEqual(['inspect', 'redact']);
    expect(await completed('har', 'redact', '-')).toContain('--redact-key-file');
    expect(await completed('lint', '--format', '')).toEqual([...formats]);
    expect(await completed('lint', '--format=sa')).toEqual(['left as it is: *=', ...formats]);
    expect(await completed('explain', '')).toContain('auth-http-basic');
    expect(await completed('lint', '--rule', '')).toContain('auth-http-basic');
  });

  test('leaves files to the shell', async () => {
    expect(await completed('lint', '')).toEqual(['FILES']);
    expect(await completed('lint', '--config=')).toEqual(['left as it is: *=', 'FILES']);
  });
});

describe.skipIf(!has('fish'))('fish (skipped: not here)', () => {
  async function completed(line: string): Promise<readonly string[]> {
    const cwd = folder({ 'own.yaml': '' });
    const file = path.join(folder(), 'completion.fish');
    writeFileSync(file, await script('fish'));
    const program = 'source $argv[1]; complete -C $argv[2]';
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd };
    const out = execFileSync('fish', ['--no-config', '-c', program, file, line], { cwd, env, encoding: 'utf8' });
    return out.split('\n').flatMap((text) => (text === '' ? [] : [text.split('\t', 1)[0] ?? '']));
  }

  test('offers commands, flags, values and ids of rules', async () => {
    expect(await completed('sallyport ')).toEqual(expect.arrayContaining(['scan', 'lint', 'har', 'completion']));
    expect(await completed('sallyport har ')).toEqual(['inspect', 'redact']);
    expect(await completed('sallyport lint --fi')).toEqual(['--fix', '--fix-limits']);
    expect(await completed('sallyport lint -f sa')).toEqual(['sarif']);
    expect(await completed('sallyport explain auth-http')).toEqual(['auth-http-basic', 'auth-http-digest']);
    expect(await completed('sallyport lint --rule=auth-http-b')).toEqual(['--rule=auth-http-basic']);
  });

  test("takes a file of a command's name for none", async () => {
    expect(await completed('sallyport diff lint --fi')).toEqual([]);
    expect(await completed('sallyport lint own')).toEqual(['own.yaml']);
  });
});

test.each(['zsh', 'fish'])('%s: its script names commands, flags, values and rules', async (shell) => {
  const text = await script(shell);
  for (const name of ['inspect', 'lint', 'fix-limits', 'markdown', 'auth-http-basic']) expect(text).toContain(name);
});

test('another shell is a mistake', async () => {
  expect(await cli(['completion', 'tcsh'], { cwd: folder() })).toMatchObject({ code: 2, stdout: '' });
});
