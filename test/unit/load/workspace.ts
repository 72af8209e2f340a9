import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { loadApi } from '../../../src/load/document.ts';
import { findInputs, repositoryRoot, type LoadOptions } from '../../../src/load/inputs.ts';
import { LoadError } from '../../../src/load/load-error.ts';
import type { ApiModel } from '../../../src/model/api.ts';

/** A folder with files in it. */
export function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'load-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
    { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
}

export async function optionsIn(cwd: string, more: Partial<LoadOptions> = {}): Promise<LoadOptions> {
  return { cwd, root: await repositoryRoot(cwd), remoteHosts: [], names: new Map(), stdin: Readable.from([]), ...more };
}

export async function load(cwd: string, file: string, more: Partial<LoadOptions> = {}): Promise<ApiModel> {
  const options = await optionsIn(cwd, more);
  const { inputs } = await findInputs([file], options);
  const [input] = inputs;
  if (input === undefined) throw new Error('no input');
  return loadApi(input, options);
}

/** `code: message` of the LoadError that a promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof LoadError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was read');
}
