/** Each document of test/fixtures/fixes and the diff beside it: what a reader sees there is all that changes. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, folder } from '../support/cli.ts';

const home = 'test/fixtures/fixes';
const names = readdirSync(home).filter((name) => !name.endsWith('.diff'));

interface Claim {
  readonly rule: string;
}
interface Report {
  readonly apis: readonly { readonly findings: readonly (Claim & { readonly also?: readonly Claim[] })[] }[];
}

/** What each rule says, whether by a finding of its own or by one that stands for it. */
async function claimsOf(cwd: string): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await cli(['lint', '--ruleset', 'strict', '-f', 'json'], { cwd });
  const { apis } = JSON.parse(stdout) as Report;
  const counts = new Map<string, number>();
  for (const { rule, also = [] } of apis.flatMap(({ findings }) => findings))
    for (const one of [rule, ...also.map((claim) => claim.rule)]) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0);
}

function flagsFor(name: string): readonly string[] {
  return ['lint', '--ruleset', 'strict', '--fix', ...(name.startsWith('limits') ? ['--fix-limits'] : [])];
}

/** Fixes the text in a folder of its own. */
async function fixed(name: string, text: string): Promise<{ readonly text: string; readonly stdout: string }> {
  const cwd = folder({ [name]: text });
  const { stdout } = await cli(flagsFor(name), { cwd });
  return { text: readFileSync(path.join(cwd, name), 'utf8'), stdout };
}

describe.each(names)('%s', (name) => {
  const original = readFileSync(path.join(home, name), 'utf8');
  const expected = path.join(home, `${name.replace(/\.\w+$/, '')}.diff`);

  test('changes as its diff says, and in nothing else', async () => {
    const cwd = folder({ [name]: original });
    const { stdout } = await cli([...flagsFor(name), '--dry-run'], { cwd });
    if (process.env['UPDATE_DIFFS'] !== undefined) writeFileSync(expected, stdout);
    expect(stdout).toBe(readFileSync(expected, 'utf8'));
    expect(readFileSync(path.join(cwd, name), 'utf8')).toBe(original);

    execFileSync('git', ['apply', path.resolve(expected)], { cwd });
    expect((await fixed(name, original)).text).toBe(readFileSync(path.join(cwd, name), 'utf8'));
  });

  test('loses the findings that were fixed, gains none, and a second run edits nothing', async () => {
    const cwd = folder({ [name]: original });
    const before = await claimsOf(cwd);
    const { stdout } = await cli(flagsFor(name), { cwd });
    const after = await claimsOf(cwd);
    expect([...after].filter(([rule, count]) => count > (before.get(rule) ?? 0))).toEqual([]);
    const count = Number(/Fixed (\d+) findings? in 1 file\./.exec(stdout)?.[1]);
    expect(count).toBeGreaterThan(0);
    expect(sum(before) - sum(after)).toBeGreaterThanOrEqual(count);
    expect((await cli([...flagsFor(name), '--dry-run'], { cwd })).stdout).toBe('');
  });

  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['no last line break', (text: string) => text.replace(/\n$/, '')],
  ])('keeps %s', async (_, written) => {
    const { text } = await fixed(name, original);
    expect((await fixed(name, written(original))).text).toBe(written(text));
  });
});
