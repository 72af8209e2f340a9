import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasDocumentExtension } from './files.ts';
import { committedFiles } from './git.ts';
import { never, unignoredFiles } from './unignored.ts';

/** Documents that are taken without being named. */
const documentsMax = 200;
/** Files that are looked at below one folder. */
const visitedMax = 100_000;

export interface Discovered {
  readonly files: readonly string[];
  /** How many more there are. */
  readonly left: number;
  /** Not every folder was looked into. */
  readonly isCut: boolean;
}

/** The documents of a repository: what is committed, whatever is ignored now, and what git would add. */
export async function discoverDocuments(
  cwd: string,
  isDocument: (file: string) => Promise<boolean>,
): Promise<Discovered> {
  const { files: walked, isCut } = await unignoredFiles(cwd);
  const committed = (await committedFiles(cwd)).map((file) => path.join(cwd, file));
  const files: string[] = [];
  let left = 0;
  for (const file of [...new Set([...walked, ...committed])].sort()) {
    const parts = path.relative(cwd, file).split(path.sep);
    if (!hasDocumentExtension(file) || parts.some((part) => never.has(part))) continue;
    if (!(await isDocument(file).catch(() => false))) continue;
    if (files.length < documentsMax) files.push(file);
    else left += 1;
  }
  return { files, left, isCut };
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
