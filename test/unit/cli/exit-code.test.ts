import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-code.ts';
import { emptyRun } from './empty-run.ts';

const verdicts = ['passed', 'failed', 'incomplete'] as const;

test.each([
  // verdict, complete, interrupted, unreadable, exitZero -> code
  ['passed', true, false, 0, false, 0],
  ['failed', true, false, 0, false, 1],
  ['failed', false, false, 0, false, 1],
  ['failed', false, false, 1, false, 1],
  ['incomplete', false, false, 1, false, 2],
  ['incomplete', false, false, 0, false, 3],
  ['failed', true, false, 0, true, 0],
  ['failed', false, false, 0, true, 3],
  ['failed', false, false, 1, true, 2],
  ['incomplete', false, false, 0, true, 3],
  ['passed', false, true, 0, false, 130],
  ['failed', false, true, 1, true, 130],
] as const)('verdict %s, complete %s, interrupted %s, unreadable %d, --exit-zero %s -> %d', (...row) => {
  const [verdict, complete, interrupted, unreadable, exitZero, code] = row;
  expect(verdicts).toContain(verdict);
  expect(exitCodeOf({ run: emptyRun(verdict, complete), interrupted, unreadable, exitZero })).toBe(code);
});
