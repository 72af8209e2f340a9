import { isCriticalBeyond, type Baseline } from '../../finding/baseline.ts';
import { standing } from '../../finding/standing.ts';
import type { Known } from '../../finding/coverage.ts';
import { driftOf, type Drift } from '../../finding/drift.ts';
import { formerPrints } from '../../finding/former.ts';
import { judge } from '../../finding/gate.ts';
import type { Finding } from '../../finding/finding.ts';
import { merge } from '../../finding/merge.ts';
import { override } from '../../finding/override.ts';
import type { Previous } from '../../finding/previous.ts';
import type { ApiRun, Incomplete, Run } from '../../finding/run.ts';
import type { Shard } from '../../finding/shard.ts';
import type { ApiModel } from '../../model/api.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { UserError, UserErrors } from '../user-error.ts';
import { ownText } from '../../model/own-text.ts';
import { version } from '../version.ts';
import type { Journal, Subject } from './subject.ts';

export interface Checked {
  readonly subjects: readonly Subject[];
  readonly rules: Rules;
  readonly journal: Journal;
  readonly baseline: Baseline;
  /** What the report of the run before holds. */
  readonly earlier: Previous;
  /** See `Run.otherRules`. */
  readonly otherRules: Run['rules'];
}

/** All outcomes under the team's policy: one verdict over all documents. */
export function verdictOver(
  { subjects, rules, journal, baseline, earlier, otherRules }: Checked,
  request: Request,
): Run {
  const { part } = journal;
  if (subjects.length + journal.unchanged === 0 && part === undefined && !request.signal.aborted)
    throw nothingToReport(journal);
  const apis = subjects.map((subject): ApiRun => {
    const { name, api, sources, probed, owner, edges, data } = subject;
    const uriOf = ({ at }: Finding): string => sources.get(at.source)?.uri ?? at.source;
    const outcomes = override(merge(subject.outcomes, rules.metas), request.check.overrides, uriOf);
    return {
      name,
      ...(owner === undefined ? {} : { owner: ownText(owner) }),
      api,
      outcomes,
      sources,
      ...(probed === undefined ? {} : { probed }),
      ...(edges === undefined ? {} : { edges }),
      ...(data === undefined ? {} : { data }),
    };
  });
  const previous = new Map(subjects.map((subject) => [subject.api, subject.previous]));
  const drift = driftSince(apis, { subjects, baseline, earlier, today: request.startedAt.slice(0, 10) });
  const incomplete = [...journal.incomplete, ...crashes(apis), ...interruption(request)];
  const complete = incomplete.length === 0;
  const { gate, notes } = judge(apis, {
    threshold: request.gate.threshold,
    ...(request.gate.thresholdNew === undefined ? {} : { thresholdNew: request.gate.thresholdNew }),
    minCertainty: request.gate.minCertainty,
    sla: request.gate.sla,
    overdueFails: request.gate.overdueFails,
    maxAge: request.gate.maxAge,
    ...(drift === undefined ? {} : { firstSeen: drift.firstSeen }),
    breaking: request.gate.breaking,
    mode: request.gate.mode,
    baseline,
    base: new Map(subjects.flatMap(({ old }) => [...old])),
    ignores: request.gate.ignores,
    ...(request.gate.inlineFromBase ? { inlineOf: (api: ApiModel) => previous.get(api) } : {}),
    today: request.startedAt.slice(0, 10),
    complete,
    ...(part === undefined ? {} : { shard: part.shard }),
  });
  return {
    tool: { name: 'sallyport', version },
    apis,
    gate,
    complete,
    incomplete,
    notes: [...request.notes, ...journal.notes, ...notes, ...leftOut({ apis, gate }, { baseline, complete }, request)],
    rules: rules.metas,
    ...(request.commit === undefined ? {} : { commit: request.commit }),
    startedAt: request.startedAt,
    ...(part === undefined ? {} : { shard: { ...part.shard, ...coverageOfWhole(request) } }),
    ...(drift === undefined ? {} : { drift, otherRules }),
  };
}

/** Of the parts nobody can tell whether enough was decided. */
function coverageOfWhole({ target }: Request): Pick<Shard, 'coverageMin'> {
  return target === undefined || target.dryRun ? {} : { coverageMin: target.coverageMin };
}

/** The base's findings, then the baseline's, then those of the report: what tells most of one comes last. */
function driftSince(
  apis: readonly ApiRun[],
  {
    subjects,
    baseline,
    earlier,
    today,
  }: Pick<Checked, 'subjects' | 'baseline' | 'earlier'> & { readonly today: string },
): Drift | undefined {
  const known = new Map<string, Known>();
  const former = new Map<string, readonly string[]>();
  for (const { name, api, former: was, outcomes } of subjects) {
    if (was === undefined) continue;
    for (const { fingerprint, rule, operation, severity, certainty, message } of was.findings) {
      const where = operation === undefined ? { api: name } : { api: name, operation };
      known.set(fingerprint, { fingerprint, rule, ...where, severity, certainty, message });
    }
    const findings = outcomes.flatMap((outcome) => outcome.findings);
    for (const [print, before] of formerPrints(findings, api, was)) former.set(print, before);
  }
  for (const one of [...baseline.values(), ...earlier.findings])
    known.set(one.fingerprint, { ...known.get(one.fingerprint), ...one });
  const isAsked = known.size > 0 || subjects.some((subject) => subject.former !== undefined);
  return isAsked || earlier.findings.length > 0
    ? driftOf(apis, { known, former, today, guids: earlier.guids })
    : undefined;
}

function crashes(apis: readonly ApiRun[]): readonly Incomplete[] {
  const outcomes = apis.flatMap((api) => api.outcomes.filter(({ result }) => result === 'crashed'));
  return outcomes.map(({ rule, reason }) => ({ what: 'crashed-rule', message: reason ?? `rule ${rule} crashed` }));
}

function interruption({ signal }: Request): readonly Incomplete[] {
  return signal.aborted
    ? [{ what: 'interrupted', message: 'Interrupted: what was found until then is reported.' }]
    : [];
}

/** What `--update-baseline` did not write. */
function leftOut(
  run: Pick<Run, 'apis' | 'gate'>,
  { baseline, complete }: { readonly baseline: Baseline; readonly complete: boolean },
  { gate }: Request,
): readonly string[] {
  if (!gate.updateBaseline) return [];
  if (!complete) return ['The baseline was not written: the run is incomplete.'];
  const left = run.apis.flatMap((api) => standing(run, api).filter((finding) => isCriticalBeyond(baseline, finding)));
  if (left.length === 0) return [];
  const are = left.length === 1 ? '1 critical finding was' : `${left.length} critical findings were`;
  return [`${are} not taken into the baseline: mend them, or say --allow-critical.`];
}

/** An empty report would close the alerts of the last run. */
function nothingToReport({ unreadable }: Journal): UserErrors {
  return new UserErrors(
    unreadable.length > 0 ? unreadable : [new UserError('input', 'there is nothing to judge here')],
  );
}
