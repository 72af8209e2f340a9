import { readFile, stat } from 'node:fs/promises';
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
  for (const file of files) {
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

async function bytesOf(file: string, cwd: string): Promise<Buffer> {
  const place = { uri: file };
  const full = path.resolve(cwd, file);
  const found = await stat(full).catch(() => undefined);
  if (found?.isFile() !== true) throw new UserError('input', 'there is no such file of results', { place });
  if (found.size > resultsBytesMax)
    throw new UserError('input', `larger than ${resultsBytesMax / 1024 ** 2} MB`, { place });
  return readFile(full);
}

function shownName(file: string): string {
  return file === '-' ? '<stdin>' : file;
}
