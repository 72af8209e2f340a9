import type { Edit, Replacement } from './edit.ts';

/** A file's path in the repository with `/`, a `ref:path`, a URL, or `<stdin>`: unique in a run. */
export type SourceId = string;

/** A JSON pointer (RFC 6901) inside one source file: where a fact was written. `''` is the whole file. */
export interface Pointer {
  readonly source: SourceId;
  readonly path: string;
}

/** Where a pointer's key stands: 1-based lines and columns, columns in UTF-16 units, end exclusive, one line at most. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One input as read. Positions are worked out only when a report asks. */
export interface Source {
  readonly id: SourceId;
  /** What reports print: relative to the repository, always `/`. */
  readonly uri: string;
  /** False for what is no file of the working tree (a git ref, a URL, stdin): no report may link to it as a file. */
  readonly inTree: boolean;
  /** The region of the pointer's key (of an array's item: its first line). Unknown pointers give their nearest known ancestor. */
  locate(path: string): Region;
  /** The edits as pieces of the text, in order. Undefined where one of them is not one piece, or the text cannot be edited. */
  replacements?(edits: readonly Edit[]): readonly Replacement[] | undefined;
}

/** The pointer's child: keys are escaped here and nowhere else. */
export function child(pointer: Pointer, ...keys: readonly (string | number)[]): Pointer {
  let { path } = pointer;
  for (const key of keys) path += typeof key === 'number' ? `/${key}` : `/${escapeKey(key)}`;
  return { source: pointer.source, path };
}

export function escapeKey(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** `/paths/~1cards/get` -> ['paths', '/cards', 'get'] */
export function keysOf(path: string): readonly string[] {
  if (path === '') return [];
  const keys = path.slice(1).split('/');
  if (!path.includes('~')) return keys;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    if (key.includes('~')) keys[index] = key.replaceAll('~1', '/').replaceAll('~0', '~');
  }
  return keys;
}

export function parent(pointer: Pointer): Pointer {
  return { source: pointer.source, path: pointer.path.slice(0, Math.max(0, pointer.path.lastIndexOf('/'))) };
}
