import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../../load/files.ts';
import { findInputs, repositoryRoot } from '../../load/inputs.ts';
import { unignoredFiles } from '../../load/unignored.ts';
import { counted } from '../../report/counted.ts';
import { forLine } from '../../report/escape.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';
import { installedIn, type Installed } from './installed.ts';
import { configText, workflowOf, type CiSystem, type Found } from './files.ts';

export interface InitFlags {
  readonly ci: CiSystem | 'auto';
  readonly dryRun?: boolean;
}

/** Captures that the config names; the others can be named on the command line. */
const capturesMax = 20;

/** Looks at what is here and writes a config and a workflow for it. A file that is there is never touched. */
export async function init({ ci, dryRun = false }: InitFlags, io: Io): Promise<number> {
  const root = await repositoryRoot(io.cwd);
  const { found, notes } = await foundIn(root, io);
  const system = ci === 'auto' ? await systemOf(root) : ci;
  const installed = await installedIn(root);
  const workflow = workflowOf(system, installed);
  const files = [{ file: 'sallyport.yaml', text: configText(found) }, ...(workflow === undefined ? [] : [workflow])];
  const say = (line: string): void => io.stdout.write(`${forLine(line)}\n`);
  say(`${counted(found.documents.length, 'document')}, ${counted(found.captures.length, 'capture')}, CI: ${system}`);
  for (const note of notes) say(note);
  for (const { file, text } of files) {
    if (dryRun) {
      io.stdout.write(`--- ${file}\n${text}`);
    } else say(`${file}: ${await written(root, file, text)}`);
  }
  if (dryRun) return 0;
  for (const step of nextSteps(system, installed)) say(step);
  return 0;
}

function nextSteps(system: CiSystem, { isLocked, outside }: Installed): readonly string[] {
  const call = isLocked ? 'npx sallyport' : 'sallyport';
  return [
    `next: ${call} scan -o results.json`,
    `next: ${call} baseline create results.json, where what stands today shall not fail`,
    ...(outside === undefined
      ? []
      : [`next: copy ${outside} into the repository and install it from there: other machines do not have it`]),
    ...(system === 'gitlab'
      ? ['next: include .gitlab/sallyport.gitlab-ci.yml in .gitlab-ci.yml, as its first lines say']
      : []),
    ...(system === 'circleci' || system === 'buildkite' || system === 'jenkins'
      ? [`next: the lines for your pipeline are in docs/ci/${system}.md of sallyport`]
      : []),
  ];
}

/** What would be judged without a config. Paths that a config cannot hold are told. */
async function foundIn(
  root: string,
  { stdin }: Io,
): Promise<{ readonly found: Found; readonly notes: readonly string[] }> {
  const options = { cwd: root, root, remoteHosts: [], names: new Map<string, string>(), stdin };
  const { inputs, notes } = await findInputs([], options);
  const documents = inputs.map((input) => input.path);
  const { files } = await unignoredFiles(root);
  const captures = files
    .filter((file) => /\.har(?:\.gz)?$/i.test(file))
    .map((file) => path.relative(root, file).split(path.sep).join('/'))
    .sort();
  const isWritable = (file: string): boolean => !file.includes('${');
  const left = documents.filter((file) => !isWritable(file)).length;
  return {
    found: {
      documents: documents.filter(isWritable),
      captures: captures.filter(isWritable).slice(0, capturesMax),
    },
    notes: [
      ...notes.filter((note) => !note.startsWith('Found ')),
      ...(left > 0 ? [`${left} paths hold \${, which no config may: rename those files.`] : []),
      ...(captures.length > capturesMax
        ? [`${captures.length - capturesMax} more captures: name them under captures.`]
        : []),
    ],
  };
}

/** The CI system whose files are here. */
async function systemOf(root: string): Promise<CiSystem> {
  const has = async (name: string): Promise<boolean> =>
    (await lstat(path.join(root, name)).catch(() => undefined)) !== undefined;
  if (await has('.gitlab-ci.yml')) return 'gitlab';
  if (await has('.circleci')) return 'circleci';
  if (await has('.buildkite')) return 'buildkite';
  if (await has('Jenkinsfile')) return 'jenkins';
  return (await has('.github')) ? 'github' : 'none';
}

async function written(root: string, file: string, text: string): Promise<string> {
  const full = path.join(root, file);
  try {
    await mkdir(path.dirname(full), { recursive: true });
    // A folder that is a link may lead out of the repository.
    if (!isInside(path, root, await realpath(path.dirname(full))))
      return 'not written: its folder is a link to another place';
    await writeFile(full, text, { flag: 'wx' });
    return 'written';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'EEXIST') return 'is there already and was left as it is';
    throw new UserError('output', `cannot be written (${code})`, { place: { uri: file } });
  }
}
