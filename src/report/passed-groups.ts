import { subjectsOf, type Outcome } from '../finding/finding.ts';
import type { RuleKind } from '../finding/rule-meta.ts';
import type { ApiModel, OperationId } from '../model/api.ts';

/** Rules that passed on the same operations: all of the document but a few, or those that are named. */
export interface PassedGroup {
  readonly kind: RuleKind;
  readonly rules: readonly string[];
  /** Whatever is shorter: `except` means all operations of the document but these. */
  readonly on?: readonly string[];
  readonly except?: readonly string[];
}

/** A hundred rules that passed on the same thousand operations are one line and not a hundred thousand. */
export function passedGroups(api: ApiModel, outcomes: readonly Outcome[]): readonly PassedGroup[] {
  const all = api.operations.map(({ id }) => id);
  const groups = new Map<string, { readonly group: PassedGroup; readonly rules: Set<string> }>();
  for (const { rule, kind, subjects } of passedByRule(outcomes)) {
    const group = shorter(kind, subjects, all);
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { group, rules: new Set([rule]) });
    else known.rules.add(rule);
  }
  return [...groups.values()].map(({ group, rules }) => ({ ...group, rules: [...rules] }));
}

interface Passed {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly subjects: Set<OperationId>;
}

function passedByRule(outcomes: readonly Outcome[]): Iterable<Passed> {
  const byRule = new Map<string, Passed>();
  for (const outcome of outcomes) {
    if (outcome.result !== 'passed') continue;
    const { rule, kind } = outcome;
    const known = byRule.get(rule) ?? { rule, kind, subjects: new Set() };
    byRule.set(rule, known);
    for (const subject of subjectsOf(outcome)) known.subjects.add(subject);
  }
  return byRule.values();
}

function shorter(kind: RuleKind, subjects: ReadonlySet<OperationId>, all: readonly OperationId[]): PassedGroup {
  const except = all.filter((id) => !subjects.has(id));
  const isOfDocument = all.length - except.length === subjects.size;
  return isOfDocument && except.length < subjects.size
    ? { kind, rules: [], except }
    : { kind, rules: [], on: [...subjects] };
}
