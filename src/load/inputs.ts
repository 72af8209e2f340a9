import { createReadStream } from 'node:fs';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SourceId } from '../model/source.ts';
import { discoverDocuments, filesBelow } from './discover-files.ts';
import { hasDocumentExtension, isInside, type Pending } from './files.ts';
import { commitOf, contentOf, fileAt, filesOf, splitRef, type GitRef } from './git.ts';
import { archived, beginningOf, capturesIn, isArchive } from './har/archive.ts';
import { fileBeside } from './har/beside.ts';
import { LoadError } from './load-error.ts';
import { noDocument, notFound } from './not-found.ts';
import { fetchDocument, withoutSecrets } from './remote.ts';
import { kindOfBytes, sniffBytesMax, type ContentKind } from './sniff.ts';
import { drained } from './stdin.ts';
import { documentBytesMax } from './text.ts';

export { repositoryRoot } from './repository.ts';

export interface LoadOptions {
  readonly cwd: string;
  /** Where reads are confined: git's top level, else the working folder, or `--ref-root`. A real path. */
  readonly root: string;
  /** Hosts that `$ref`s may be fetched from: a flag names them. */
  readonly remoteHosts: readonly string[];
  /** `specs[].name` of the config, by path from the root with `/`. */
  readonly names: ReadonlyMap<SourceId, string>;
  /** Stands in for the path of a document that is no file of the repository (`--spec-path`). */
  readonly specPath?: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly pending?: Pending;
}

export interface Input {
  readonly kind: 'document' | 'capture';
  readonly id: SourceId;
  /** What reports print. */
  readonly uri: string;
  /** From the root, without a git ref before it: the name in fingerprints. */
  readonly path: SourceId;
  /** Where it was found by a folder's name: from that folder. What pairs the documents of two folders. */
  readonly below?: SourceId;
  readonly inTree: boolean;
  /** Is it a file of the working tree itself, and no text that stands for one? */
  readonly isFile?: boolean;
  readonly ref?: GitRef;
  /** Whole: documents. Throws LoadError over 64 MB. */
  read(): Promise<Buffer>;
  /** Streamed: captures. */
  open(): AsyncIterable<Buffer>;
  /** A file of this plain name beside it, which only captures ask for; undefined where there is none. */
  beside?(name: string): Promise<Buffer | undefined>;
}

export interface Found {
  readonly inputs: readonly Input[];
  /** Said to the user: what was left out and how to name it. */
  readonly notes: readonly string[];
}

/** Files, folders, globs, `-`, `ref:path` and URLs in any order; without any, the documents of the repository. */
export async function findInputs(args: readonly string[], options: LoadOptions): Promise<Found> {
  if (args.length === 0) return discover(options);
  const inputs: Input[] = [];
  for (const arg of args) inputs.push(...(await inputsOf(arg, options)));
  const unique = new Map(inputs.map((input) => [input.id, input]));
  return { inputs: [...unique.values()], notes: [] };
}

