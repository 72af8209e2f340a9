import type { OperationId } from '../../model/api.ts';
import type { Finding, Outcome } from '../finding.ts';
import { given, nameCharsMax, type Fields } from './fields.ts';
import { fingerprintsIn, kinds, ruleIn } from './findings.ts';

/** Rules times operations, of one document: reports walk over all of them. The largest real documents have a million. */
const judgedMax = 50_000_000;

export interface Around {
  /** Ids of the document's own operations, in its order. */
  readonly operations: readonly OperationId[];
  readonly findings: ReadonlyMap<string, Finding>;
}

/** What became of every rule, as the run had it. */
export function outcomesIn(fields: Fields, { operations, findings }: Around): readonly Outcome[] {
  const others = fields.objects('others').map((entry): Outcome => ({
    rule: ruleIn(entry),
    kind: entry.choice('kind', kinds),
    subject: entry.text('subject', nameCharsMax),
    result: entry.choice('result', ['failed', 'undecided', 'skipped', 'crashed']),
    ...given('reason', entry.optional('reason')),
    ...(entry.has('verdict') ? { verdict: verdictIn(entry) } : {}),
    findings: fingerprintsIn(entry, 'findings').map(
      (print) => findings.get(print) ?? entry.complain('findings', 'names a finding that is not there'),
    ),
  }));
  return [...others, ...passedIn(fields, operations)];
}

function verdictIn(fields: Fields): NonNullable<Outcome['verdict']> {
  return fields.choice('verdict', ['CONFIRMED', 'UNPROVEN', 'REFUTED', 'INCONCLUSIVE', 'NOT-TESTED']);
}

function passedIn(fields: Fields, operations: readonly OperationId[]): readonly Outcome[] {
  let judged = 0;
  return fields.objects('passedOn').flatMap((group) => {
    const kind = group.choice('kind', kinds);
    const rules = group.texts('rules', 100);
    const subjects = subjectsIn(group, operations);
    judged += rules.length * subjects.length;
    if (judged > judgedMax) group.complain('rules', `more than ${judgedMax} rules and operations together`);
    return rules.map((rule): Outcome => ({ rule, kind, subject: 'api', subjects, result: 'passed', findings: [] }));
  });
}

function subjectsIn(group: Fields, operations: readonly OperationId[]): readonly string[] {
  if (group.has('on')) return group.texts('on');
  const except = new Set(group.texts('except'));
  return operations.filter((id) => !except.has(id));
}
