import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../load/files.ts';
import { repositoryRoot, type LoadOptions } from '../load/inputs.ts';
import type { Config } from './config/config.ts';
import type { Io } from './io.ts';
import type { Flags } from './options.ts';
import { UserError } from './user-error.ts';

/** Where reads are confined: see `LoadOptions.root`. */
export async function rootOf({ refRoot }: Flags, { cwd }: Io): Promise<string> {
  if (refRoot === undefined) return repositoryRoot(cwd);
  return realpath(path.resolve(cwd, refRoot)).catch(() => {
    throw new UserError('flag', '--ref-root: there is no such folder', { place: { uri: refRoot } });
  });
}

export function loadOptions(
  flags: Flags,
  { cwd, stdin }: Io,
  { root, config }: { readonly root: string; readonly config: Config },
): LoadOptions {
  return {
    cwd,
    root,
    remoteHosts: flags.allowRemoteRefs,
    names: fromRoot(config.inputs.names, root),
    ...(flags.specPath === undefined ? {} : { specPath: pathFrom(root, inRepository(flags.specPath, { cwd, root })) }),
    stdin,
  };
}

function pathFrom(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

export function fromRoot(labels: ReadonlyMap<string, string>, root: string): ReadonlyMap<string, string> {
  return new Map([...labels].map(([file, label]) => [pathFrom(root, file), label]));
}

function inRepository(file: string, { cwd, root }: { readonly cwd: string; readonly root: string }): string {
  const absolute = path.resolve(cwd, file);
  if (isInside(path, root, absolute)) return absolute;
  throw new UserError('flag', '--spec-path names a file of the repository', { place: { uri: file } });
}
