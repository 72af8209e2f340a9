import { realpath, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SourceId } from '../model/source.ts';
import type { SourceInfo } from './source.ts';
import { documentBytesMax } from './text.ts';
import { percentDecoded } from '../model/percent.ts';

/** Files that one document may be made of. The largest real one has about 2,900. */
export const filesMax = 20_000;

export type FileAnswer =
  | {
      readonly kind: 'bytes';
      readonly bytes: Buffer;
      readonly info: SourceInfo;
      /** Of the working tree: absolute, behind all links. */
      readonly file?: string;
    }
  | { readonly kind: 'missing' }
  /** Outside what may be read; the reason is one sentence without the file's content. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Where the files of one document come from: the working tree, a git ref, a URL. */
export interface FileRoom {
  /** The id of `file`, as written in a `$ref` of `from`. */
  join(from: SourceId, file: string): SourceId;
  read(id: SourceId): Promise<FileAnswer>;
}

export function hasDocumentExtension(file: string): boolean {
  return /\.(ya?ml|json)$/i.test(file);
}

/** What files will hold once they are written, by absolute path behind all links: read in place of them. */
export type Pending = ReadonlyMap<string, Buffer>;

/** The working tree below `root` (a real path): symlinks are followed first and judged by where they end. */
export function workingTree(root: string, pending?: Pending): FileRoom {
  return {
    join: (from, file) => joinPosix(from, percentDecoded(file)),
    async read(id) {
      const refused = refusedByName(id);
      if (refused !== undefined) return { kind: 'refused', reason: refused };
      const wanted = path.resolve(root, ...id.split('/'));
      let real: string;
      try {
        real = await realpath(wanted);
      } catch {
        return { kind: 'missing' };
      }
      if (!isInside(path, root, real)) return { kind: 'refused', reason: 'It lies outside the repository.' };
      if (path.relative(root, real).split(path.sep).includes('.git'))
        return { kind: 'refused', reason: 'It lies in .git.' };
      if (!hasDocumentExtension(real)) return { kind: 'refused', reason: 'It is no YAML or JSON file.' };
      const { size, isFile } = await stat(real).then((found) => ({ size: found.size, isFile: found.isFile() }));
      if (!isFile) return { kind: 'missing' };
      if (size > documentBytesMax)
        return { kind: 'refused', reason: `It is larger than ${documentBytesMax / 1024 / 1024} MB.` };
      const bytes = pending?.get(real) ?? (await readFile(real));
      return { kind: 'bytes', bytes, info: { id, uri: id, inTree: true }, file: real };
    },
  };
}

/** Names that need no look at the disk. Ids that climb out keep their leading `..`. */
export function refusedByName(id: SourceId): string | undefined {
  const segments = id.split('/');
  if (segments[0] === '..' || path.posix.isAbsolute(id) || path.win32.isAbsolute(id))
    return 'It lies outside the repository.';
  if (segments.includes('.git')) return 'It lies in .git.';
  return hasDocumentExtension(id) ? undefined : 'It is no YAML or JSON file.';
}

/** `a/b.yaml` + `../c.yaml` -> `c.yaml`; absolute paths stay absolute, so that they are refused. */
export function joinPosix(from: SourceId, file: string): SourceId {
  const slashed = file.replaceAll('\\', '/');
  return path.posix.isAbsolute(slashed)
    ? slashed
    : path.posix.normalize(path.posix.join(path.posix.dirname(from), slashed));
}

/** Is `inner` `outer` itself or below it? `paths` is `path.win32` or `path.posix`, so that both are tested. */
export function isInside(paths: path.PlatformPath, outer: string, inner: string): boolean {
  const relative = paths.relative(outer, inner);
  return (
    relative === '' || (!relative.startsWith(`..${paths.sep}`) && relative !== '..' && !paths.isAbsolute(relative))
  );
}
