import type { Finding } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { compareFindings, standing } from '../finding/standing.ts';
import { grouped } from './grouped.ts';
import { located, placeText } from './place.ts';

/** A finding as tables show it: what, how bad, where, whom it reaches. */
export interface Row {
  readonly api: ApiRun;
  readonly finding: Finding;
  readonly place: string;
  readonly state: 'new' | 'updated' | 'old';
  readonly fails: boolean;
}

export function rowsOf(run: Run): readonly Row[] {
  return run.apis.flatMap((api) => standing(run, api).map((finding) => rowOf(run, api, finding)));
}

function rowOf(run: Run, api: ApiRun, finding: Finding): Row {
  const { fingerprint } = finding;
  const isOld = run.drift === undefined ? run.gate.old.has(fingerprint) : run.drift.states.get(fingerprint) !== 'new';
  const state = run.drift?.states.get(fingerprint) === 'updated' ? 'updated' : isOld ? 'old' : 'new';
  return { api, finding, place: placeText(located(api, finding.at)), state, fails: run.gate.failing.has(fingerprint) };
}

/** The operation that a row is about, or what stands for several. */
export function reachText({ finding: { operation, reach } }: Row): string {
  if (operation !== undefined) return operation;
  const [first] = reach.operations;
  if (first === undefined) return 'the document';
  return reach.operations.length === 1 ? first : `${reach.operations.length} operations`;
}

/** Operations with their rows, in place of rows with their operations; what reaches none stands last. */
export function byOperation(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const several = new Set(rows.map(({ api }) => api)).size > 1;
  const turned = rows.flatMap((row) => {
    const { operation, reach } = row.finding;
    const names = operation === undefined ? reach.operations : [operation];
    const prefix = several ? `${row.api.name}: ` : '';
    return names.length === 0
      ? [{ name: `${prefix}The document as a whole`, row }]
      : names.map((name) => ({ name: prefix + name, row }));
  });
  const groups = grouped(turned, ({ name }) => name);
  return new Map(
    [...groups].map(([name, list]) => [
      name,
      list.map(({ row }) => row).sort((a, b) => compareFindings(a.finding, b.finding)),
    ]),
  );
}
