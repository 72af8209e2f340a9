import type { Day } from '../days.ts';
import type { Drift, DriftState } from '../drift.ts';
import { severities, type Severity } from '../rule-meta.ts';
import type { ApiRun, GateTerms, Run, Suppressed } from '../run.ts';
import { claimsOf, compareSeverity, compareText, findingsOf } from '../standing.ts';
import type { Sla } from '../sla.ts';
import { joinApis } from './join-apis.ts';
import type { Saved } from './read.ts';

/**
 * Several saved runs as one. Nothing gets looser by it: a finding is old or suppressed only where every run that has it
 * says so, the strictest gate counts, and one incomplete part makes the whole incomplete.
 */
export function joinSaved(runs: readonly [Saved, ...Saved[]], tool: Run['tool']): Saved {
  const [first, ...others] = runs;
  if (others.length === 0) return first;
  const rules = new Map(runs.flatMap((run) => [...run.rules]).toReversed());
  const apis = joinApis(runs, rules);
  const known = agreed(runs, (run) => run.known);
  const drift = joinDrift(runs, apis, known);
  return {
    tool,
    startedAt: runs.map(({ startedAt }) => startedAt).sort(compareText)[0] ?? first.startedAt,
    ...commitOf(runs),
    complete: runs.every(({ complete }) => complete),
    incomplete: distinct(runs.flatMap(({ incomplete }) => incomplete)),
    notes: distinct(runs.flatMap(({ notes }) => notes)),
    apis,
    rules,
    otherRules: first.otherRules,
    terms: strictest(runs.map(({ terms }) => terms)),
    known,
    suppressed: joinSuppressed(runs),
    ...(drift === undefined ? {} : { drift }),
  };
}

/** Of different commits there is none to name. */
function commitOf(runs: readonly Saved[]): Pick<Saved, 'commit'> {
  const [first, ...others] = new Set(runs.map(({ commit }) => commit));
  return first === undefined || others.length > 0 ? {} : { commit: first };
}

function distinct<T>(list: readonly T[]): readonly T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}

function claimPrints(apis: readonly ApiRun[]): ReadonlySet<string> {
  const all = apis.flatMap((api) => findingsOf(api).flatMap(claimsOf));
  return new Set(all.map(({ fingerprint }) => fingerprint));
}

/** What every run that found it says of it. */
function agreed(runs: readonly Saved[], saidBy: (run: Saved) => ReadonlySet<string>): ReadonlySet<string> {
  const said = new Set<string>();
  const denied = new Set<string>();
  for (const run of runs) {
    const here = saidBy(run);
    for (const print of claimPrints(run.apis)) (here.has(print) ? said : denied).add(print);
  }
  return new Set([...said].filter((print) => !denied.has(print)));
}

/** On the day of the latest run: what an earlier one excused until before then counts again. */
function joinSuppressed(runs: readonly Saved[]): readonly Suppressed[] {
  const today = lastDayOf(runs);
  const all = new Map(runs.flatMap(({ suppressed }) => suppressed.map((one) => [one.fingerprint, one] as const)));
  const settled = agreed(runs, ({ suppressed }) => new Set(suppressed.map(({ fingerprint }) => fingerprint)));
  return [...all.values()].filter(({ fingerprint, expires }) => settled.has(fingerprint) && expires >= today);
}

function lastDayOf(runs: readonly Saved[]): Day {
  return runs.map(({ startedAt }) => startedAt.slice(0, 10)).reduce((a, b) => (a > b ? a : b));
}

function strictest(terms: readonly GateTerms[]): GateTerms {
  const lowest = (list: readonly (Severity | 'none')[]): Severity | 'none' =>
    list.filter((one) => one !== 'none').sort((a, b) => compareSeverity(b, a))[0] ?? 'none';
  const thresholds = terms.map(({ threshold }) => threshold);
  const fresh = terms.flatMap(({ thresholdNew }) => thresholdNew ?? []);
  return {
    threshold: lowest(thresholds),
    ...(fresh.length === 0 ? {} : { thresholdNew: lowest([...fresh, ...thresholds]) }),
    minCertainty: terms.every(({ minCertainty }) => minCertainty === 'proven') ? 'proven' : 'firm',
    breaking: terms.some(({ breaking }) => breaking),
    mode: terms.some(({ mode }) => mode === 'all') ? 'all' : 'new',
    isCompared: terms.some(({ isCompared }) => isCompared),
    sla: shortest(terms.map(({ sla }) => sla)),
    overdueFails: terms.some(({ overdueFails }) => overdueFails),
  };
}

function shortest(list: readonly Sla[]): Sla {
  return Object.fromEntries(
    severities.flatMap((severity) => {
      const days = list.flatMap((sla) => sla[severity] ?? []);
      return days.length === 0 ? [] : [[severity, Math.min(...days)]];
    }),
  );
}

/** Where one run has nothing to compare with, what it found is new. Gone is what no other run found. */
function joinDrift(runs: readonly Saved[], apis: readonly ApiRun[], known: ReadonlySet<string>): Drift | undefined {
  const drifts = runs.flatMap(({ drift }) => drift ?? []);
  if (drifts.length === 0) return undefined;
  const states = new Map<string, DriftState>();
  const firstSeen = new Map<string, string>();
  for (const run of runs) {
    for (const { fingerprint: print } of run.apis.flatMap(findingsOf)) {
      const state = run.drift?.states.get(print) ?? (known.has(print) ? 'unchanged' : 'new');
      states.set(print, states.get(print) === undefined || state === 'new' ? state : (states.get(print) ?? state));
      const days = [run.drift?.firstSeen.get(print) ?? run.startedAt.slice(0, 10), firstSeen.get(print)];
      firstSeen.set(print, days.filter((day) => day !== undefined).sort(compareText)[0] ?? '');
    }
  }
  const present = claimPrints(apis);
  const byPrint = (lists: readonly Drift['absent'][]): Map<string, Drift['absent'][number]> =>
    new Map(lists.flat().map((one) => [one.fingerprint, one]));
  const absent = byPrint(drifts.map((drift) => drift.absent));
  const open = byPrint(drifts.map((drift) => drift.notRetested));
  return {
    states,
    firstSeen,
    absent: [...absent.values()].filter(({ fingerprint }) => !present.has(fingerprint)),
    notRetested: [...open.values()].filter(({ fingerprint }) => !present.has(fingerprint) && !absent.has(fingerprint)),
    guids: new Map(drifts.flatMap(({ guids }) => [...guids])),
  };
}
