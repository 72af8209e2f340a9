import { Readable } from 'node:stream';
import path from 'node:path';
import { realpathSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { judge, seenOf, type Seen } from '../../../bench/mutate/judge.ts';
import { operators } from '../../../bench/mutate/operators/index.ts';
import type { Tree } from '../../../bench/mutate/tree.ts';
import { pointer } from '../../../bench/mutate/tree.ts';
import { lint } from '../../../src/check/lint.ts';
import type { LintRule } from '../../../src/check/rule.ts';
import { loadApi } from '../../../src/load/document.ts';
import { findInputs } from '../../../src/load/inputs.ts';

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'sallyport-mutate-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiny = (operation: Tree): Tree => ({
  openapi: '3.0.3',
  info: { title: 'Tiny', version: '1' },
  paths: { '/cards': { get: { responses: { '200': { description: 'All.' } }, ...operation } } },
});

const fake = (id: string, operation: NonNullable<LintRule['operation']>): LintRule => ({ ...base, id, operation });
const base = {
  title: 'T.',
  severity: 'low',
  certainty: 'certain',
  why: 'W.',
  fix: 'F.',
  references: [],
} as unknown as LintRule;
/** One speaks of deprecated operations, one of those with a summary, one at the wrong place. */
const rules: readonly LintRule[] = [
  fake('says-deprecated', ({ deprecated, at }) => (deprecated ? { at, message: 'Deprecated.' } : undefined)),
  fake('says-summary', ({ summary, at }) => (summary === undefined ? undefined : { at, message: 'Summary.' })),
  fake('says-elsewhere', ({ deprecated }, api) => (deprecated ? { at: api.at, message: 'Somewhere.' } : undefined)),
];

async function seenIn(tree: Tree): Promise<ReadonlyMap<string, Seen>> {
  const file = path.join(folder, 'document.json');
  writeFileSync(file, JSON.stringify(tree));
  const options = { cwd: folder, root: folder, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
  const [input] = (await findInputs([file], options)).inputs;
  const outcomes = lint(await loadApi(input!, options), rules);
  return seenOf(outcomes.flatMap(({ findings }) => findings));
}

const at = pointer(['paths', '/cards', 'get', 'deprecated']);
const spot = { at, alsoAt: [pointer(['paths', '/cards', 'get'])] };

test('a new finding of an expected rule at a right place is a hit; what else appears is collateral', async () => {
  const seen = { before: await seenIn(tiny({})), after: await seenIn(tiny({ deprecated: true })) };
  const judgement = judge({ rule: ['says-deprecated'] }, spot, seen);
  expect(judgement.isFound).toBe(true);
  expect(judgement.collateral).toEqual([{ rule: 'says-elsewhere', tier: '', place: '', change: 'appeared' }]);
});

test('an expected rule that speaks elsewhere, or spoke before, is a miss', async () => {
  const seen = { before: await seenIn(tiny({})), after: await seenIn(tiny({ deprecated: true })) };
  const judgement = judge({ rule: ['says-elsewhere'] }, spot, seen);
  expect(judgement.isFound).toBe(false);
  expect(judgement.elsewhere).toHaveLength(1);
  expect(judge({ rule: ['says-deprecated'] }, spot, { before: seen.after, after: seen.after }).isFound).toBe(false);
});

test('a finding that vanished is collateral, unless the same fault concerns its rule', async () => {
  const seen = {
    before: await seenIn(tiny({ summary: 'Cards' })),
    after: await seenIn(tiny({ deprecated: true })),
  };
  const { collateral } = judge({ rule: ['says-deprecated'], follows: /^says-elsewhere$/ }, spot, seen);
  expect(collateral).toEqual([{ rule: 'says-summary', tier: '', place: spot.alsoAt[0], change: 'vanished' }]);
});

test('every operator has an id of its own', () => {
  const ids = operators.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(75);
  expect(new Set(ids).size).toBe(ids.length);
});

test('operators change only the copy they are given, and say where', () => {
  const document = tiny({ description: 'Lists cards.', summary: 'Cards' });
  const text = JSON.stringify(document);
  for (const operator of operators) {
    for (const site of operator.sites(document)) {
      const copy = structuredClone(document);
      expect(operator.apply(copy, site).at, operator.id).toMatch(/^(\/.*)?$/);
      expect(JSON.stringify(copy), operator.id).not.toBe(text);
    }
  }
  expect(JSON.stringify(document)).toBe(text);
});
