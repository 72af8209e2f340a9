import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasDocumentExtension } from './files.ts';
import { listedFiles } from './git.ts';

/** Documents that are taken without being named. */
const documentsMax = 200;
/** Files that are looked at below one folder. */
const visitedMax = 100_000;
const never: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'build', 'vendor', 'target', '.venv']);

export interface Discovered {
  readonly files: readonly string[];
  /** How many more there are. */
  readonly left: number;
}

/** The documents of a repository: what git knows or would add, else all files that `.gitignore` does not name. */
export async function discoverDocuments(
  cwd: string,
  isDocument: (file: string) => Promise<boolean>,
): Promise<Discovered> {
  const listed = await listedFiles(cwd);
  const candidates = listed === undefined ? await unignored(cwd) : listed.map((file) => path.join(cwd, file));
  const files: string[] = [];
  let left = 0;
  for (const file of [...candidates].sort()) {
    if (!hasDocumentExtension(file) || file.split(path.sep).some((part) => never.has(part))) continue;
    if (!(await isDocument(file).catch(() => false))) continue;
    if (files.length < documentsMax) files.push(file);
    else left += 1;
  }
  return { files, left };
}

/** Every document or capture file below a folder, by name, without following symlinks. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const queue = [folder];
  for (let next = queue.pop(); next !== undefined && files.length < visitedMax; next = queue.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true })) {
      const full = path.join(next, entry.name);
      if (entry.isDirectory() && !never.has(entry.name)) queue.push(full);
      else if (entry.isFile() && /\.(ya?ml|json|har|gz|zip|ndjson|jsonl)$/i.test(entry.name)) files.push(full);
    }
  }
  return files.sort();
}

async function unignored(cwd: string): Promise<readonly string[]> {
  const { default: ignore } = await import('ignore');
  const rules = ignore().add(await readFile(path.join(cwd, '.gitignore'), 'utf8').catch(() => ''));
  const files = await filesBelow(cwd);
  return files.filter((file) => !rules.ignores(path.relative(cwd, file).split(path.sep).join('/')));
}
