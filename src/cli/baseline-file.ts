import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BaselineError, parseBaseline, renderBaseline, type Baseline } from '../finding/baseline.ts';
import type { Run } from '../finding/run.ts';
import { standing } from '../finding/standing.ts';
import { write } from './outputs.ts';
import type { GateRequest } from './request.ts';
import { UserError } from './user-error.ts';

/** The findings that are old by file. A file that is named and missing is a mistake, unless this run shall write it. */
export async function readBaseline({ baseline, updateBaseline }: GateRequest, cwd: string): Promise<Baseline> {
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

/** The baseline that holds what stands now. An incomplete run would forget findings: it makes none. */
export async function updatedBaseline(run: Run, gate: GateRequest, cwd: string): Promise<Baseline | undefined> {
  if (!gate.updateBaseline || gate.baseline === undefined || !run.complete) return undefined;
  const findings = run.apis.flatMap((api) => standing(run, api));
  const text = renderBaseline(findings, await readBaseline(gate, cwd), run.startedAt.slice(0, 10));
  await write(gate.baseline, text, shown(gate.baseline, cwd));
  return parseBaseline(text);
}

function shown(file: string, cwd: string): string {
  return path.relative(cwd, file).split(path.sep).join('/');
}
