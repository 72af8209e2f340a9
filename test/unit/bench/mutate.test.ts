import { Readable } from 'node:stream';
import path from 'node:path';
import { realpathSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { judge, seenOf, type Change, type Claims, type Runs } from '../../../bench/mutate/judge.ts';
import { operators } from '../../../bench/mutate/operators/index.ts';
import type { Tree } from '../../../bench/mutate/tree.ts';
import { get, keysOf, pointer } from '../../../bench/mutate/tree.ts';
import { loadRules } from '../../../rules/index.ts';
import { lint } from '../../../src/check/lint.ts';
import type { LintRule } from '../../../src/check/rule.ts';
import { merge } from '../../../src/finding/merge.ts';
import { loadApi } from '../../../src/load/document.ts';
import { findInputs } from '../../../src/load/inputs.ts';

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'sallyport-mutate-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiny = (operation: Tree): Tree => ({
  openapi: '3.0.3',
  info: { title: 'Tiny', version: '1' },
  paths: { '/cards': { get: { responses: { '200': { description: 'All.' } }, ...operation } } },
});

const fake = (id: string, rest: Partial<LintRule>): LintRule => ({ ...base, id, ...rest });
const base = {
  kind: 'lint',
  title: 'T.',
  severity: 'low',
  tiers: [
    { name: 'one', severity: 'low' },
    { name: 'two', severity: 'high' },
  ],
  owasp: ['API8:2023'],
  cwe: 1,
  why: 'W.',
  fix: 'F.',
} as unknown as LintRule;
/** Of deprecated operations, of those with a summary, at the wrong place, of the same place again, and of another grade. */
const rules: readonly LintRule[] = [
  fake('says-deprecated', {
    operation: ({ deprecated, at }) => (deprecated ? { at, message: 'Deprecated.' } : undefined),
  }),
  fake('says-summary', {
    operation: ({ summary, at }) => (summary === undefined ? undefined : { at, message: 'Summary.' }),
    owasp: ['API9:2023'],
  }),
  fake('says-elsewhere', { api: ({ at, operations }) => (operations[0]?.deprecated ? { at, message: 'Some.' } : []) }),
  fake('says-again', { operation: ({ deprecated, at }) => (deprecated ? { at, message: 'So.' } : undefined) }),
  fake('says-graver', {
    api: ({ at, operations }) => ({ at, message: 'Any.', tier: operations[0]?.deprecated ? 'two' : 'one' }),
  }),
  fake('says-description', {
    operation: ({ description, at }) =>
      description === undefined ? undefined : { at: { ...at, path: `${at.path}/description` }, message: 'Text.' },
  }),
];

async function seenIn(tree: Tree): Promise<Claims> {
  const file = path.join(folder, 'document.json');
  writeFileSync(file, JSON.stringify(tree));
  const options = { cwd: folder, root: folder, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
  const [input] = (await findInputs([file], options)).inputs;
  const outcomes = lint(await loadApi(input!, options), rules);
  return seenOf(merge(outcomes, new Map(rules.map((rule) => [rule.id, rule]))).flatMap(({ findings }) => findings));
}

async function runs(before: Tree, after: Tree): Promise<Runs> {
  const document = tiny(after);
  const isThere = (place: string): boolean => get(document, keysOf(place)) !== undefined;
  return { before: await seenIn(tiny(before)), after: await seenIn(document), isThere };
}

const at = pointer(['paths', '/cards', 'get', 'deprecated']);
const spot = { at, alsoAt: [pointer(['paths', '/cards', 'get'])] };
const told = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ rule, change, place }) => `${rule} ${change} ${place}`);

test('a new finding of an expected rule at a right place is a hit; what else appears is collateral', async () => {
  const judgement = judge({ rule: ['says-deprecated'] }, spot, await runs({}, { deprecated: true }));
  expect(judgement.isFound).toBe(true);
  // What another rule says in the same finding is said once; what was said before and is graver now is told apart.
  expect(told(judgement.collateral)).toEqual(['says-elsewhere appeared ']);
  expect(told(judgement.regraded)).toEqual(['says-graver regraded ']);
});

test('an expected rule that speaks elsewhere, or spoke before, is a miss', async () => {
  const seen = await runs({}, { deprecated: true });
  const judgement = judge({ rule: ['says-elsewhere'] }, spot, seen);
  expect(judgement.isFound).toBe(false);
  expect(judgement.elsewhere).toHaveLength(1);
  expect(judge({ rule: ['says-deprecated'] }, spot, { ...seen, before: seen.after }).isFound).toBe(false);
});

test('a consequence is counted apart: of the rules that the operator names, in the direction that it names', async () => {
  const seen = await runs({ summary: 'Cards' }, { deprecated: true });
  const because = 'The test says so.';
  const named = [{ rules: ['says-elsewhere', 'says-summary'], change: 'appeared' as const, because }];
  const judgement = judge({ rule: ['says-deprecated'], follows: named }, spot, seen);
  expect(told(judgement.follows)).toEqual(['says-elsewhere appeared ']);
  expect(told(judgement.collateral)).toEqual([`says-summary vanished ${spot.alsoAt[0]}`]);
});

test('what was said of a place that is gone could not stay', async () => {
  const judgement = judge(
    { rule: ['says-summary'] },
    spot,
    await runs({ description: 'Lists.' }, { summary: 'Cards' }),
  );
  expect(told(judgement.follows)).toEqual([`says-description vanished ${spot.alsoAt[0]}/description`]);
  expect(judgement.collateral).toEqual([]);
});

test('every consequence is argued, and of rules that are there', async () => {
  const known = new Set((await loadRules.lint()).map(({ id }) => id));
  for (const { id, follows = [] } of operators) {
    for (const { rules: named, because } of follows) {
      expect(because, id).toMatch(/^[A-Z].*\.$/);
      expect(
        named.filter((rule) => !known.has(rule)),
        id,
      ).toEqual([]);
    }
  }
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
