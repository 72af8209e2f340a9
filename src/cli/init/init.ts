import { mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../../load/files.ts';
import { findInputs, repositoryRoot } from '../../load/inputs.ts';
import { unignoredFiles } from '../../load/unignored.ts';
import { counted } from '../../report/counted.ts';
import { forLine } from '../../report/escape.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';
import { withSecrets } from './captured-secrets.ts';
import { alreadyIn, ciSystemsOf, type CiSystem } from './ci-systems.ts';
import { configText, type Found } from './files.ts';
import { installedIn, type Installed } from './installed.ts';
import { stepFor, workflowOf } from './workflows.ts';

export interface InitFlags {
  readonly ci: CiSystem | 'auto' | 'none';
  readonly dryRun?: boolean;
}

/** Captures that the config names; the others can be named on the command line. */
const capturesMax = 20;

/** Looks at what is here and writes a config and a workflow for it. A file that is there is never touched. */
export async function init({ ci, dryRun = false }: InitFlags, io: Io): Promise<number> {
  const root = await repositoryRoot(io.cwd);
  const { found, notes } = await foundIn(root, io);
  const systems = ci === 'auto' ? await ciSystemsOf(root) : ci === 'none' ? [] : [ci];
  const installed = await installedIn(root);
  const { workflows, next } = await workflowsFor(root, { systems, installed });
  const say = (line: string): void => io.stdout.write(`${forLine(line)}\n`);
  const named = systems.length === 0 ? 'none' : systems.join(', ');
  say(`${counted(found.documents.length, 'document')}, ${counted(found.captures.length, 'capture')}, CI: ${named}`);
  for (const note of notes) say(note);
  for (const { file, text } of [{ file: 'sallyport.yaml', text: configText(found) }, ...workflows]) {
    if (dryRun) io.stdout.write(`--- ${file}\n${text}`);
    else say(`${file}: ${await written(root, file, text)}`);
  }
  if (dryRun) return 0;
  for (const step of [...firstSteps(installed), ...next]) say(`next: ${step}`);
  return 0;
}

function firstSteps({ isLocked, outside }: Installed): readonly string[] {
  const call = isLocked ? 'npx sallyport' : 'sallyport';
  return [
    `${call} scan -o results.json`,
    `${call} baseline create results.json, where what stands today shall not fail`,
    ...(outside === undefined
      ? []
      : [`copy ${outside} into the repository and install it from there: other machines do not have it`]),
  ];
}

interface Planned {
  readonly workflows: readonly { readonly file: string; readonly text: string }[];
  /** What is left to be done by hand. */
  readonly next: readonly string[];
}

async function workflowsFor(
  root: string,
  { systems, installed }: { readonly systems: readonly CiSystem[]; readonly installed: Installed },
): Promise<Planned> {
  const workflows: { file: string; text: string }[] = [];
  const next: string[] = [];
  for (const system of systems) {
    const workflow = workflowOf(system, installed);
    const already = await alreadyIn(root, system);
    if (already !== undefined && already !== workflow?.file)
      next.push(`nothing for ${system}: ${already} names sallyport`);
    else if (workflow === undefined) next.push(stepFor(system, installed));
    else {
      workflows.push(workflow);
      if (workflow.next !== undefined) next.push(workflow.next);
    }
  }
  return { workflows, next };
}

/** What would be judged without a config. Paths that a config cannot hold are told. */
async function foundIn(root: string, io: Io): Promise<{ readonly found: Found; readonly notes: readonly string[] }> {
  const { stdin } = io;
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
  const named = captures.filter(isWritable).slice(0, capturesMax);
  const secret = await withSecrets(root, named, io);
  return {
    found: { documents: documents.filter(isWritable), captures: named },
    notes: [
      ...notes.filter((note) => !note.startsWith('Found ')),
      ...(left > 0 ? [`${left} paths hold \${, which no config may: rename those files.`] : []),
      ...(captures.length > capturesMax
        ? [`${captures.length - capturesMax} more captures: name them under captures.`]
        : []),
      ...(files.includes(path.join(root, 'sallyport.yml'))
        ? ['sallyport.yml is not read: its name is sallyport.yaml.']
        : []),
      ...secret.map(
        (file) =>
          `${file} holds credentials, which do not belong into a repository: sallyport har redact ${file} -o ${safe(file)}`,
      ),
    ],
  };
}

function safe(file: string): string {
  return file.replace(/(?:\.har)(?:\.gz)?$/i, '.redacted.har');
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
    throw new UserError('output', `cannot be written (${code})`, {
      place: { uri: file },
      hint: 'sallyport init --dry-run prints it',
    });
  }
}