async function inputsOf(arg: string, options: LoadOptions): Promise<readonly Input[]> {
  if (arg === '-') {
    const bytes = await drained(options.stdin);
    return isArchive(bytes) ? archived(bytes, '<stdin>') : [await bufferedInput('<stdin>', bytes, options)];
  }
  if (/^https?:\/\//i.test(arg)) return [await bufferedInput(withoutSecrets(arg), await fetchDocument(arg), options)];
  const named = path.resolve(options.cwd, arg);
  const found = await stat(named).catch(() => undefined);
  if (found !== undefined) return found.isDirectory() ? fromFolder(named, options, arg) : namedFile(named, options);
  const ref = splitRef(arg);
  if (ref !== undefined) return gitInputs(ref, options);
  if (/[*?[\]{}]/.test(arg)) {
    const { glob } = await import('tinyglobby');
    const files = await glob(arg.replaceAll('\\', '/'), {
      cwd: options.cwd,
      absolute: true,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', '**/.git/**'],
    });
    if (files.length === 0) throw new LoadError('nothing-found', 'matches no file', { place: { uri: arg } });
    return fromFiles(files.sort(), options, arg);
  }
  const commit = await commitOf(options.root, arg);
  if (commit !== undefined) return documentsOf((await treeOf({ name: arg, commit }, '.', options))?.files ?? [], arg);
  throw await notFound(arg, options.cwd);
}

/** A document or a capture; of an archive the captures in it. */
async function namedFile(file: string, options: LoadOptions): Promise<readonly Input[]> {
  const real = await realpath(file);
  return isArchive(await beginningOf(real))
    ? archived(real, uriOf(path, options.root, real))
    : [await fileInput(real, options)];
}

/** Documents of a folder are told apart by their path below it. */
async function fromFolder(folder: string, options: LoadOptions, named: string): Promise<readonly Input[]> {
  const top = await realpath(folder);
  const inputs = await fromFiles(await filesBelow(top), options, named);
  return inputs.map((input) => ({ ...input, below: uriOf(path, top, path.resolve(options.root, input.path)) }));
}

/** The documents and captures among many files; others are nobody's mistake there. */
async function fromFiles(files: readonly string[], options: LoadOptions, named: string): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  for (const file of files) {
    if (file.endsWith('.zip')) {
      if (isArchive(await beginningOf(file))) inputs.push(...(await capturesIn(file, uriOf(path, options.root, file))));
      continue;
    }
    const kind = await kindOfFile(file);
    if (kind === 'document' || kind === 'capture') inputs.push(await fileInput(file, options, kind));
  }
  if (inputs.length > 0) return inputs;
  throw new LoadError('nothing-found', 'holds no OpenAPI document and no HAR capture', { place: { uri: named } });
}

/** Of a file that the user names (`isNamed`) it is only asked whether it is a capture: what is none is read as a document. */
async function kindOfFile(file: string, isNamed = false): Promise<ContentKind> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(sniffBytesMax);
    const { bytesRead } = await handle.read(buffer, 0, sniffBytesMax, 0);
    const { size } = await handle.stat();
    const kind = kindOfBytes(buffer.subarray(0, bytesRead), file);
    if (kind !== 'unknown' || size <= bytesRead || size > documentBytesMax) return kind;
    if (isNamed && !buffer.toString('utf8', 0, bytesRead).trimStart().startsWith('{')) return kind;
    // Keys stand in any order: a document may say what it is at its end.
    const whole = await readFile(file);
    return isNamed && !whole.includes('log"') ? kind : kindOfBytes(whole, file);
  } finally {
    await handle.close();
  }
}

/** The path from the root with `/`; of a file outside of it, which only the user can name, from the working folder. */
export function uriOf(paths: path.PlatformPath, root: string, file: string): string {
  const from = isInside(paths, root, file) ? paths.relative(root, file) : file;
  return from.split(paths.sep).join('/');
}

async function fileInput(file: string, options: LoadOptions, known?: ContentKind): Promise<Input> {
  const real = await realpath(file);
  const uri = uriOf(path, options.root, real);
  const kind = known ?? (await kindOfFile(real, true));
  return {
    // What cannot be told apart is read as a document, whose reader says what is wrong with it.
    kind: kind === 'capture' ? 'capture' : 'document',
    id: uri,
    uri,
    path: uri,
    inTree: isInside(path, options.root, real),
    isFile: true,
    async read() {
      const pending = options.pending?.get(real);
      if (pending !== undefined) return pending;
      const { size } = await stat(real);
      if (size > documentBytesMax)
        throw new LoadError('too-large', `larger than ${documentBytesMax / 1024 / 1024} MB`, { place: { uri } });
      return readFile(real);
    },
    open: () => createReadStream(real, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>,
    beside: (name) => fileBeside(real, name),
  };
}

/** A file of a commit, or the documents of a folder of it. */
async function gitInputs(
  { ref, file }: { readonly ref: string; readonly file: string },
  options: LoadOptions,
): Promise<readonly Input[]> {
  const commit = await commitOf(options.root, ref);
  if (commit === undefined)
    throw new LoadError('git', `there is no such file, and git knows no ref ${ref}`, {
      place: { uri: `${ref}:${file}` },
    });
  const fromRoot = uriOf(path, options.root, path.resolve(options.cwd, file));
  const bytes = (await fileAt(options.root, commit, fromRoot)) ?? (await fileAt(options.root, commit, file));
  if (bytes !== undefined) return [refInput({ name: ref, commit }, fromRoot, bytes)];
  const tree = await treeOf({ name: ref, commit }, file, options);
  if (tree === undefined) throw new LoadError('not-found', `${ref} has no such file`, { place: { uri: file } });
  return documentsOf(tree.files, `${ref}:${file}`);
}

/** A file among others, not read yet. */
export interface TreeFile {
  /** Below the folder that was named, or the repository's top: what pairs it with a document. */
  readonly path: SourceId;
  /** Git's id of its content, where git holds it. */
  readonly id?: string;
  input(): Promise<Input>;
}

/** The files of a commit below a folder; undefined where there are none. Paths are below the folder. */
export async function treeOf(
  ref: GitRef,
  folder: string,
  options: LoadOptions,
): Promise<{ readonly ref: GitRef; readonly files: readonly TreeFile[] } | undefined> {
  const fromRoot = uriOf(path, options.root, path.resolve(options.cwd, folder));
  const prefix = fromRoot === '' ? '' : `${fromRoot}/`;
  const files = (await filesOf(options.root, ref.commit)).filter((file) => file.path.startsWith(prefix));
  if (files.length === 0) return undefined;
  const inputs = files.map((file): TreeFile => {
    const below = file.path.slice(prefix.length);
    const read = async (): Promise<Input> => refInput(ref, file.path, await contentOf(options.root, file), below);
    return { path: below, id: file.id, input: read };
  });
  return { ref, files: inputs };
}

/** Files of a commit that are read to see whether they are documents. */
const sniffedMax = 5_000;

async function documentsOf(files: readonly TreeFile[], named: string): Promise<readonly Input[]> {
  const candidates = files.filter((file) => hasDocumentExtension(file.path));
  if (candidates.length > sniffedMax)
    throw new LoadError('too-large', `holds more than ${sniffedMax} YAML and JSON files`, {
      place: { uri: named },
      hint: `name a folder: ${named.split(':', 1)[0] ?? ''}:specs`,
    });
  const inputs: Input[] = [];
  for (const file of candidates) {
    const input = await file.input();
    if (kindOfBytes(await input.read(), input.path) === 'document') inputs.push(input);
  }
  if (inputs.length > 0) return inputs;
  throw new LoadError('nothing-found', 'holds no OpenAPI document', { place: { uri: named } });
}

/** A file of a commit as an input. */
// oxlint-disable-next-line max-params
function refInput(ref: GitRef, file: SourceId, bytes: Buffer, below?: SourceId): Input {
  const kind = kindOfBytes(bytes, file);
  return {
    kind: kind === 'capture' ? 'capture' : 'document',
    id: `${ref.name}:${file}`,
    uri: file,
    path: file,
    ...(below === undefined ? {} : { below }),
    inTree: false,
    ref,
    read: () => Promise.resolve(bytes),
    open: () => once(bytes),
  };
}

async function bufferedInput(name: string, bytes: Buffer, options: LoadOptions): Promise<Input> {
  const kind = kindOfBytes(bytes, name);
  const isDocument = kind !== 'capture';
  const shown = isDocument && options.specPath !== undefined ? options.specPath : name;
  return {
    kind: isDocument ? 'document' : 'capture',
    id: shown,
    uri: shown,
    path: shown,
    inTree: isDocument && options.specPath !== undefined,
    read: () => Promise.resolve(bytes),
    open: () => once(bytes),
  };
}

async function* once(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes;
}

async function discover(options: LoadOptions): Promise<Found> {
  const { files, left, isCut } = await discoverDocuments(
    options.cwd,
    async (file) => (await kindOfFile(file)) === 'document',
  );
  if (files.length === 0) throw await noDocument(options.cwd);
  const inputs = await Promise.all(files.map((file) => fileInput(file, options, 'document')));
  const more =
    left > 0
      ? [
          `Only the first ${files.length} documents were taken; name a folder to choose: sallyport lint ${inputs[0]?.uri ?? 'specs/'}`,
        ]
      : [];
  const found =
    inputs.length > 1 ? [`Found ${inputs.length} documents; to narrow: sallyport lint ${inputs[0]?.uri ?? ''}`] : [];
  const cut = isCut ? ['This repository has more folders than are looked into: name the documents.'] : [];
  return { inputs, notes: [...found, ...more, ...cut] };
}
