import { daysBetween } from '../finding/days.ts';
import type { Run } from '../finding/run.ts';
import { soonDays } from '../finding/sentence.ts';
import { overdueBy } from '../finding/sla.ts';
import { compareText, standing } from '../finding/standing.ts';
import { counted } from './counted.ts';

/** What should be mended by now, the latest first: one line each. */
export function overdueLines(run: Run): readonly string[] {
  const { overdue, sla } = run.gate;
  if (overdue.size === 0) return [];
  const today = run.startedAt.slice(0, 10);
  const late = run.apis.flatMap((api) =>
    standing(run, api).flatMap(({ fingerprint, severity, rule, operation = api.name }) => {
      const firstSeen = run.drift?.firstSeen.get(fingerprint);
      const days = overdue.has(fingerprint) ? overdueBy({ severity, firstSeen }, sla, today) : undefined;
      if (days === undefined) return [];
      const promised = `${severity}: ${sla[severity] ?? 0} days, first seen ${firstSeen ?? ''}`;
      return [{ days, text: `overdue by ${counted(days, 'day')}: ${rule} on ${operation} (${promised})` }];
    }),
  );
  return late.sort((a, b) => b.days - a.days || compareText(a.text, b.text)).map(({ text }) => text);
}

/** Exceptions that end soon, the soonest first: one line each. */
export function expiringLines({ gate, startedAt }: Run): readonly string[] {
  const today = startedAt.slice(0, 10);
  return gate.suppressed
    .map((one) => ({ ...one, left: daysBetween(today, one.expires) }))
    .filter(({ left }) => left <= soonDays)
    .sort((a, b) => a.left - b.left || compareText(a.fingerprint, b.fingerprint))
    .map(({ left, rule, operation, owner, reason }) => {
      const where = operation === undefined ? '' : ` on ${operation}`;
      const who = owner === undefined ? '' : ` (${owner})`;
      return `the exception for ${rule}${where} ends ${left === 0 ? 'today' : `in ${counted(left, 'day')}`}${who}: ${reason}`;
    });
}
