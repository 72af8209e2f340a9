import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ResultsError } from '../../finding/results/fields.ts';
import { parseResults, type Saved } from '../../finding/results/read.ts';
import { drained } from '../../load/stdin.ts';
import { allRules } from '../all-rules.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';

/** Of one file: the largest real reports, of thousands of documents, have a third of it. */
const resultsBytesMax = 256 * 1024 * 1024;
/** Of all files together. */
const totalBytesMax = 1024 * 1024 * 1024;

/** Saved results, each checked field by field. Throws UserError with the file and the place in it, never a value. */
export async function readSaved(files: readonly string[], io: Io): Promise<readonly [Saved, ...Saved[]]> {
  const rules = new Map((await allRules()).map((rule) => [rule.id, rule]));
  const saved: Saved[] = [];
  let left = totalBytesMax;
  for (const file of await filesIn(files, io.cwd)) {
    const bytes = file === '-' ? await drained(io.stdin) : await bytesOf(file, io.cwd);
    left -= bytes.length;
    if (left < 0) throw new UserError('input', `all results together are larger than ${totalBytesMax / 1024 ** 2} MB`);
    try {
      saved.push(parseResults(bytes.toString('utf8'), rules));
    } catch (error) {
      if (error instanceof ResultsError)
        throw new UserError('input', error.message, { place: { uri: shownName(file) } });
      throw error;
    }
  }
  const [first, ...others] = saved;
  if (first === undefined) throw new UserError('flag', 'no results are named');
  return [first, ...others];
}

/** Files as they are, and of folders their JSON files, by name. */
async function filesIn(names: readonly string[], cwd: string): Promise<readonly string[]> {
  const lists = names.map(async (name) => {
    const found = name === '-' ? undefined : await stat(path.resolve(cwd, name)).catch(() => undefined);
    if (found?.isDirectory() !== true) return [name];
    const files = (await readdir(path.resolve(cwd, name))).filter((file) => file.endsWith('.json')).sort();
    if (files.length === 0) throw new UserError('input', 'no results are in this folder', { place: { uri: name } });
    return files.map((file) => path.join(name, file));
  });
  return (await Promise.all(lists)).flat();
}

async function bytesOf(file: string, cwd: string): Promise<Buffer> {
  const place = { uri: file };
  const full = path.resolve(cwd, file);
  const found = await stat(full).catch(() => undefined);
  if (found?.isFile() !== true)
    throw new UserError('input', 'there is no such file of results', {
      place,
      hint: 'sallyport scan -o results.json writes one',
    });
  if (found.size > resultsBytesMax)
    throw new UserError('input', `larger than ${resultsBytesMax / 1024 ** 2} MB`, { place });
  return readFile(full);
}

function shownName(file: string): string {
  return file === '-' ? '<stdin>' : file;
}
