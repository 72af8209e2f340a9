import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { joinPosix, refusedByName, type FileRoom } from './files.ts';
import { LoadError } from './load-error.ts';
import { documentBytesMax } from './text.ts';
import { percentDecoded } from '../model/percent.ts';

/** One git call, in milliseconds. */
const gitMsMax = 30_000;
/** The largest document, or the names of a million files. */
const outputBytesMax = 2 * documentBytesMax;

/**
 * Plumbing alone: objects and names. What a repository's own settings may name (hooks, filters, monitors, pagers, helpers
 * of transports) has no say: no system or user config is read, nothing is fetched, and a bare repository that lies among
 * the files of a checkout is none.
 */
async function git(cwd: string, args: readonly string[]): Promise<Buffer> {
  // Most runs ask git nothing.
  const { execFile } = await import('node:child_process');
  const { stdout } = await promisify(execFile)('git', [...quiet, ...args], {
    cwd,
    encoding: 'buffer',
    maxBuffer: outputBytesMax,
    timeout: gitMsMax,
    env: { PATH: process.env['PATH'] ?? '', ...settings },
  });
  return stdout;
}

const quiet = [
  '--no-optional-locks',
  '--no-replace-objects',
  '--no-pager',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.alternateRefsCommand=false'].flatMap((one) => [
    '-c',
    one,
  ]),
];

const settings: Readonly<Record<string, string>> = {
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  // Older gits know no GIT_NO_LAZY_FETCH: then a fetch of what a partial clone lacks finds no transport.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_CONFIG_COUNT: '2',
  // CI checks out as one user and runs as another; reading objects of a foreign owner executes nothing here.
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
  GIT_CONFIG_KEY_1: 'safe.bareRepository',
  GIT_CONFIG_VALUE_1: 'explicit',
};

async function line(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return git(cwd, args).then(
    (output) => output.toString('utf8').trim(),
    () => undefined,
  );
}

/** Regular files of the last commit, below `cwd` and from there; none where there is no repository or no commit. */
export async function committedFiles(cwd: string): Promise<readonly string[]> {
  const files = await filesOf(cwd, 'HEAD').catch(() => []);
  return files.map((file) => file.path);
}

/** The commit that a ref names; a ref is never taken for an option. */
export async function commitOf(cwd: string, ref: string): Promise<string | undefined> {
  if (ref === '' || ref.startsWith('-')) return undefined;
  return line(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
}

/** Where the branch left `ref`: what a pull request is compared with. Says which fetch is missing in a shallow clone. */
export async function mergeBase(cwd: string, ref: string): Promise<string> {
  const commit = await commitOf(cwd, ref);
  if (commit === undefined) throw new LoadError('git', `git knows no ref ${ref}`, { hint: await fetchOf(cwd, ref) });
  const base = await line(cwd, ['merge-base', 'HEAD', commit]);
  if (base !== undefined && base !== '') return base;
  if (await isShallow(cwd)) {
    throw new LoadError('git', `this clone is too shallow to find where the branch left ${ref}`, {
      hint: 'git fetch --unshallow origin (in GitHub Actions: fetch-depth: 0)',
    });
  }
  return commit;
}

/** The fetch that brings a ref: of a shallow clone with its history, or there would be no merge base. */
async function fetchOf(cwd: string, ref: string): Promise<string> {
  if ((await line(cwd, ['rev-parse', '--git-dir'])) === undefined)
    return 'this folder is in no git repository: name a file or a folder instead';
  const remote = /^(?:origin\/)?(.+)$/.exec(ref)?.[1] ?? ref;
  if (!(await isShallow(cwd))) return `git fetch origin ${remote}`;
  const to = ref.startsWith('origin/') ? `:refs/remotes/${ref}` : '';
  return `git fetch --unshallow origin ${remote}${to} (in GitHub Actions: fetch-depth: 0)`;
}

async function isShallow(cwd: string): Promise<boolean> {
  return (await line(cwd, ['rev-parse', '--is-shallow-repository'])) === 'true';
}

/** A file of a commit, as its tree names it. */
export interface GitFile {
  /** From the root. */
  readonly path: string;
  /** The id of its content. */
  readonly id: string;
}

/** The regular files of a commit below `root`; links are text here and lead nowhere, submodules are other repositories. */
export async function filesOf(root: string, commit: string): Promise<readonly GitFile[]> {
  const output = await git(root, ['ls-tree', '-r', '-z', '--end-of-options', commit]);
  return output
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, mode = '', id = '', file = ''] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
      return mode.startsWith('100') ? [{ path: file, id }] : [];
    });
}

/** The id that git gives to such a content: sha1, or sha256 in repositories that use it. */
export function blobId(bytes: Buffer, like: string): string {
  return createHash(like.length > 40 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** The content of one file, by its id. A partial clone may lack it, and nothing is fetched here. */
export async function contentOf(root: string, { path: file, id }: GitFile): Promise<Buffer> {
  const size = await line(root, ['cat-file', '-s', id]);
  if (size === undefined)
    throw new LoadError('git', 'this partial clone lacks the file', {
      place: { uri: file },
      hint: 'git fetch --refetch --no-filter origin',
    });
  if (Number(size) > documentBytesMax) throw tooLarge(file);
  return git(root, ['cat-file', 'blob', id]);
}

function tooLarge(file: string): LoadError {
  return new LoadError('too-large', `larger than ${documentBytesMax / 1024 / 1024} MB`, { place: { uri: file } });
}

/** One file of a commit, by its path from `root`; undefined where the commit has none. */
export async function fileAt(root: string, commit: string, file: string): Promise<Buffer | undefined> {
  const size = await line(root, ['cat-file', '-s', `${commit}:./${file}`]);
  if (size === undefined) return undefined;
  if (Number(size) > documentBytesMax) throw tooLarge(file);
  return git(root, ['cat-file', 'blob', `${commit}:./${file}`]).catch(() => undefined);
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
    join: (from, file) => prefix + joinPosix(from.slice(prefix.length), percentDecoded(file)),
    async read(id) {
      const file = id.slice(prefix.length);
      const refused = refusedByName(file);
      if (refused !== undefined) return { kind: 'refused', reason: refused };
      const bytes = await fileAt(root, ref.commit, file);
      return bytes === undefined
        ? { kind: 'missing' }
        : { kind: 'bytes', bytes, info: { id, uri: file, inTree: false } };
    },
  };
}

/** `main:openapi.yaml`; one letter before the colon is a drive of Windows. An existing file was found before. */
export function splitRef(arg: string): { readonly ref: string; readonly file: string } | undefined {
  const colon = arg.indexOf(':');
  if (colon < 2 || colon === arg.length - 1) return undefined;
  return { ref: arg.slice(0, colon), file: arg.slice(colon + 1) };
}
