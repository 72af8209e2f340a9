import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { joinPosix, decoded, refusedByName, type FileRoom } from './files.ts';
import { LoadError } from './load-error.ts';
import { documentBytesMax } from './text.ts';

const run = promisify(execFile);
/** One git call, in milliseconds. */
const gitMsMax = 30_000;

/** Plumbing alone: objects and names. No hook, filter, pager or editor of the repository has a say. */
async function git(cwd: string, args: readonly string[]): Promise<Buffer> {
  const quiet = [
    '--no-optional-locks',
    '--no-replace-objects',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  const { stdout } = await run('git', [...quiet, ...args], {
    cwd,
    encoding: 'buffer',
    maxBuffer: documentBytesMax,
    timeout: gitMsMax,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_LAZY_FETCH: '1',
      ...safeDirectory(cwd),
    },
  });
  return stdout;
}

/** CI checks out as one user and runs as another; reading objects of a foreign owner executes nothing here. */
function safeDirectory(cwd: string): Readonly<Record<string, string>> {
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: cwd === '' ? '' : '*' };
}

async function line(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return git(cwd, args).then(
    (output) => output.toString('utf8').trim(),
    () => undefined,
  );
}

/** Git's top level as a real path, else the folder itself: what `$ref`s are confined to. */
export async function repositoryRoot(cwd: string): Promise<string> {
  const top = await line(cwd, ['rev-parse', '--show-toplevel']);
  return realpath(top === undefined || top === '' ? cwd : top);
}

/** Files that git knows or would add, below `cwd`; undefined where there is no repository. */
export async function listedFiles(cwd: string): Promise<readonly string[] | undefined> {
  const output = await git(cwd, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).catch(
    () => undefined,
  );
  return output
    ?.toString('utf8')
    .split('\0')
    .filter((file) => file !== '');
}

/** The commit that a ref names; a ref is never taken for an option. */
export async function commitOf(cwd: string, ref: string): Promise<string | undefined> {
  if (ref === '' || ref.startsWith('-')) return undefined;
  return line(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
}

/** Where the branch left `ref`: what a pull request is compared with. Says which fetch is missing in a shallow clone. */
export async function mergeBase(cwd: string, ref: string): Promise<string> {
  const commit = await commitOf(cwd, ref);
  if (commit === undefined) {
    const remote = /^(?:origin\/)?(.+)$/.exec(ref)?.[1] ?? ref;
    throw new LoadError('git', `git knows no ref ${ref}`, { hint: `git fetch origin ${remote}` });
  }
  const base = await line(cwd, ['merge-base', 'HEAD', commit]);
  if (base !== undefined && base !== '') return base;
  if ((await line(cwd, ['rev-parse', '--is-shallow-repository'])) === 'true') {
    throw new LoadError('git', `this clone is too shallow to find where the branch left ${ref}`, {
      hint: 'git fetch --unshallow origin (in GitHub Actions: fetch-depth: 0)',
    });
  }
  return commit;
}

/** One file of a commit; undefined where the commit has none. */
export async function fileAt(root: string, commit: string, path: string): Promise<Buffer | undefined> {
  const size = await line(root, ['cat-file', '-s', `${commit}:${path}`]);
  if (size === undefined) return undefined;
  if (Number(size) > documentBytesMax)
    throw new LoadError('too-large', `larger than ${documentBytesMax / 1024 / 1024} MB`, { place: { uri: path } });
  return git(root, ['cat-file', 'blob', `${commit}:${path}`]).catch(() => undefined);
}

export interface GitRef {
  /** As the user wrote it: what reports print. */
  readonly name: string;
  readonly commit: string;
}

/** The files of one commit, by paths from the repository's top. Symlinks are blobs of text here and lead nowhere. */
export function gitRoom(root: string, ref: GitRef): FileRoom {
  const prefix = `${ref.name}:`;
  return {
    join: (from, file) => prefix + joinPosix(from.slice(prefix.length), decoded(file)),
    async read(id) {
      const path = id.slice(prefix.length);
      const refused = refusedByName(path);
      if (refused !== undefined) return { kind: 'refused', reason: refused };
      const bytes = await fileAt(root, ref.commit, path);
      return bytes === undefined
        ? { kind: 'missing' }
        : { kind: 'bytes', bytes, info: { id, uri: path, inTree: false } };
    },
  };
}
