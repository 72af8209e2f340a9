import type { Baseline } from '../../finding/baseline.ts';
import { judge } from '../../finding/gate.ts';
import type { Finding } from '../../finding/finding.ts';
import { merge } from '../../finding/merge.ts';
import { override } from '../../finding/override.ts';
import type { ApiRun, Incomplete, Run } from '../../finding/run.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { UserError, UserErrors } from '../user-error.ts';
import { version } from '../version.ts';
import type { Journal, Subject } from './subject.ts';

export interface Checked {
  readonly subjects: readonly Subject[];
  readonly rules: Rules;
  readonly journal: Journal;
  readonly baseline: Baseline;
}

/** All outcomes under the team's policy: one verdict over all documents. */
export function verdictOver({ subjects, rules, journal, baseline }: Checked, request: Request): Run {
  if (subjects.length === 0 && !request.signal.aborted) throw nothingToReport(journal);
  const apis = subjects.map((subject): ApiRun => {
    const { name, api, sources, probed } = subject;
    const uriOf = ({ at }: Finding): string => sources.get(at.source)?.uri ?? at.source;
    const outcomes = override(merge(subject.outcomes, rules.metas), request.check.overrides, uriOf);
    return { name, api, outcomes, sources, ...(probed === undefined ? {} : { probed }) };
  });
  const incomplete = [...journal.incomplete, ...crashes(apis), ...interruption(request)];
  const complete = incomplete.length === 0;
  const { gate, notes } = judge(apis, {
    threshold: request.gate.threshold,
    breaking: request.gate.breaking,
    mode: request.gate.mode,
    baseline,
    base: new Set(subjects.flatMap(({ old }) => [...old])),
    ignores: request.gate.ignores,
    today: request.startedAt.slice(0, 10),
    complete,
  });
  return {
    tool: { name: 'sallyport', version },
    apis,
    gate,
    complete,
    incomplete,
    notes: [...request.notes, ...journal.notes, ...notes, ...(complete ? [] : unwritten(request))],
    rules: rules.metas,
    startedAt: request.startedAt,
  };
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

function unwritten({ gate }: Request): readonly string[] {
  return gate.updateBaseline ? ['The baseline was not written: the run is incomplete.'] : [];
}

/** An empty report would close the alerts of the last run. */
function nothingToReport({ unreadable }: Journal): UserErrors {
  return new UserErrors(
    unreadable.length > 0 ? unreadable : [new UserError('input', 'there is nothing to judge here')],
  );
}
