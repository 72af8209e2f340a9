import { expect, it } from 'vitest';
import { loadRules } from '../../rules/index.ts';
import { idRows } from '../../scripts/conformance/id-table.ts';

it('every id of oasdiff is said by a rule that there is, or it is told why not', async () => {
  const known = new Set((await loadRules.diff()).map(({ id }) => id));
  const all = idRows();
  expect(all.length).toBeGreaterThan(500);
  expect(all.filter(({ ours, note }) => ours.length === 0 && note === undefined)).toEqual([]);
  expect(all.flatMap(({ ours }) => ours).filter((id) => !known.has(id))).toEqual([]);
});
