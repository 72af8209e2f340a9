import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { unpack, type Wanted } from '../../finding/packed.ts';
import { nameOf } from '../../load/document.ts';
import type { Input } from '../../load/inputs.ts';
import { noProgress } from '../progress.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import type { ThreadData } from '../threads/message.ts';
import { judgeUnit, type JudgedUnit } from '../threads/unit.ts';
import { noteUnreadable, type Found } from './load.ts';
import { subjectOf, type Journal, type Subject } from './subject.ts';

/** A thread costs about as much to start as so many bytes of documents to judge. */
const bytesPerThreadMin = 1_000_000;
/** Unless more are asked for: each has a heap of its own, of a few hundred megabytes. */
const threadsMax = 8;

/** Nothing of the run speaks of several documents or asks again for their text: each can be judged apart and let go. */
export function isApart({ documents, captures }: Found, { check, target, mend, explain }: Request): boolean {
  const isAlone = check.base === undefined && !check.isComparison && target === undefined && captures.length === 0;
  return isAlone && mend === undefined && !explain && documents.length > 1;
}

interface Unit {
  readonly inputs: readonly Input[];
  /** Absolute paths, where all are files: what a thread can be told. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Documents one name at a time, on several threads where that pays. The order is that of the documents all the same. */
export async function judgeApart(
  { documents }: Found,
  { rules, journal }: { readonly rules: Rules; readonly journal: Journal },
  request: Request,
): Promise<Subject[]> {
  const units = await unitsOf(documents, request);
  const judged = new Map<Unit, JudgedUnit>();
  const wanted = wantedBy(request.report);
  let count = 0;
  const done = (unit: Unit, result: JudgedUnit): void => {
    judged.set(unit, result);
    count += unit.inputs.length;
    const last = unit.inputs.at(-1)?.uri ?? '';
    request.progress.at(`linted ${last}`, { done: count, of: documents.length, unit: 'documents' });
  };
  const { threads, elsewhere } = sharedOut(units, request);
  const { entry } = request.threads;
  if (entry !== undefined && threads > 1) {
    const { judgeInThreads } = await import('../threads/pool.ts');
    const data = { load: plain(request.load), check: request.check, wanted };
    await judgeInThreads(elsewhere, { entry, threads, data, signal: request.signal }, done);
  }
  // The count is of the whole run, and not of what is read of one name.
  const reading = { ...request, progress: noProgress };
  for (const unit of units) {
    if (request.signal.aborted) break;
    if (judged.has(unit)) continue;
    done(unit, await judgeUnit(unit.inputs, { reading, rules, wanted }));
    // Lets Ctrl-C and the progress line in between two documents.
    await setImmediate();
  }
  return inOrder(
    units.flatMap((unit) => judged.get(unit) ?? []),
    documents,
    journal,
  );
}

interface Shared {
  /** One or none: the main thread does it all. */
  readonly threads: number;
  readonly elsewhere: readonly Unit[];
}

function wantedBy({ stdout, files }: Request['report']): Wanted {
  const formats = new Set([stdout, ...files.map(({ format }) => format)]);
  return { edits: formats.has('sarif'), data: formats.has('json') || formats.has('html') };
}

/** The largest first, so that none is left to one thread at the end. */
function sharedOut(units: readonly Unit[], { threads: { entry, jobs } }: Request): Shared {
  const elsewhere = units.filter(({ files }) => files.length > 0).toSorted((a, b) => b.bytes - a.bytes);
  const bytes = elsewhere.reduce((sum, unit) => sum + unit.bytes, 0);
  const paying = Math.min(availableParallelism(), threadsMax, Math.floor(bytes / bytesPerThreadMin));
  return { threads: entry === undefined ? 1 : Math.min(jobs ?? paying, elsewhere.length), elsewhere };
}

async function unitsOf(documents: readonly Input[], { load: { options } }: Request): Promise<readonly Unit[]> {
  const byName = new Map<string, Input[]>();
  for (const input of documents) {
    const name = nameOf(input, options);
    byName.set(name, [...(byName.get(name) ?? []), input]);
  }
  return Promise.all(
    [...byName.values()].map(async (inputs) => {
      const files = inputs.every(({ isFile }) => isFile)
        ? inputs.map((input) => path.resolve(options.root, input.path))
        : [];
      const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0));
      return { inputs, files, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    }),
  );
}

function plain({ args, templates, owners, options }: Request['load']): ThreadData['load'] {
  const { stdin: _stdin, pending: _pending, ...rest } = options;
  return { args, templates, owners, options: rest };
}

function inOrder(judged: readonly JudgedUnit[], documents: readonly Input[], journal: Journal): Subject[] {
  const order = new Map(documents.map(({ id }, index) => [id, index]));
  for (const { notes, unreadable } of judged) {
    journal.notes.push(...notes);
    if (unreadable.length > 0) noteUnreadable(unreadable, journal);
  }
  return judged
    .flatMap((unit) => unit.documents)
    .toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map(({ packed }) => {
      const { api, outcomes, owner, data } = unpack(packed);
      const subject = subjectOf(api);
      subject.outcomes = outcomes;
      if (data !== undefined) subject.data = data;
      if (owner !== undefined) subject.owner = owner;
      return subject;
    });
}
