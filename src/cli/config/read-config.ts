import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { LoadError, printable, type LoadPlace } from '../../load/load-error.ts';
import { readSource } from '../../load/source.ts';
import { child, type Pointer, type Source } from '../../model/source.ts';
import { allRuleIds } from '../rule-ids.ts';
import { UserError, UserErrors } from '../user-error.ts';
import { emptyConfig, type Config, type PlacedIgnore } from './config.ts';
import { partsOf } from './parts.ts';
import type { OwnProbe } from '../../check/own-probes/own-probe.ts';
import type { OwnRule } from '../../check/own-rules/own-rule.ts';
import { isInside } from '../../load/files.ts';
import { ownFileShape } from './own-rules.ts';
import { configShape, ignoreShape } from './sallyport-shape.ts';
import type { Shape } from './shape.ts';

export interface ConfigOptions {
  readonly cwd: string;
  /** A real path: what the config names must lie below it. */
  readonly root: string;
  /** `-c`; undefined: `sallyport.yaml` at the root, if it is there; false: none. */
  readonly file: string | false | undefined;
  /** Reads files of a commit in place of the working tree's, by their path from the root. */
  readonly commit?: (file: string) => Promise<Buffer | undefined>;
}

/** The largest real ones have a few hundred lines. */
const configBytesMax = 1024 * 1024;

/** Throws UserErrors with every mistake of the file and its line. Contacts nothing and runs nothing that it names. */
export async function readConfig(options: ConfigOptions): Promise<Config> {
  const ignores = await readIgnores(options);
  const file = await configFile(options);
  const config = await withOwnRules(options, file === undefined ? emptyConfig : await readConfigFile(options, file));
  if (ignores === undefined) return config;
  return {
    ...config,
    gate: { ...config.gate, ignores: [...config.gate.ignores, ...ignores.placed] },
    sources: [...config.sources, ignores.source],
  };
}

/** Rules and probes of the team's own, each file checked as the config is; what they say is data, nothing of it runs. */
async function withOwnRules(options: ConfigOptions, config: Config): Promise<Config> {
  const own: OwnRule[] = [];
  const ownProbes: OwnProbe[] = [];
  for (const file of config.rules.ownFiles) {
    if (!(await isThere(options, file)))
      throw new UserError('config', 'there is no such file of the repository', {
        place: { uri: shownPath(options, file) },
      });
    const { value, errors } = await readChecked(options, file, ownFileShape);
    if (value === undefined || errors.length > 0) throw new UserErrors(errors);
    own.push(...value.rules);
    ownProbes.push(...value.probes);
  }
  return { ...config, rules: { ...config.rules, own, ownProbes } };
}

const ignoreFile = '.sallyport-ignore.yaml';

/** Exceptions in a file of their own at the top of the repository. `--no-config` leaves them out too. */
async function readIgnores(
  options: ConfigOptions,
): Promise<{ readonly placed: readonly PlacedIgnore[]; readonly source: Source } | undefined> {
  const file = options.file === false ? undefined : await ownFile(options, ignoreFile);
  if (file === undefined) return undefined;
  const { value, source, errors } = await readChecked(options, file, ignoreShape(allRuleIds));
  if (value === undefined || errors.length > 0) throw new UserErrors(errors);
  return { placed: value.map((one, index) => ({ ...one, at: child({ source: source.id, path: '' }, index) })), source };
}

async function readConfigFile(options: ConfigOptions, file: string): Promise<Config> {
  const { value, source, errors } = await readChecked(options, file, configShape(allRuleIds));
  if (value === undefined || errors.length > 0) throw new UserErrors(errors);
  const place = (pointer: string): LoadPlace => placeOf(source, { source: source.id, path: pointer });
  return partsOf(value, { folder: path.dirname(file), root: options.root, source, place });
}

interface CheckedFile<T> {
  readonly value: T | undefined;
  readonly source: Source;
  readonly errors: readonly UserError[];
}

async function readChecked<T>(options: ConfigOptions, file: string, shape: Shape<T>): Promise<CheckedFile<T>> {
  const uri = shownPath(options, file);
  const bytes = await bytesOf(options, file);
  if (bytes.length > configBytesMax)
    throw new UserError('config', `larger than ${configBytesMax / 1024} KB`, { place: { uri } });
  const inTree = options.commit === undefined;
  const read = await readSource(bytes, { id: inTree ? uri : `base:${uri}`, uri, inTree }).catch((error: unknown) => {
    if (error instanceof LoadError) throw new UserError('config', error.message, { place: { ...error.place, uri } });
    throw error;
  });
  const errors = read.faults.map(({ at, message }) => errorAt(read.source, at, message.replace(/\.$/, '')));
  const value = shape.read({
    value: read.value,
    at: { source: read.source.id, path: '' },
    complain: (at, message, hint) => {
      errors.push(errorAt(read.source, at, message, hint));
      return undefined;
    },
  });
  return { value, source: read.source, errors };
}

async function configFile(options: ConfigOptions): Promise<string | undefined> {
  const { cwd, file, commit } = options;
  if (file === false) return undefined;
  if (file !== undefined) {
    const named = path.resolve(cwd, file);
    if (commit !== undefined) return (await isThere(options, named)) ? named : undefined;
    const found = await stat(named).catch(() => undefined);
    if (found?.isFile() !== true)
      throw new UserError('config', 'there is no such config file', { place: { uri: file } });
    return named;
  }
  return ownFile(options, 'sallyport.yaml');
}

/** A file at the top of the repository, if it is there. */
async function ownFile(options: ConfigOptions, name: string): Promise<string | undefined> {
  const own = path.join(options.root, name);
  if (options.commit !== undefined) return (await isThere(options, own)) ? own : undefined;
  const real = await realpath(own).catch(() => undefined);
  if (real === undefined) return undefined;
  // A checkout may hold a link to a file of the machine, whose lines must not come out in messages.
  if (real !== own)
    throw new UserError('config', 'is a link, which is not followed', {
      place: { uri: name },
      hint: 'name the config with -c, or put the file itself here',
    });
  return own;
}

/** Is it a file of the repository, behind links too? */
async function isThere({ root, commit }: ConfigOptions, file: string): Promise<boolean> {
  if (commit !== undefined) return isInside(path, root, file) && (await commit(fromRoot(root, file))) !== undefined;
  const real = await realpath(file).catch(() => undefined);
  return real !== undefined && isInside(path, root, real);
}

async function bytesOf({ root, commit }: ConfigOptions, file: string): Promise<Buffer> {
  if (commit !== undefined) return (await commit(fromRoot(root, file))) ?? Buffer.alloc(0);
  // A large one is not read whole to be refused.
  const { size } = await stat(file);
  return size > configBytesMax ? Buffer.alloc(configBytesMax + 1) : readFile(file);
}

function fromRoot(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

function shownPath({ cwd, root }: ConfigOptions, file: string): string {
  const inRoot = path.relative(root, file);
  const shown = inRoot.startsWith('..') ? path.relative(cwd, file) : inRoot;
  return shown.split(path.sep).join('/');
}

// Four things make the line, and an object for them would only be taken apart here.
export function errorAt(source: Source, at: Pointer, ...[message, hint]: [string, string?]): UserError {
  const hinted = hint === undefined ? {} : { hint: printable(hint) };
  return new UserError('config', printable(message), { place: placeOf(source, at), ...hinted });
}

function placeOf(source: Source, at: Pointer): LoadPlace {
  const { startLine, startColumn } = source.locate(at.path);
  return { uri: source.uri, line: startLine, column: startColumn };
}
