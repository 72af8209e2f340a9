import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** A `.git` that is a file names a folder: more than the longest path of any system. In bytes. */
const linkBytesMax = 8 * 1024;

/**
 * The top of the repository that holds a folder, as a real path; else the folder itself. What `$ref`s are confined to, so
 * it is where `.git` lies, whatever a setting of the repository (`core.worktree`) says; no program is asked.
 */
export async function repositoryRoot(cwd: string): Promise<string> {
  const here = await realpath(cwd);
  for (let folder = here; ; folder = path.dirname(folder)) {
    if (await isRepository(folder)) return folder;
    if (path.dirname(folder) === folder) return here;
  }
}

/** By the same signs as git: `.git` is its folder, or a file that names one (worktrees, submodules). */
export async function isRepository(folder: string): Promise<boolean> {
  return (await gitFolder(folder)) !== undefined;
}

/** Where git keeps what it knows of the repository whose top this is. */
export async function gitFolder(top: string): Promise<string | undefined> {
  const dotGit = path.join(top, '.git');
  const found = await stat(dotGit).catch(() => undefined);
  if (found === undefined) return undefined;
  const folder = found.isDirectory() ? dotGit : await linked(dotGit);
  if (folder === undefined || !(await exists(path.join(folder, 'HEAD')))) return undefined;
  const isWhole = (await exists(path.join(folder, 'objects'))) || (await exists(path.join(folder, 'commondir')));
  return isWhole ? folder : undefined;
}

async function linked(dotGit: string): Promise<string | undefined> {
  const handle = await open(dotGit, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(linkBytesMax), 0, linkBytesMax, 0);
    const named = /^gitdir: (.+)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1]?.trimEnd();
    return named === undefined ? undefined : path.resolve(path.dirname(dotGit), named);
  } finally {
    await handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
