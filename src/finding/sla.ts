import { daysBetween, type Day } from './days.ts';
import type { Severity } from './rule-meta.ts';

/** Days within which findings of a severity are to be mended; absent: nobody promised anything. */
export type Sla = Partial<Readonly<Record<Severity, number>>>;

/** Days that a finding has been there beyond what is promised; undefined where it is in time, or where no day is known. */
export function overdueBy(
  { severity, firstSeen }: { readonly severity: Severity; readonly firstSeen: Day | undefined },
  sla: Sla,
  today: Day,
): number | undefined {
  const promised = sla[severity];
  if (promised === undefined || firstSeen === undefined) return undefined;
  const late = daysBetween(firstSeen, today) - promised;
  return late > 0 ? late : undefined;
}
