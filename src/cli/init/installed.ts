import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../../load/files.ts';

/** How the repository comes by sallyport. */
export interface Installed {
  /** Its lock file has it: what runs here is what `npm ci` installs. */
  readonly isLocked: boolean;
  /** A file that the lock names and that lies outside of the repository, so that no other machine has it. */
  readonly outside?: string;
}

/** Largest file that is read for this, in bytes; lock files of large products have a few million. */
const manifestBytesMax = 32 * 1024 * 1024;

/** What package.json and package-lock.json at the top say of sallyport; other package managers are not read. */
export async function installedIn(root: string): Promise<Installed> {
  const manifest = await jsonOf(path.join(root, 'package.json'));
  const asked = textAt(manifest, 'devDependencies', 'sallyport') ?? textAt(manifest, 'dependencies', 'sallyport');
  const lock = await jsonOf(path.join(root, 'package-lock.json'));
  if (asked === undefined || lock === undefined) return { isLocked: false };
  const file = /^file:(.+)$/.exec(asked)?.[1];
  const isOutside = file !== undefined && !isInside(path, root, path.resolve(root, file));
  return { isLocked: true, ...(isOutside ? { outside: file } : {}) };
}

async function jsonOf(file: string): Promise<unknown> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size > manifestBytesMax) return undefined;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return typeof at === 'string' ? at : undefined;
}
