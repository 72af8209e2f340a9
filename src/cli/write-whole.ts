import { randomUUID } from 'node:crypto';
import { access, chmod, constants, lstat, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Nothing can be put beside the file, or in its place: it is mounted by itself, or its folder is somebody else's. */
const inPlaceOnly: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV']);

/**
 * Puts a text in a file's place in one step: whoever reads it sees the old text or the new one, also where two write at once
 * or this process is killed. What is no plain file (a link, a pipe, a device) is written as it stands.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isFile() === false) return writeFile(file, text);
  if (found !== undefined) await access(file, constants.W_OK);
  const beside = path.join(path.dirname(file), `.${randomUUID()}.tmp`);
  try {
    await writeFile(beside, text, { flag: 'wx' });
    // Apart, as the process's umask takes something away from what is made.
    if (found !== undefined) await chmod(beside, found.mode & 0o777);
    await rename(beside, file);
  } catch (error) {
    if (!inPlaceOnly.has(error instanceof Error && 'code' in error ? error.code : undefined)) throw error;
    await writeFile(file, text);
  } finally {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}
