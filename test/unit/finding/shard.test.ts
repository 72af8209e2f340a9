import { array, assert, integer, property } from 'fast-check';
import { expect, it, test } from 'vitest';
import { sharedOut } from '../../../src/finding/shard.ts';
import { parallelNote, shardOf } from '../../../src/cli/shard/flag.ts';

it('shares out the same in any order, all of it, and no part is heavier than another by more than one item', () => {
  const costs = array(integer({ min: 1, max: 500 }), { maxLength: 60 });
  assert(
    property(costs, integer({ min: 1, max: 9 }), (list, total) => {
      const items = list.map((cost, index) => ({ id: `specs/${index}.yaml`, cost }));
      const parts = sharedOut(items, total);
      expect(sharedOut(items.toReversed(), total)).toEqual(parts);
      expect([...parts.keys()].sort()).toEqual(items.map(({ id }) => id).sort());
      const load = Array.from({ length: total }, (_, part) =>
        items.filter(({ id }) => parts.get(id) === part + 1).reduce((sum, { cost }) => sum + cost, 0),
      );
      expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(Math.max(0, ...list));
    }),
  );
});

test.each([
  ['2/5', {}, { index: 2, total: 5 }],
  ['auto', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, { index: 2, total: 5 }],
  ['auto', { CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '3' }, { index: 1, total: 3 }],
  ['auto', { BUILDKITE_PARALLEL_JOB: '2', BUILDKITE_PARALLEL_JOB_COUNT: '3' }, { index: 3, total: 3 }],
  ['auto', { JOB_COMPLETION_INDEX: '0', SALLYPORT_SHARDS: '4' }, { index: 1, total: 4 }],
  ['auto', { CI_NODE_TOTAL: '1' }, undefined],
  ['auto', {}, undefined],
  [undefined, { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, undefined],
])('--shard %s with %j is %j', (flag, env, shard) => {
  expect(shardOf(flag, env)).toEqual(shard);
});

test.each([
  ['0/5', {}],
  ['6/5', {}],
  ['1', {}],
  ['1/2/3', {}],
  ['1/20000', {}],
  ['auto', { JOB_COMPLETION_INDEX: '0' }],
  ['auto', { CIRCLE_NODE_INDEX: '3', CIRCLE_NODE_TOTAL: '3' }],
  ['auto', { BUILDKITE_PARALLEL_JOB: 'x', BUILDKITE_PARALLEL_JOB_COUNT: '3' }],
])('--shard %s with %j is a mistake', (flag, env) => {
  expect(() => shardOf(flag, env)).toThrow(/--shard/);
});

it('tells a job that runs in parallel and does not share out', () => {
  expect(parallelNote(undefined, { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' })).toEqual([
    'This is one of 5 parallel jobs of GitLab, and judges all; --shard auto judges its part.',
  ]);
  expect(parallelNote('auto', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' })).toEqual([]);
  expect(parallelNote(undefined, { CI_NODE_TOTAL: '1' })).toEqual([]);
});
