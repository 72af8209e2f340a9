import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hasDocumentExtension } from '../load/files.ts';
import { repositoryRoot } from '../load/inputs.ts';
import { unignoredFiles } from '../load/unignored.ts';
import { forLine } from '../report/escape.ts';
import type { Io } from './io.ts';
import { errorLines, userErrorsOf } from './user-error.ts';

/** Between two looks, in milliseconds: short enough for somebody who has just saved, long enough for large trees. */
const lookMs = 500;

export interface Watched {
  readonly once: () => Promise<number>;
  /** Files that a run itself writes, as `--output` names them: no reason to run again. */
  readonly outputs: readonly string[];
}

/** Runs again whenever a document or a setting of the repository has changed, until Ctrl-C; then the last exit code. */
export async function watching({ once, outputs }: Watched, io: Io): Promise<number> {
  const root = await repositoryRoot(io.cwd);
  const own = new Set(outputs.map((text) => path.resolve(io.cwd, text.replace(/^[a-z-]+=/, ''))));
  let before = await snapshot(root, own);
  let code = await tried(once, io);
  for (;;) {
    try {
      await setTimeout(lookMs, undefined, { signal: io.signal });
    } catch {
      return code;
    }
    const now = await snapshot(root, own);
    const changed = [...now].filter(([file, state]) => before.get(file) !== state).map(([file]) => file);
    const gone = [...before.keys()].filter((file) => !now.has(file));
    before = now;
    const [first] = [...changed, ...gone];
    if (first === undefined) continue;
    io.stdout.write(`\n--- ${forLine(path.relative(root, first))} changed\n\n`);
    code = await tried(once, io);
  }
}

/** A mistake in a document that is being written is told, and looked at again when it is saved. */
async function tried(once: () => Promise<number>, io: Io): Promise<number> {
  try {
    return await once();
  } catch (error) {
    const errors = userErrorsOf(error);
    if (errors === undefined) throw error;
    for (const each of errors) io.stderr.write(errorLines(each));
    return 2;
  }
}

/** Files that a run may read, each with its time and size. */
async function snapshot(root: string, own: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const { files } = await unignoredFiles(root);
  const states = new Map<string, string>();
  for (const file of files) {
    if (!hasDocumentExtension(file) || own.has(file)) continue;
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined) states.set(file, `${found.mtimeMs} ${found.size}`);
  }
  return states;
}
