import type { OperationId } from '../../model/api.ts';
import { subjectsOf, type Finding, type Outcome } from '../finding.ts';
import { joinFlows } from '../data-flows.ts';
import { merge } from '../merge.ts';
import type { ApiRun, Run } from '../run.ts';
import { compareSeverity } from '../standing.ts';
import { given } from './fields.ts';
import type { Saved } from './read.ts';

/** Documents by name: what several runs say of one is put together, and one root cause is one finding again. */
export function joinApis(runs: readonly Saved[], rules: Run['rules']): readonly ApiRun[] {
  const byName = new Map<string, ApiRun[]>();
  for (const api of runs.flatMap(({ apis }) => apis)) byName.set(api.name, [...(byName.get(api.name) ?? []), api]);
  return [...byName.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.length === 0 ? [first] : [joined([first, ...others], rules)];
  });
}

function joined(list: readonly [ApiRun, ...ApiRun[]], rules: Run['rules']): ApiRun {
  const [first] = list;
  const sources = new Map(list.flatMap((api) => [...api.sources]).toReversed());
  const operations = distinct(list.flatMap(({ api }) => api.operations));
  const hooks = distinct(list.flatMap(({ api }) => api.hooks));
  const probed = joinProbed(list);
  return {
    name: first.name,
    ...given('owner', list.flatMap(({ owner }) => owner ?? [])[0]),
    api: { ...first.api, operations, hooks, sources },
    outcomes: merge(joinOutcomes(list.map(({ outcomes }) => outcomes)), rules),
    sources,
    data: joinFlows(list.map(({ data = [] }) => data)),
    ...(probed === undefined ? {} : { probed }),
  };
}

function distinct<T extends { readonly id: string }>(list: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return list.filter(({ id }) => seen.size < seen.add(id).size);
}

/** Parts of one run share the operations out: each counts its own. */
function joinProbed(list: readonly ApiRun[]): ApiRun['probed'] {
  const all = list.flatMap(({ probed }) => probed ?? []);
  if (all.length === 0) return undefined;
  const sum = (of: (one: NonNullable<ApiRun['probed']>) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  return {
    operations: sum(({ operations }) => operations),
    decided: sum(({ decided }) => decided),
    requests: sum(({ requests }) => requests),
  };
}

/** What failed in one run failed; what one run decided is not open because another could not; said twice is said once. */
function joinOutcomes(runs: readonly (readonly Outcome[])[]): readonly Outcome[] {
  const decided = runs.map(decidedIn);
  const graver = new Map<string, Finding>();
  for (const finding of runs.flat().flatMap(({ findings }) => findings)) {
    const known = graver.get(finding.fingerprint);
    graver.set(finding.fingerprint, known === undefined ? finding : both(known, finding));
  }
  const passed = new Map<string, Set<OperationId>>();
  return runs.flatMap((outcomes, run) => {
    const others = decided.filter((_, index) => index !== run);
    const fresh = outcomes.flatMap((outcome) => {
      if (outcome.result === 'passed') return notYet(outcome, passed);
      const isDecided = others.some((rules) => rules.get(outcome.rule)?.has(outcome.subject) === true);
      if (outcome.result === 'crashed' || !isDecided) return [firstSaid(outcome, graver)];
      return outcome.findings.length > 0 ? [firstSaid(outcome, graver)] : [];
    });
    remember(outcomes, passed);
    return fresh.filter(({ result, findings, reason }) => result !== 'failed' || findings.length > 0 || reason);
  });
}

/** The surer of two that say the same, with the worse severity and the reach of both. */
function both(a: Finding, b: Finding): Finding {
  const [first, other] = surest(a) <= surest(b) ? [a, b] : [b, a];
  const severity = compareSeverity(a.severity, b.severity) <= 0 ? a.severity : b.severity;
  const operations = [...new Set([...first.reach.operations, ...other.reach.operations])];
  const isApart = operations.length === first.reach.operations.length + other.reach.operations.length;
  const counts = [first.reach.anonymous, other.reach.anonymous] as const;
  const reach = {
    operations,
    anonymous: isApart ? counts[0] + counts[1] : Math.max(...counts),
    dataClasses: [...new Set([...first.reach.dataClasses, ...other.reach.dataClasses])],
  };
  const { operation, ...rest } = first;
  return {
    ...rest,
    ...(operation !== undefined && operation === other.operation ? { operation } : {}),
    severity,
    reach,
  };
}

function surest({ certainty }: Finding): number {
  return ['proven', 'firm', 'tentative'].indexOf(certainty);
}

type ByRule = ReadonlyMap<string, ReadonlySet<OperationId>>;

function decidedIn(outcomes: readonly Outcome[]): ByRule {
  const byRule = new Map<string, Set<OperationId>>();
  for (const outcome of outcomes) {
    if (outcome.result !== 'passed' && outcome.result !== 'failed') continue;
    const subjects = byRule.get(outcome.rule) ?? new Set();
    byRule.set(outcome.rule, subjects);
    for (const subject of subjectsOf(outcome)) subjects.add(subject);
  }
  return byRule;
}

/** The part of a pass that no run before told. */
function notYet(outcome: Outcome, passed: ByRule): readonly Outcome[] {
  const known = passed.get(outcome.rule);
  if (known === undefined) return [outcome];
  const subjects = subjectsOf(outcome).filter((subject) => !known.has(subject));
  return subjects.length === 0 ? [] : [{ ...outcome, subjects }];
}

function remember(outcomes: readonly Outcome[], passed: Map<string, Set<OperationId>>): void {
  for (const outcome of outcomes) {
    if (outcome.result !== 'passed') continue;
    const known = passed.get(outcome.rule) ?? new Set();
    passed.set(outcome.rule, known);
    for (const subject of subjectsOf(outcome)) known.add(subject);
  }
}

/** Each finding once, as the run saw it that thinks the worst of it. */
function firstSaid(outcome: Outcome, left: Map<string, Finding>): Outcome {
  const findings = outcome.findings.flatMap(({ fingerprint }) => {
    const finding = left.get(fingerprint);
    left.delete(fingerprint);
    return finding ?? [];
  });
  return { ...outcome, findings };
}
