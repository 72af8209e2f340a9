import path from 'node:path';
import { isCriticalBeyond, parseBaseline, renderBaseline, type Baseline } from '../../finding/baseline.ts';
import { driftOf, type Drift } from '../../finding/drift.ts';
import type { Run } from '../../finding/run.ts';
import { standing } from '../../finding/standing.ts';
import { baselineIn, baselineText, type BaselinePlace } from '../baseline-read.ts';
import { repositoryRoot } from '../../load/inputs.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import type { Io } from '../io.ts';
import { inJson, write } from '../outputs.ts';
import { UserError } from '../user-error.ts';
import { shownBaseline } from './baseline-text.ts';
import { runOfResults } from './report.ts';

export interface BaselineFlags {
  readonly baseline?: string;
  readonly config?: string;
  readonly allowCritical?: boolean;
  readonly format?: 'text' | 'json';
}
type BaselineVerb = 'create' | 'update' | 'prune';

interface Change {
  readonly files: readonly string[];
  readonly flags: BaselineFlags;
}

/** Makes a baseline of saved results, or brings one up to what they hold. Throws UserError; else the exit code is 0. */
export async function changeBaseline(verb: BaselineVerb, { files, flags }: Change, io: Io): Promise<number> {
  const { file, shown } = await placeOf(flags, io);
  const { text: before, known } = await knownIn(verb, { file, shown });
  const run = await runOfResults(files, io);
  checkWhole(run);
  const today = run.startedAt.slice(0, 10);
  const drift = driftOf(run.apis, { known, former: new Map(), today, guids: new Map() });
  const text = rendered(run, { known, drift, isPruned: verb === 'prune' });
  const after = parseBaseline(text);
  const added = [...after.keys()].filter((print) => !known.has(print));
  if (flags.allowCritical !== true && verb !== 'prune') checkCriticals(run, known);
  await checkSame(before, { file, shown });
  await write(file, inJson(text), shown);
  const gone = [...known.keys()].filter((print) => !after.has(print)).length;
  const kept = after.size - added.length;
  const open = drift.notRetested.length;
  const unseen = open === 0 ? '' : ` (${open} not looked at again)`;
  io.stdout.write(`${shown}: ${added.length} new, ${kept} kept${unseen}, ${gone} gone\n`);
  return 0;
}

/** What is in a baseline: by severity, since when, and what is overdue by the config's sla. */
export async function showBaseline(flags: BaselineFlags, io: Io): Promise<number> {
  const { file, shown, config } = await placeOf(flags, io);
  const { known: baseline } = await knownIn('update', { file, shown });
  const today = io.now().toISOString().slice(0, 10);
  io.stdout.write(shownBaseline(baseline, { today, sla: config.gate.sla, format: flags.format ?? 'text' }));
  return 0;
}

async function placeOf(
  { baseline, config: named }: BaselineFlags,
  { cwd }: Io,
): Promise<BaselinePlace & { config: Config }> {
  const root = await repositoryRoot(cwd);
  const config = await readConfig({ cwd, root, file: named });
  const own = config.gate.baseline ?? path.join(root, '.sallyport', 'baseline.json');
  const file = baseline === undefined ? own : path.resolve(cwd, baseline);
  return { file, shown: path.relative(cwd, file).split(path.sep).join('/'), config };
}

/** What is in the file, and its text: a file that is another one when this one is written was written by somebody else. */
async function knownIn(verb: BaselineVerb, place: BaselinePlace): Promise<Known> {
  const text = await baselineText(place);
  const at = { place: { uri: place.shown } };
  if (verb === 'create' && text !== undefined)
    throw new UserError('baseline', 'is there already', { ...at, hint: 'sallyport baseline update' });
  if (verb !== 'create' && text === undefined)
    throw new UserError('baseline', 'there is no such baseline', {
      ...at,
      hint: 'sallyport scan -o results.json, then sallyport baseline create results.json',
    });
  return { text, known: text === undefined ? new Map() : baselineIn(text, place) };
}

interface Known {
  readonly text: string | undefined;
  readonly known: Baseline;
}

async function checkSame(text: string | undefined, place: BaselinePlace): Promise<void> {
  if ((await baselineText(place)) === text) return;
  throw new UserError('baseline', 'was changed meanwhile: nothing was written', {
    place: { uri: place.shown },
    hint: 'say it again',
  });
}

/** What was not looked at is not gone, and what a crash hid is not new tomorrow. */
function checkWhole(run: Run): void {
  if (run.shard !== undefined && run.shard.total > 1)
    throw new UserError('baseline', 'these results are a part of a run', { hint: 'name all parts' });
  if (!run.complete) throw new UserError('baseline', 'these results are incomplete: no baseline is made of them');
}

interface Renewing {
  readonly known: Baseline;
  readonly drift: Drift;
  readonly isPruned: boolean;
}

function rendered(run: Run, { known, drift, isPruned }: Renewing): string {
  const open = new Set(drift.notRetested.map(({ fingerprint }) => fingerprint));
  const gone = new Set(drift.absent.map(({ fingerprint }) => fingerprint));
  const kept = [...known.values()].filter(({ fingerprint }) =>
    isPruned ? !gone.has(fingerprint) : open.has(fingerprint),
  );
  const stood = isPruned ? [] : run.apis.map((api) => ({ api: api.name, findings: standing(run, api) }));
  const firstSeen = run.drift?.firstSeen ?? new Map<string, string>();
  return renderBaseline(stood, { known, kept, firstSeen, today: run.startedAt.slice(0, 10) });
}

/** Nobody shall take them in without a word; a finding that was in it and has become critical is taken in as well. */
function checkCriticals(run: Run, known: Baseline): void {
  const found = run.apis.flatMap((api) => standing(run, api)).filter((one) => isCriticalBeyond(known, one)).length;
  if (found === 0) return;
  throw new UserError('baseline', `${found} of the findings that would be taken in are critical`, {
    hint: 'mend them, or say --allow-critical',
  });
}
