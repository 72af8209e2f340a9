import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sharedOut } from '../../../src/finding/shard.ts';
import { digestOfAsked } from '../../../src/cli/shard/asked.ts';
import { sharingOf } from '../../../src/cli/shard/flag.ts';

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

const partOf = (flag: string | undefined, env: Readonly<Record<string, string>>): string => {
  const { part } = sharingOf(flag, { env });
  return part === undefined ? 'all' : `${part.index}/${part.total}`;
};
const gitlab = (index: string, total: string, name?: string): Record<string, string> => ({
  CI_NODE_INDEX: index,
  CI_NODE_TOTAL: total,
  ...(name === undefined ? {} : { CI_JOB_NAME: name }),
});

describe('what CI systems say of a job is taken by itself, and by --shard auto', () => {
  test.each([
    [gitlab('2', '5'), '2/5'],
    [gitlab('2', '5', 'lint 2/5'), '2/5'],
    [gitlab('2', '5', 'lint: [a, b] 2/5'), '2/5'],
    [{ CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '3' }, '1/3'],
    [{ BUILDKITE_PARALLEL_JOB: '2', BUILDKITE_PARALLEL_JOB_COUNT: '3' }, '3/3'],
    [{ JOB_COMPLETION_INDEX: '0', SALLYPORT_SHARDS: '4' }, '1/4'],
    // A job that stands alone.
    [{ CI_NODE_TOTAL: '1' }, 'all'],
    [gitlab('1', '1'), 'all'],
    [{ CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '1' }, 'all'],
    [{ JOB_COMPLETION_INDEX: '0', SALLYPORT_SHARDS: '1' }, 'all'],
    // Inside of one system that counts one job, another may count several.
    [{ CI_NODE_TOTAL: '1', JOB_COMPLETION_INDEX: '3', SALLYPORT_SHARDS: '4' }, '4/4'],
    [{ CI_NODE_INDEX: '2' }, 'all'],
    [{ SALLYPORT_SHARDS: '4' }, 'all'],
    [{}, 'all'],
  ])('%j is %s', (env, part) => {
    expect([partOf(undefined, env), partOf('auto', env), partOf('off', env)]).toEqual([part, part, 'all']);
    expect(partOf('3/7', env)).toBe('3/7');
  });

  it('says so, and how to judge all', () => {
    expect(sharingOf(undefined, { env: gitlab('2', '5') }).notes).toEqual([
      'Part 2 of 5 alone, as CI_NODE_INDEX and CI_NODE_TOTAL of GitLab say; --shard off judges all.',
    ]);
    for (const flag of ['auto', 'off', '2/5']) expect(sharingOf(flag, { env: gitlab('2', '5') }).notes).toEqual([]);
  });
});

describe('without the flag all is judged, and told,', () => {
  test.each([
    ['in a matrix', gitlab('2', '4', 'lint: [cards, eu]'), 'jobs of a matrix are no parts; --shard auto'],
    ['in a matrix of one value', gitlab('2', '4', 'lint: [cards]'), 'jobs of a matrix are no parts'],
    [
      'in a matrix whose value looks like a part',
      gitlab('2', '4', 'lint: [api, 2/4]'),
      'jobs of a matrix are no parts',
    ],
    ['under another name', gitlab('2', '4', 'lint 12/4'), 'its name does not end in 2/4'],
    ['under the number of another job', gitlab('2', '4', 'lint 3/4'), 'its name does not end in 2/4'],
    ['in a pod whose total nobody gave', { JOB_COMPLETION_INDEX: '3' }, 'SALLYPORT_SHARDS is not set'],
  ])('%s', (_where, env, why) => {
    const { part, notes } = sharingOf(undefined, { env });
    expect([part, notes.length, notes[0]]).toEqual([undefined, 1, expect.stringContaining(why)]);
    expect(notes[0]).toContain('judges all');
  });

  it('where the run is of all, or the command knows no parts', () => {
    const env = gitlab('2', '5');
    expect(sharingOf(undefined, { env, whole: '--fix edits all' })).toEqual({
      notes: ['This is one of 5 parallel jobs of GitLab and judges all, since --fix edits all.'],
    });
    expect(sharingOf(undefined, { env, isAlone: true })).toEqual({ notes: [] });
    expect(sharingOf(undefined, { env: gitlab('x', '5'), isAlone: true })).toEqual({ notes: [] });
  });
});

test.each([
  ['0/5', {}],
  ['6/5', {}],
  ['1', {}],
  ['1/2/3', {}],
  ['1/20000', {}],
  ['', {}],
  ['on', {}],
  ['auto', { JOB_COMPLETION_INDEX: '0' }],
])('--shard %s with %j is a mistake', (flag, env) => {
  expect(() => sharingOf(flag, { env })).toThrow(/^--shard/);
});

test.each([
  gitlab('x', '5'),
  gitlab('0', '5'),
  gitlab('6', '5'),
  gitlab('2', '5.5'),
  gitlab('2', '-5'),
  gitlab('2', '0'),
  gitlab('2', '99999999999999999999'),
  gitlab('2', '20000'),
  gitlab(' 2', '5'),
  { CIRCLE_NODE_INDEX: '3', CIRCLE_NODE_TOTAL: '3' },
  { BUILDKITE_PARALLEL_JOB: 'x', BUILDKITE_PARALLEL_JOB_COUNT: '3' },
  { JOB_COMPLETION_INDEX: '0', SALLYPORT_SHARDS: 'four' },
  { JOB_COMPLETION_INDEX: '4', SALLYPORT_SHARDS: '4' },
])('%j is a mistake of one line without a value of it', (env) => {
  for (const flag of [undefined, 'auto'])
    expect(() => sharingOf(flag, { env })).toThrow(/^[A-Z_]+ and [A-Z_]+ of \w+ tell no part$/);
  expect(partOf('off', env)).toBe('all');
});

it('parts of one run were asked the same', () => {
  const check: Parameters<typeof digestOfAsked>[0]['check'] = {
    kinds: new Set(['lint']),
    isComparison: false,
    only: [],
    rulesets: ['recommended'],
    on: [],
    off: [],
    severities: new Map(),
    overrides: [],
    own: [],
    ownProbes: [],
  };
  const asked = { check, commit: undefined, target: undefined };
  const target = { url: 'https://a.example', profile: 'read-only', changedOnly: false, dryRun: false } as const;
  const all = [
    asked,
    { ...asked, check: { ...check, off: ['tls-server-http'] } },
    { ...asked, check: { ...check, severities: new Map([['tls-server-http', 'low' as const]]) } },
    { ...asked, check: { ...check, kinds: new Set(['lint' as const, 'diff' as const]) } },
    { ...asked, commit: 'a'.repeat(40) },
    { ...asked, target },
    { ...asked, target: { ...target, profile: 'full' as const } },
  ].map(digestOfAsked);
  expect(new Set(all).size).toBe(all.length);
  expect(digestOfAsked({ ...asked, check: { ...check } })).toBe(all[0]);
});
