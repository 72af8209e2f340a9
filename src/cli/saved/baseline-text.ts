import type { Baseline, BaselineEntry } from '../../finding/baseline.ts';
import { daysBetween } from '../../finding/days.ts';
import { severities } from '../../finding/rule-meta.ts';
import { overdueBy, type Sla } from '../../finding/sla.ts';
import { forLine, toJson } from '../../report/escape.ts';

export interface Shown {
  readonly today: string;
  readonly sla: Sla;
  readonly format: 'text' | 'json';
}

interface Row extends BaselineEntry {
  readonly ageDays: number;
  readonly overdueDays?: number;
}

/** One line an entry, the oldest first, and a sum. What merged rules say beside another is in the sum of none. */
export function shownBaseline(baseline: Baseline, { today, sla, format }: Shown): string {
  const rows = [...baseline.values()].filter(({ also }) => also !== true).map((entry) => rowOf(entry, today, sla));
  rows.sort((a, b) => b.ageDays - a.ageDays || (a.rule < b.rule ? -1 : 1));
  if (format === 'json') return `${toJson(rows, 2)}\n`;
  const late = rows.filter(({ overdueDays }) => overdueDays !== undefined).length;
  const sums = severities.flatMap((severity) => {
    const count = rows.filter((row) => row.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const total = `${rows.length} findings${sums.length > 0 ? `: ${sums.join(', ')}` : ''}`;
  return `${[...rows.map(lineOf), `${total}; ${late} overdue`].join('\n')}\n`;
}

function rowOf(entry: BaselineEntry, today: string, sla: Sla): Row {
  const { severity, firstSeen } = entry;
  const late = severity === undefined ? undefined : overdueBy({ severity, firstSeen }, sla, today);
  return { ...entry, ageDays: daysBetween(firstSeen, today), ...(late === undefined ? {} : { overdueDays: late }) };
}

function lineOf({ severity, rule, api = '', operation = '', firstSeen, ageDays, overdueDays }: Row): string {
  const late = overdueDays === undefined ? '' : `, overdue by ${overdueDays}`;
  const where = [api, operation].filter((part) => part !== '').join(': ');
  return forLine(`${(severity ?? '').padEnd(8)}  ${rule}  ${where}  (since ${firstSeen}, ${ageDays} days${late})`);
}
