import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { BaselineError, parseBaseline, renderBaseline, type Baseline } from '../finding/baseline.ts';
import { parsePrevious, type Previous } from '../finding/previous.ts';
import { LoadError } from '../load/load-error.ts';
import type { Run } from '../finding/run.ts';
import { standing } from '../finding/standing.ts';
import { baselineDrift, olderBaseline, type BaselineDrift } from './gate-drift/base-baseline.ts';
import { write } from './outputs.ts';
import type { GateRequest } from './request.ts';
import { UserError } from './user-error.ts';

export interface OldFindings {
  readonly baseline: Baseline;
  /** Where the base's file counts and not the one that is checked out. */
  readonly drift?: BaselineDrift;
}

/** The findings that are old by file: with a base in git as the base has it, since a change has no say in how it is judged. */
export async function oldFindings(gate: GateRequest, cwd: string): Promise<OldFindings> {
  const { baseline: file, baselineInBase: place } = gate;
  const before = file === undefined || place === undefined ? undefined : await olderBaseline(place);
  if (file === undefined || place === undefined || before === undefined)
    return { baseline: await readBaseline(gate, cwd) };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  try {
    const drift = await baselineDrift(before, text, place.file);
    return { baseline: before, ...(drift === undefined ? {} : { drift }) };
  } catch (error) {
    if (error instanceof BaselineError || error instanceof LoadError)
      throw new UserError('baseline', error.message, { place: { uri: shown(file, cwd) } });
    throw error;
  }
}

/** The findings that are old by file. A file that is named and missing is a mistake, unless this run shall write it. */
async function readBaseline({ baseline, updateBaseline }: GateRequest, cwd: string): Promise<Baseline> {
  if (baseline === undefined) return new Map();
  const place = { uri: shown(baseline, cwd) };
  const text = await readFile(baseline, 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (updateBaseline) return new Map();
    throw new UserError('baseline', 'there is no such baseline', { place, hint: 'write it with --update-baseline' });
  }
  try {
    return parseBaseline(text);
  } catch (error) {
    if (error instanceof BaselineError && updateBaseline) return new Map();
    if (error instanceof BaselineError) throw new UserError('baseline', error.message, { place });
    throw error;
  }
}

/**
 * The baseline that holds what stands now, and what this run did not look at again: other documents, probes without a
 * target, rules that were left out. An incomplete run makes none.
 */
export async function updatedBaseline(run: Run, gate: GateRequest, cwd: string): Promise<Baseline | undefined> {
  if (!gate.updateBaseline || gate.baseline === undefined || !run.complete) return undefined;
  const known = await readBaseline(gate, cwd);
  const open = new Set((run.drift?.notRetested ?? []).map(({ fingerprint }) => fingerprint));
  const text = renderBaseline(
    run.apis.map((api) => ({ api: api.name, findings: standing(run, api) })),
    {
      known,
      kept: [...known.values()].filter(({ fingerprint }) => open.has(fingerprint)),
      firstSeen: run.drift?.firstSeen ?? new Map(),
      today: run.startedAt.slice(0, 10),
    },
  );
  await write(gate.baseline, text, shown(gate.baseline, cwd));
  return parseBaseline(text);
}

/** A report can be as large as all it tells of. */
const previousBytesMax = 256 * 1024 * 1024;

/** The report of the run before: it tells what is new, and has no say in the gate. */
export async function readPrevious({ previous }: Pick<GateRequest, 'previous'>, cwd: string): Promise<Previous> {
  if (previous === undefined) return { findings: [], guids: new Map() };
  const place = { uri: shown(previous, cwd) };
  const size = await stat(previous).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) throw new UserError('baseline', 'there is no such report', { place });
  if (size > previousBytesMax)
    throw new UserError('baseline', `larger than ${previousBytesMax / 1024 / 1024} MB`, { place });
  try {
    return parsePrevious(await readFile(previous, 'utf8'));
  } catch (error) {
    if (error instanceof BaselineError) throw new UserError('baseline', error.message, { place });
    throw error;
  }
}

function shown(file: string, cwd: string): string {
  return path.relative(cwd, file).split(path.sep).join('/');
}
