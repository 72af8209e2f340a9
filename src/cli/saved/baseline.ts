import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { BaselineError, parseBaseline, renderBaseline, type Baseline } from '../../finding/baseline.ts';
import { driftOf, type Drift } from '../../finding/drift.ts';
import { severities, type Severity } from '../../finding/rule-meta.ts';
import type { Run } from '../../finding/run.ts';
import { standing } from '../../finding/standing.ts';
import { repositoryRoot } from '../../load/inputs.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import type { Io } from '../io.ts';
import { write } from '../outputs.ts';
import { UserError } from '../user-error.ts';
import { baselineText } from './baseline-text.ts';
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
  const known = await knownIn(verb, { file, shown });
  const run = await runOfResults(files, io);
  checkWhole(run);
  const today = run.startedAt.slice(0, 10);
  const drift = driftOf(run.apis, { known, former: new Map(), today, guids: new Map() });
  const text = rendered(run, { known, drift, isPruned: verb === 'prune' });
  const after = parseBaseline(text);
  const added = [...after.keys()].filter((print) => !known.has(print));
  if (flags.allowCritical !== true) checkCriticals(run, new Set(added));
  await write(file, text, shown);
  const gone = [...known.keys()].filter((print) => !after.has(print)).length;
  const kept = after.size - added.length;
  io.stdout.write(`${shown}: ${added.length} new, ${kept} kept, ${gone} gone\n`);
  return 0;
}

/** What is in a baseline: by severity, since when, and what is overdue by the config's sla. */
export async function showBaseline(flags: BaselineFlags, io: Io): Promise<number> {
  const { file, shown, config } = await placeOf(flags, io);
  const baseline = await knownIn('update', { file, shown });
  const today = io.now().toISOString().slice(0, 10);
  io.stdout.write(baselineText(baseline, { today, sla: config.gate.sla, format: flags.format ?? 'text' }));
  return 0;
}

interface Place {
  readonly file: string;
  readonly shown: string;
}

async function placeOf({ baseline, config: named }: BaselineFlags, { cwd }: Io): Promise<Place & { config: Config }> {
  const root = await repositoryRoot(cwd);
  const config = await readConfig({ cwd, root, file: named });
  const own = config.gate.baseline ?? path.join(root, '.sallyport', 'baseline.json');
  const file = baseline === undefined ? own : path.resolve(cwd, baseline);
  return { file, shown: path.relative(cwd, file).split(path.sep).join('/'), config };
}

/** The largest baseline, of a hundred thousand findings. */
const baselineBytesMax = 64 * 1024 * 1024;

async function knownIn(verb: BaselineVerb, { file, shown }: Place): Promise<Baseline> {
  const place = { uri: shown };
  const found = await stat(file).catch(() => undefined);
  if (verb === 'create') {
    if (found === undefined) return new Map();
    throw new UserError('baseline', 'is there already', { place, hint: 'sallyport baseline update' });
  }
  if (found?.isFile() !== true)
    throw new UserError('baseline', 'there is no such baseline', {
      place,
      hint: 'sallyport scan -o results.json, then sallyport baseline create results.json',
    });
  if (found.size > baselineBytesMax)
    throw new UserError('baseline', `larger than ${baselineBytesMax / 1024 ** 2} MB`, { place });
  try {
    return parseBaseline(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof BaselineError) throw new UserError('baseline', error.message, { place });
    throw error;
  }
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

/** Nobody shall take them in without a word. */
function checkCriticals(run: Run, added: ReadonlySet<string>): void {
  const isAdded = ({ fingerprint, severity }: { readonly fingerprint: string; readonly severity: Severity }): boolean =>
    severity === severities[0] && added.has(fingerprint);
  const found = run.apis.flatMap((api) => standing(run, api)).filter(isAdded).length;
  if (found === 0) return;
  throw new UserError('baseline', `${found} of the findings that would be taken in are critical`, {
    hint: 'mend them, or say --allow-critical',
  });
}
