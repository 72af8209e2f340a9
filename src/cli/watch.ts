import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { filesBelow } from '../load/discover-files.ts';
import { hasDocumentExtension } from '../load/files.ts';
import { repositoryRoot } from '../load/inputs.ts';
import { unignoredFiles } from '../load/unignored.ts';
import { forLine } from '../report/escape.ts';
import type { Io } from './io.ts';
import { errorLines, userErrorsOf } from './user-error.ts';

/** Between two looks, in milliseconds: short enough for somebody who has just saved. */
const lookMs = 500;
/** Of the time, looks take at most one part in so many: trees of many files are looked at less often. */
const restParts = 9;
/** Files that change together are judged together: looks until two see the same, in milliseconds and looks. */
const settleMs = 100;
const settleLooksMax = 20;

/** Ended by Ctrl-C. */
const interrupted = 130;

export interface Watched {
  readonly once: () => Promise<number>;
  /** Files and folders that the run was told to read, wherever they lie: also what git ignores is watched there. */
  readonly named: readonly string[];
  /** Files that a run itself writes, as `--output` names them: no reason to run again. */
  readonly outputs: readonly string[];
}

/** Each file with what changes when it is written or replaced. */
type Snapshot = ReadonlyMap<string, string>;

/** Runs again whenever a document or a setting of the repository has changed, until Ctrl-C. */
export async function watching({ once, named, outputs }: Watched, io: Io): Promise<number> {
  const root = await repositoryRoot(io.cwd);
  const own = new Set(await Promise.all(outputs.map((text) => outputOf(io.cwd, text))));
  const look = (): Promise<Snapshot> => snapshot({ root, named: named.map((file) => path.resolve(io.cwd, file)), own });
  try {
    let before = await look();
    await tried(once, io);
    for (;;) {
      const { now, changed } = await change(before, look, io);
      before = now;
      io.stdout.write(`\n--- ${forLine(path.relative(root, changed))} changed\n\n`);
      await tried(once, io);
    }
  } catch (error) {
    if (io.signal.aborted) return interrupted;
    throw error;
  }
}

/** Waits for the next change, and until what changes with it is written as well. Throws when interrupted. */
async function change(
  before: Snapshot,
  look: () => Promise<Snapshot>,
  { signal }: Io,
): Promise<{ readonly now: Snapshot; readonly changed: string }> {
  let restMs = lookMs;
  for (;;) {
    await setTimeout(restMs, undefined, { signal });
    const from = performance.now();
    let now = await look();
    restMs = Math.max(lookMs, restParts * (performance.now() - from));
    const changed = difference(before, now);
    if (changed === undefined) continue;
    for (let looks = 0; looks < settleLooksMax; looks += 1) {
      await setTimeout(settleMs, undefined, { signal });
      const later = await look();
      if (difference(now, later) === undefined) break;
      now = later;
    }
    return { now, changed };
  }
}

function difference(before: Snapshot, now: Snapshot): string | undefined {
  for (const [file, state] of now) if (before.get(file) !== state) return file;
  for (const file of before.keys()) if (!now.has(file)) return file;
  return undefined;
}

/** A mistake in a document that is being written is told, and looked at again when it is saved. */
async function tried(once: () => Promise<number>, io: Io): Promise<void> {
  try {
    await once();
  } catch (error) {
    const errors = userErrorsOf(error);
    if (errors === undefined) throw error;
    for (const each of errors) io.stderr.write(errorLines(each));
  }
  io.signal.throwIfAborted();
}

/** `json=report.txt`: where it is, behind all links, as files of the repository are named. */
async function outputOf(cwd: string, text: string): Promise<string> {
  const file = path.resolve(cwd, text.replace(/^[a-z-]+=/, ''));
  const folder = await realpath(path.dirname(file)).catch(() => path.dirname(file));
  return path.join(folder, path.basename(file));
}

interface Looked {
  readonly root: string;
  /** Absolute. */
  readonly named: readonly string[];
  readonly own: ReadonlySet<string>;
}

async function snapshot({ root, named, own }: Looked): Promise<Snapshot> {
  const states = new Map<string, string>();
  const { files } = await unignoredFiles(root);
  const below = await Promise.all(named.map(filesOf));
  for (const file of [...files.filter(hasDocumentExtension), ...below.flat()]) {
    if (own.has(file) || states.has(file)) continue;
    const found = await stat(file).catch(() => undefined);
    // A file that took the place of another may be as old and as long as that was.
    if (found !== undefined) states.set(file, `${found.mtimeMs} ${found.ctimeMs} ${found.ino} ${found.size}`);
  }
  return states;
}

/** Of a folder, or of the one that a pattern begins with, what may be a document; nothing for a git ref or a URL. */
async function filesOf(name: string): Promise<readonly string[]> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isFile() === true) return [name];
  const folder = found === undefined ? patternStart(name) : name;
  if (folder === undefined) return [];
  return (await filesBelow(folder).catch(() => [])).filter(hasDocumentExtension);
}

function patternStart(name: string): string | undefined {
  const start = name.search(/[^/\\]*[*?[\]{}]/);
  return start > 1 ? name.slice(0, start - 1) : undefined;
}
