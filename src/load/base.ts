import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ApiModel } from '../model/api.ts';
import { filesBelow } from './discover-files.ts';
import { loadApi } from './document.ts';
import { hasDocumentExtension } from './files.ts';
import { blobId, commitOf, filesOf, mergeBase, type GitRef, splitRef } from './git.ts';
import { findInputs, treeOf, uriOf, type Input, type LoadOptions, type TreeFile } from './inputs.ts';
import { LoadError } from './load-error.ts';
import { followRenames, isDocument } from './renamed.ts';

/** What documents are compared with. */
export interface Base {
  /** As the user wrote it. */
  readonly name: string;
  /** One file stands for one document, whatever they are called; else the files among which each finds its own. */
  readonly file?: Input;
  readonly files: readonly TreeFile[];
  /** Of a git ref: the files are those of the whole repository. */
  readonly ref?: GitRef;
}

export interface Pairs {
  /** The older version of a document, by the document's id; of the others there is none. */
  readonly older: ReadonlyMap<string, Older>;
  /** Documents of the base that are no more, by their path there. */
  readonly gone: readonly string[];
}
export interface Older {
  /** Read when its turn comes: all of them at once may be large. */
  input(): Promise<Input>;
  /** Its path in the base, where that is another. */
  readonly renamedFrom?: string;
}

/**
 * What `--base` names: a file, `-`, a URL, `ref:file`; a folder or `ref:folder`, whose files pair by name; or a git ref,
 * which means the repository as it was where this branch left it. Documents that come from a ref themselves are compared
 * with the other ref as it is.
 */
export async function openBase(base: string, heads: readonly Input[], options: LoadOptions): Promise<Base> {
  const found = await stat(path.resolve(options.cwd, base)).catch(() => undefined);
  if (found?.isDirectory() === true) return { name: base, files: await folderFiles(base, options) };
  const ref = splitRef(base);
  const commit = ref === undefined ? undefined : await commitOf(options.root, ref.ref);
  if (found === undefined && ref !== undefined && commit !== undefined) {
    const below = await treeOf({ name: ref.ref, commit }, ref.file, options);
    if (below !== undefined) return { name: base, files: below.files };
  }
  if (found !== undefined || commit !== undefined || base === '-' || /^https?:\/\//i.test(base)) {
    const [file] = (await findInputs([base], options)).inputs;
    if (heads.length > 1 || file === undefined)
      throw new LoadError('not-found', 'one file cannot be the older version of several documents', {
        place: { uri: base },
        hint: 'name one document, or a folder or git ref to compare with',
      });
    return { name: base, file, files: [] };
  }
  const isBetweenRefs = heads.length > 0 && heads.every((head) => head.ref !== undefined);
  const from = isBetweenRefs ? await commitOf(options.root, base) : undefined;
  const whole = { name: base, commit: from ?? (await mergeBase(options.root, base)) };
  const tree = await treeOf(whole, options.root, options);
  return { name: base, ref: whole, files: tree?.files ?? [] };
}

async function folderFiles(folder: string, options: LoadOptions): Promise<readonly TreeFile[]> {
  const top = path.resolve(options.cwd, folder);
  return (await filesBelow(top)).map((file) => ({
    path: uriOf(path, top, file),
    input: async () => {
      const [input] = (await findInputs([file], options)).inputs;
      if (input === undefined) throw new LoadError('not-found', 'there is no such file', { place: { uri: file } });
      return input;
    },
  }));
}

/** Each document with its older version: by its path, then by its content where it was renamed. */
export async function pairWithBase(heads: readonly Input[], base: Base, options: LoadOptions): Promise<Pairs> {
  const [only] = heads;
  const { file: single } = base;
  if (single !== undefined) {
    const one = { input: () => Promise.resolve(single) };
    return { older: new Map(only === undefined ? [] : [[only.id, one]]), gone: [] };
  }
  const byPath = new Map(base.files.map((file) => [file.path, file]));
  const older = new Map<string, Older>();
  const taken = new Set<string>();
  const unpaired: Input[] = [];
  for (const head of heads) {
    const file = pathsOf(head, base).flatMap((name) => byPath.get(name) ?? [])[0];
    if (file === undefined) unpaired.push(head);
    else {
      taken.add(file.path);
      older.set(head.id, file);
    }
  }
  const lost = await lostFiles(base, { taken, heads, options });
  const followed = await followRenames(unpaired, lost);
  for (const [head, file] of followed) older.set(head.id, { input: () => file.input(), renamedFrom: file.path });
  const found = new Set([...followed.values()].map((file) => file.path));
  const gone: string[] = [];
  for (const file of lost) if (!found.has(file.path) && (await isDocument(file))) gone.push(file.path);
  return { older, gone };
}

/** Under which paths a base may hold a document: below a folder both ways, or from the repository's top. */
function pathsOf({ path: file, below }: Input, { ref }: Base): readonly string[] {
  if (ref !== undefined) return [file];
  return below === undefined ? [file, path.posix.basename(file)] : [below];
}

/** Files that were renamed or removed are looked at up to this many. */
const lostMax = 200;

/** Documents of the base whose path is no more. A file that is still there was not renamed. */
async function lostFiles(
  { files, ref }: Base,
  {
    taken,
    heads,
    options,
  }: { readonly taken: ReadonlySet<string>; readonly heads: readonly Input[]; readonly options: LoadOptions },
): Promise<readonly TreeFile[]> {
  const present = await presentPaths(heads, options);
  const lost: TreeFile[] = [];
  for (const file of files) {
    if (taken.has(file.path) || !hasDocumentExtension(file.path) || present.has(file.path)) continue;
    const isThere =
      ref !== undefined && heads.every((head) => head.ref === undefined) && (await exists(file.path, options));
    if (!isThere && lost.push(file) >= lostMax) break;
  }
  return lost;
}

/** Of heads that come from a commit, all its files; of a folder's, their paths below it. */
async function presentPaths(heads: readonly Input[], { root }: LoadOptions): Promise<ReadonlySet<string>> {
  const present = new Set(heads.map(({ below, path: file }) => below ?? file));
  const commits = new Set(heads.flatMap(({ ref }) => ref?.commit ?? []));
  for (const commit of commits) for (const { path: file } of await filesOf(root, commit)) present.add(file);
  return present;
}

async function exists(file: string, { root }: LoadOptions): Promise<boolean> {
  return (await stat(path.join(root, file)).catch(() => undefined)) !== undefined;
}

/** Is a document, with every file that it is made of, as the base has it? Only what git holds can be told. */
export async function isAsInBase(api: ApiModel, base: Base, { root }: LoadOptions): Promise<boolean> {
  // A file that is missing now may have been there.
  if (base.ref === undefined || api.faults.some(({ kind }) => kind === 'broken-ref')) return false;
  const ids = new Map(base.files.map(({ path: file, id }) => [file, id]));
  for (const { id: file, inTree } of api.sources.values()) {
    const id = ids.get(file);
    if (!inTree || id === undefined) return false;
    const bytes = await readFile(path.join(root, file)).catch(() => undefined);
    if (bytes === undefined || !(isSame(bytes, id) || isSame(withoutReturns(bytes), id))) return false;
  }
  return true;
}

function isSame(bytes: Buffer, id: string): boolean {
  return blobId(bytes, id) === id;
}

/** Git may write other line ends than it holds. */
export function withoutReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The older version as a model, under its own name. */
export async function loadOlder(older: Older, options: LoadOptions): Promise<ApiModel> {
  const { specPath: _, ...rest } = options;
  return loadApi(await older.input(), rest);
}
