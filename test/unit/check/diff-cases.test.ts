/** Walks rules/diff: every case's marked lines are found and no others; every harmless case is silent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/check/diff.ts';
import { expectations, loadFixture } from '../../support/fixture.ts';
import type { DiffRule } from '../../../src/check/rule.ts';
import { offered } from './diff/spy.ts';

/** The rules of one folder: what the others say of the same change is theirs to show. */
async function rulesOf(cases: string): Promise<readonly DiffRule[]> {
  const module = (await import(`../../../rules/diff/${basename(dirname(cases))}/rule.ts`)) as {
    default: DiffRule | readonly DiffRule[];
  };
  return [module.default].flat();
}

const folders = readdirSync('rules/diff', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('rules/diff', name, 'cases'));

describe.each(folders)('%s', (folder) => {
  const cases = readdirSync(folder);

  it('has a guilty and a harmless case', () => {
    expect(new Set(cases.map((name) => name.startsWith('harmless-')))).toEqual(new Set([true, false]));
  });

  it.each(cases)('%s', async (name) => {
    const [before, after] = [join(folder, name, 'before.yaml'), join(folder, name, 'after.yaml')];
    const versions = { before: await loadFixture(before), after: await loadFixture(after) };
    const outcomes = diff(versions, await rulesOf(folder));
    const expected = expectations(readFileSync(after, 'utf8'));
    const found = outcomes
      .flatMap(({ findings }) => findings)
      .map(({ rule, tier, at }) => {
        const line = versions.after.sources.get(at.source)?.locate(at.path).startLine;
        return `${rule}${tier === undefined ? '' : `/${tier}`}@${line}`;
      });
    expect(found.sort()).toEqual(expected);
    expect(expected.length > 0).toBe(!name.startsWith('harmless-'));
    expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  });

  it.each(cases)('%s: the newer document does not differ from itself', async (name) => {
    const path = join(folder, name, 'after.yaml');
    expect(existsSync(path)).toBe(true);
    expect(offered({ before: await loadFixture(path), after: await loadFixture(path) })).toEqual([]);
  });
});
