/** One API in four versions of OpenAPI: whatever one of them can say is found in all that can say it. */
import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { loadRules } from '../../../rules/index.ts';
import { loadFixture } from '../../support/fixture.ts';

const versions = ['2.0', '3.0', '3.1', '3.2'] as const;

/**
 * The API has nothing that one of them cannot say: 2.0 has neither callbacks, server variables, cookie parameters nor
 * mutual TLS, 3.0 no webhooks, 3.0 and 3.1 no additional methods. Those are shown by the rules' own twins.
 */
async function found(version: string): Promise<readonly string[]> {
  const api = await loadFixture(`test/fixtures/versions/${version}.yaml`);
  const outcomes = lint(api, await loadRules.lint());
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  return outcomes
    .flatMap(({ findings }) => findings)
    .map(({ rule, tier, certainty, reach }) => [rule, tier ?? '', certainty, ...[...reach.operations].sort()].join(' '))
    .sort();
}

/** 3.x ignores a header parameter of this name (section 4.7.12.1 of 3.0.4); in 2.0 it is one like any other. */
const onlyIn2 = new Set(['auth-shadow-auth-param  firm GET /imports']);
/** The same from 3.0 on, and the key for a refresh URL, which 2.0 cannot lack. */
const from3 = new Set(['auth-authorization-as-parameter', 'oauth-no-refresh']);

it('finds the same in 2.0, 3.0, 3.1 and 3.2', async () => {
  const [first, ...others] = await Promise.all(versions.map(found));
  expect(new Set(first?.map((text) => text.split(' ')[0])).size).toBeGreaterThan(45);
  expect(first).toEqual(expect.arrayContaining([...onlyIn2]));
  const common = (lines: readonly string[] = []): readonly string[] => lines.filter((line) => !onlyIn2.has(line));
  for (const [index, other] of others.entries()) {
    const rest = other.filter((line) => !from3.has(line.split(' ')[0] ?? ''));
    expect(rest, versions[index + 1]).toEqual(common(first));
    expect(other.length - rest.length, versions[index + 1]).toBe(from3.size);
  }
});
