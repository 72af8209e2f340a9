import { severities } from '../../finding/rule-meta.ts';
import type { Sla } from '../../finding/sla.ts';
import { child } from '../../model/source.ts';
import type { Loosening, Settings } from './loosenings.ts';

/** More days to mend something, or for exceptions to run, than before; or no limit where there was one. */
export function moreDays({ before, after, root }: Settings): readonly Loosening[] {
  const compare = (key: string, was: Sla, is: Sla): readonly Loosening[] =>
    severities.flatMap((severity) => {
      const [old, now] = [was[severity], is[severity]];
      if (old === undefined || (now !== undefined && now <= old)) return [];
      const message = `${key} of ${severity} is ${now === undefined ? 'gone' : `${now} days`} and was ${old} days.`;
      return [{ at: child(root, key, severity), subject: `${key}/${severity}`, message }];
    });
  return [
    ...compare('sla', before.gate.sla, after.gate.sla),
    ...compare('ignore-max-age', before.gate.maxAge, after.gate.maxAge),
  ];
}
