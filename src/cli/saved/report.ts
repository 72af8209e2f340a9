import { judgeStanding } from '../../finding/gate.ts';
import { joinSaved } from '../../finding/results/join.ts';
import { given, ResultsError } from '../../finding/results/fields.ts';
import { wholeOf } from '../../finding/results/shards.ts';
import type { Saved } from '../../finding/results/read.ts';
import type { GateTerms, Run } from '../../finding/run.ts';
import { findingsOf } from '../../finding/standing.ts';
import { veiledRun } from '../../report/veiled.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { Flags } from '../options.ts';
import { outputsOf, writeReports } from '../outputs.ts';
import { forScreen } from '../screen.ts';
import { UserError } from '../user-error.ts';
import { version } from '../version.ts';
import { readSaved } from './read.ts';

/** The flags of commands that read saved results. */
export interface SavedFlags extends Omit<Flags, 'gate'> {
  readonly gate?: 'new' | 'all';
}

type GateFlags = Pick<SavedFlags, 'failOn' | 'failOnNew' | 'minCertainty' | 'gate'>;

/** Saved results in other formats and under another gate. Resolves to the exit code of the verdict. */
export async function reportSaved(files: readonly string[], flags: SavedFlags, io: Io): Promise<number> {
  return written(joinedFrom(await readSaved(files, io)), flags, io);
}

/** Saved results as one run, under the gate that they were asked. */
export async function runOfResults(files: readonly string[], io: Io): Promise<Run> {
  return judgedAgain(joinedFrom(await readSaved(files, io)), {});
}

/** The parts of one run as one verdict. A part that is missing is what makes it incomplete. */
export async function mergeParts(files: readonly string[], flags: SavedFlags, io: Io): Promise<number> {
  const runs = await readSaved(files, io);
  const other = runs.findIndex(({ shard }) => shard === undefined);
  if (other >= 0)
    throw new UserError('input', `the results number ${other + 1} are no part of a run`, {
      hint: 'sallyport report joins results that --shard did not write',
    });
  return written(joinedFrom(runs, true), flags, io);
}

async function written(saved: Saved, flags: SavedFlags, world: Io): Promise<number> {
  const io = forScreen(flags, world);
  const outputs = await outputsOf(flags, io);
  const run = judgedAgain(saved, flags);
  await writeReports(run, outputs, io);
  return exitCodeOf({ run, interrupted: false, unreadable: 0, exitZero: flags.exitZero === true });
}

/** Parts of one run are the whole where none is missing. Throws UserError for parts that do not belong together. */
function joinedFrom(runs: readonly [Saved, ...Saved[]], isWhole = runs.length > 1): Saved {
  try {
    const joined = joinSaved(runs, { name: 'sallyport', version });
    return isWhole ? wholeOf(runs, joined) : joined;
  } catch (error) {
    if (error instanceof ResultsError) throw new UserError('input', error.message);
    throw error;
  }
}

/** The verdict over what was saved, as reports show it: nothing of the verdict that stands in the file counts. */
function judgedAgain(saved: Saved, flags: GateFlags): Run {
  const { apis, complete, incomplete, known, rules, startedAt, suppressed, tool, drift, shard } = saved;
  const out = new Set(suppressed.map(({ fingerprint }) => fingerprint));
  const standing = apis.flatMap(findingsOf).filter(({ fingerprint }) => !out.has(fingerprint));
  const { gate, notes } = judgeStanding(
    apis,
    { standing, suppressed, notes: saved.notes },
    {
      ...termsOf(saved.terms, flags),
      firstSeen: drift?.firstSeen ?? new Map(),
      today: startedAt.slice(0, 10),
      isKnown: ({ fingerprint }) => known.has(fingerprint),
      complete,
      ...given('shard', shard),
    },
  );
  return veiledRun({
    tool,
    apis,
    gate,
    complete,
    incomplete,
    notes,
    rules,
    otherRules: saved.otherRules,
    startedAt,
    ...given('commit', saved.commit),
    ...given('shard', shard),
    ...given('drift', drift),
  });
}

/** What the run was asked, unless a flag asks something else. */
function termsOf(terms: GateTerms, { failOn, failOnNew, minCertainty, gate }: GateFlags): GateTerms {
  const { thresholdNew: before, ...rest } = terms;
  // A threshold for all replaces one for what is new, which was meant beside another.
  const thresholdNew = failOnNew ?? (failOn?.threshold === undefined ? before : undefined);
  return {
    ...rest,
    threshold: failOn?.threshold ?? terms.threshold,
    ...(thresholdNew === undefined ? {} : { thresholdNew }),
    minCertainty: minCertainty ?? terms.minCertainty,
    breaking: failOn === undefined ? terms.breaking : failOn.breaking === true,
    mode: gate ?? terms.mode,
    overdueFails: failOn === undefined ? terms.overdueFails : failOn.overdue === true,
  };
}
