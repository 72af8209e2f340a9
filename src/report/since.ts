import type { Run } from '../finding/run.ts';

/** Where there is an earlier run: how this one differs, in a sentence. */
export function sinceBefore({ drift }: Run): readonly string[] {
  if (drift === undefined) return [];
  const count = (wanted: string): number => [...drift.states.values()].filter((state) => state === wanted).length;
  const found = `${count('new')} new, ${count('updated')} updated, ${count('unchanged')} unchanged`;
  return [`Since the run before: ${found}, ${drift.absent.length} gone, ${drift.notRetested.length} not re-tested.`];
}

/** What is gone, one line each. */
export function goneSince({ drift }: Run): readonly string[] {
  return (drift?.absent ?? []).map(({ rule, operation = '', message = '' }) =>
    [rule, operation, message].filter((part) => part !== '').join(': '),
  );
}
