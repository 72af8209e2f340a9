import { randomUUID } from 'node:crypto';
import { access, chmod, constants, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Source } from '../../model/source.ts';
import { workingTree } from '../files.ts';
import type { LoadOptions } from '../inputs.ts';

/** A file of the repository that may be edited. */
export interface WorkingFile {
  /** Absolute, behind all links. */
  readonly file: string;
  /** What it holds on disk. */
  readonly bytes: Buffer;
  /** Without the byte order mark. */
  readonly text: string;
}

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The file behind a source of a document, or why it is not edited. What `options.pending` holds of it counts as its text. */
export async function workingFile(source: Source, options: LoadOptions): Promise<WorkingFile | string> {
  if (!source.inTree) return 'it is no file of the repository';
  // Without what is pending: the disk itself is asked. Links that leave the repository are refused there.
  const answer = await workingTree(options.root).read(source.id);
  if (answer.kind !== 'bytes' || answer.file === undefined) return 'it is no YAML or JSON file of the repository';
  const { bytes, file } = answer;
  const now = options.pending?.get(file) ?? bytes;
  const text = now.subarray(hasMark(now) ? mark.length : 0).toString('utf8');
  if (!encoded(text, now).equals(now)) return 'its text is not UTF-8';
  return { file, bytes, text };
}

/** A text as the bytes of a file, with a byte order mark where it has one now. */
export function encoded(text: string, before: Buffer): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return hasMark(before) ? Buffer.concat([mark, bytes]) : bytes;
}

function hasMark(bytes: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}

/**
 * Puts the new bytes in the file's place in one step, with its permissions: whoever reads it sees the old or the new text
 * whole. Where it cannot be done nothing is written, and the reason is returned.
 */
export async function replaceFile(
  { file, bytes }: Pick<WorkingFile, 'file' | 'bytes'>,
  now: Buffer,
): Promise<string | undefined> {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    const { mode } = await stat(file);
    await writeFile(beside, now, { flag: 'wx', flush: true });
    // Apart, as the process's umask takes something away from what is made.
    await chmod(beside, mode);
    if (!(await readFile(file)).equals(bytes)) return 'it was changed meanwhile';
    await access(file, constants.W_OK);
    await rename(beside, file);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    return `it cannot be written (${code})`;
  } finally {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}
