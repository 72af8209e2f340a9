import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  BaselineError,
  isCriticalBeyond,
  parseBaseline,
  renderBaseline,
  type Baseline,
  type BaselineEntry,
} from '../finding/baseline.ts';
import { coverageOf } from '../finding/coverage.ts';
import type { Finding } from '../finding/finding.ts';
import { parsePrevious, type Previous } from '../finding/previous.ts';
import { LoadError } from '../load/load-error.ts';
import type { Run } from '../finding/run.ts';
import { claimsOf, standing } from '../finding/standing.ts';
import { baselineIn, baselineText } from './baseline-read.ts';
import { baselineDrift, olderBaseline, type BaselineDrift } from './gate-drift/base-baseline.ts';
import { inJson, write } from './outputs.ts';
import type { GateRequest } from './request.ts';
import { UserError } from './user-error.ts';

export interface OldFindings {
  readonly baseline: Baseline;
  /** Where the base's file counts and not the one that is checked out. */
  readonly drift?: BaselineDrift;
}

/** The findings that are old by file: with a base in git as the base has it, since a change has no say in how it is judged. */
export async function oldFindings(gate: GateRequest, cwd: string): Promise<OldFindings> {
  const { baseline: file, baselineInBase: inBase } = gate;
  const before = file === undefined || inBase === undefined ? undefined : await olderBaseline(inBase);
  if (file === undefined || inBase === undefined || before === undefined)
    return { baseline: await readBaseline(gate, cwd) };
  const place = { file, shown: shown(file, cwd) };
  const text = await baselineText(place);
  try {
    const drift = await baselineDrift(before, text, inBase.file);
    return { baseline: before, ...(drift === undefined ? {} : { drift }) };
  } catch (error) {
    if (error instanceof BaselineError || error instanceof LoadError)
      throw new UserError('baseline', error.message, { place: { uri: place.shown } });
    throw error;
  }
}

/** A file that is named and missing is a mistake, unless this run shall write it. */
async function readBaseline({ baseline: file, updateBaseline }: GateRequest, cwd: string): Promise<Baseline> {
  if (file === undefined) return new Map();
  const place = { file, shown: shown(file, cwd) };
  const text = await baselineText(place);
  if (text !== undefined) return baselineIn(text, place);
  if (updateBaseline) return new Map();
  throw new UserError('baseline', 'there is no such baseline', {
    place: { uri: place.shown },
    hint: 'write it with --update-baseline',
  });
}

/**
 * The baseline that holds what stands now, and what this run did not look at again: other documents, probes without a
 * target, rules that were left out, what another run wrote meanwhile. An incomplete run makes none. What is critical and was
 * not in it is taken in only where somebody says so. `judged` is the file as this run read it.
 */
export async function updatedBaseline(
  run: Run,
  { gate, judged }: { readonly gate: GateRequest; readonly judged: Baseline },
  cwd: string,
): Promise<Baseline | undefined> {
  if (!gate.updateBaseline || gate.baseline === undefined || !run.complete) return undefined;
  const known = await readBaseline(gate, cwd);
  const isRetested = coverageOf(run.apis);
  const isLeft = (finding: Finding): boolean => !gate.allowCritical && isCriticalBeyond(known, finding);
  const left = new Set(run.apis.flatMap((api) => standing(run, api).filter(isLeft).flatMap(claimsOf)).map(printOf));
  const open = new Set((run.drift?.notRetested ?? []).map(printOf));
  const isKept = (one: BaselineEntry): boolean =>
    open.has(one.fingerprint) || left.has(one.fingerprint) || (!judged.has(one.fingerprint) && !isRetested(one));
  const text = renderBaseline(
    run.apis.map((api) => ({ api: api.name, findings: standing(run, api).filter((one) => !isLeft(one)) })),
    {
      known,
      kept: [...known.values()].filter(isKept),
      firstSeen: run.drift?.firstSeen ?? new Map(),
      today: run.startedAt.slice(0, 10),
    },
  );
  await write(gate.baseline, inJson(text), shown(gate.baseline, cwd));
  return parseBaseline(text);
}

function printOf({ fingerprint }: { readonly fingerprint: string }): string {
  return fingerprint;
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
