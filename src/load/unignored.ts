import type { Ignore } from 'ignore';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isRepository, gitFolder, repositoryRoot } from './repository.ts';

/** Folders that are looked into below one: the largest repositories have about as many. */
const foldersMax = 100_000;
/** What no author of an API writes into. */
export const never: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  'dist',
  'build',
  'vendor',
  'target',
  '.venv',
]);

/** One file of patterns (gitignore(5)), and the folder that they are meant from. */
interface Patterns {
  readonly from: string;
  readonly rules: Ignore;
}
interface Folder {
  readonly at: string;
  /** The nearest first: it has the last word. */
  readonly patterns: readonly Patterns[];
}

export interface Walked {
  readonly files: readonly string[];
  /** There were more folders than are looked into. */
  readonly isCut: boolean;
}

/**
 * The files below a folder that git would add: `.gitignore` of every folder on the way counts, and the repository's own
 * `info/exclude`, but no setting of the user's. Symlinks are not followed, and other repositories within are left alone.
 */
export async function unignoredFiles(cwd: string): Promise<Walked> {
  const files: string[] = [];
  const queue: Folder[] = [{ at: cwd, patterns: await patternsAbove(cwd) }];
  let folders = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if ((folders += 1) > foldersMax) return { files, isCut: true };
    const { at } = next;
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    if (at !== cwd && entries.some(({ name }) => name === '.git') && (await isRepository(at))) continue;
    const own = entries.some(({ name }) => name === '.gitignore') ? await patternsIn(at) : [];
    const patterns = [...own, ...next.patterns];
    for (const entry of entries) {
      const full = path.join(at, entry.name);
      if (entry.isDirectory()) {
        if (!never.has(entry.name) && !isIgnored(`${full}${path.sep}`, patterns)) queue.push({ at: full, patterns });
      } else if (entry.isFile() && !isIgnored(full, patterns)) files.push(full);
    }
  }
  return { files, isCut: false };
}

/** Those of the folders from the repository's top down to the one above `cwd`. */
async function patternsAbove(cwd: string): Promise<readonly Patterns[]> {
  const top = await repositoryRoot(cwd);
  const git = await gitFolder(top);
  const all = git === undefined ? [] : await patternsOf(top, path.join(git, 'info', 'exclude'));
  let folder = top;
  for (const part of path.relative(top, cwd).split(path.sep)) {
    if (part === '') break;
    all.unshift(...(await patternsIn(folder)));
    folder = path.join(folder, part);
  }
  return all;
}

async function patternsIn(folder: string): Promise<readonly Patterns[]> {
  return patternsOf(folder, path.join(folder, '.gitignore'));
}

async function patternsOf(from: string, file: string): Promise<Patterns[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text === '') return [];
  const { default: ignore } = await import('ignore');
  return [{ from, rules: ignore().add(text) }];
}

/** What the nearest file of patterns with an opinion says. A folder's path ends with a separator. */
function isIgnored(file: string, patterns: readonly Patterns[]): boolean {
  for (const { from, rules } of patterns) {
    const { ignored, unignored } = rules.test(path.relative(from, file).split(path.sep).join('/') + slash(file));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function slash(file: string): string {
  return file.endsWith(path.sep) ? '/' : '';
}
