import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folder } from './cli.ts';

export type Files = Readonly<Record<string, string | undefined>>;

/** A repository whose branch `change` has `after` in place of `before`, not committed; undefined: the file is gone. */
export function repository(before: Readonly<Record<string, string>>, after: Files = {}): string {
  const cwd = folder(before);
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd,
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  git('add', '.');
  git('commit', '--allow-empty', '-m', 'before');
  git('checkout', '-b', 'change');
  write(cwd, after);
  return cwd;
}

export function write(cwd: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(cwd, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
}
