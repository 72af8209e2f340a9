import type { Run } from '../finding/run.ts';

/** Where there is something earlier, a run, a base or a baseline: how this run differs, in a sentence. */
export function sinceBefore({ drift }: Run): readonly string[] {
  if (drift === undefined) return [];
  const count = (wanted: string): number => [...drift.states.values()].filter((state) => state === wanted).length;
  const [updated, left] = [count('updated'), drift.notRetested.length];
  const parts = [
    `${count('new')} new`,
    ...(updated > 0 ? [`${updated} updated`] : []),
    `${count('unchanged')} unchanged`,
    `${drift.absent.length} gone`,
    ...(left > 0 ? [`${left} not looked at again`] : []),
  ];
  return [`Compared with before: ${parts.join(', ')}.`];
}

/** What is gone, one line each. */
export function goneSince({ drift }: Run): readonly string[] {
  return (drift?.absent ?? []).map(({ rule, operation = '', message = '' }) =>
    [rule, operation, message].filter((part) => part !== '').join(': '),
  );
}
