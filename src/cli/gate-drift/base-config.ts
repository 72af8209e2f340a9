import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileAt, commitOf, mergeBase } from '../../load/git.ts';
import { isInside } from '../../load/files.ts';
import { splitRef } from '../../load/git.ts';
import { LoadError } from '../../load/load-error.ts';
import { emptyConfig, type Config } from '../config/config.ts';
import { readConfig, type ConfigOptions } from '../config/read-config.ts';
import { UserError, UserErrors } from '../user-error.ts';

/** The team's settings on both sides of a change. */
export interface ConfigDrift {
  readonly before: Config;
  readonly after: Config;
  readonly notes: readonly string[];
}

/** Undefined: the base is no commit, or the user named a config that is none of the repository. */
export async function configDrift(
  after: Config,
  { base, commit }: { readonly base: string; readonly commit: string | undefined },
  options: ConfigOptions,
): Promise<ConfigDrift | undefined> {
  const { cwd, root, file } = options;
  const named = typeof file === 'string' ? path.resolve(cwd, file) : root;
  if (commit === undefined || file === false || !isInside(path, root, named)) return undefined;
  try {
    const before = await readConfig({ ...options, commit: (name) => fileAt(root, commit, name) });
    return { before, after, notes: [] };
  } catch (error) {
    if (!(error instanceof UserErrors) && !(error instanceof UserError) && !(error instanceof LoadError)) throw error;
    const note = `The config cannot be read in ${base}: the gate has its own defaults in place of it.`;
    return { before: emptyConfig, after, notes: [note] };
  }
}

/** The commit that a change is judged against; undefined where it is none. A mistake is told where the base is opened. */
export async function commitBehind(
  base: string,
  { cwd, root }: Pick<ConfigOptions, 'cwd' | 'root'>,
): Promise<string | undefined> {
  const isHere = (await stat(path.resolve(cwd, base)).catch(() => undefined)) !== undefined;
  if (isHere || base === '-' || /^https?:\/\//i.test(base)) return undefined;
  const ref = splitRef(base);
  const commit = ref === undefined ? undefined : await commitOf(root, ref.ref);
  return commit ?? mergeBase(root, base).catch(() => undefined);
}

/** The config with the base's gate: a change has no say in how it is judged. What it tests and how stays its own. */
export function underBase(config: Config, before: Config): Config {
  const { failOn: _, ...gate } = config.gate;
  const { failOn, ignores, sla, maxAge } = before.gate;
  return {
    ...config,
    rules: before.rules,
    gate: { ...gate, ...(failOn === undefined ? {} : { failOn }), ignores, sla, maxAge },
  };
}
