/** Walks rules/: every rule is found on its bad twin, on the very line that says so, and nothing is found on its good one. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../src/check/lint.ts';
import type { LintRule } from '../src/check/rule.ts';
import { readConfig } from '../src/cli/config/read-config.ts';
import type { Finding } from '../src/finding/finding.ts';
import { loadApi } from '../src/load/document.ts';
import { mend } from '../src/load/edit/mend.ts';
import { findInputs } from '../src/load/inputs.ts';
import type { ApiModel } from '../src/model/api.ts';
import { limitProfileDefault } from '../src/model/limit-profile.ts';
import type { Policy } from '../src/model/policy.ts';
import { loadRules, ruleIds } from '../rules/index.ts';
import { expectations, loadFixture, loadOptions } from './support/fixture.ts';

const lintRules = await loadRules.lint();
/** The rules of one folder: its twins say what they find, whatever the others would say of the same document. */
async function rulesFor(folder: string): Promise<readonly LintRule[]> {
  const module = (await import(`../rules/lint/${folder}/rule.ts`)) as { default: LintRule | readonly LintRule[] };
  const own = new Set([module.default].flat().map(({ id }) => id));
  return lintRules.filter(({ id }) => own.has(id));
}

function foldersOf(kind: string): readonly string[] {
  return readdirSync(`rules/${kind}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** `rule/tier@line`, sorted, of the findings that stand in the file. */
async function found(path: string, rules: readonly LintRule[]): Promise<readonly string[]> {
  const api = await loadFixture(path);
  const policy = await policyBeside(path);
  const outcomes = lint(policy === undefined ? api : { ...api, policy }, rules);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  return findings.flatMap((finding) => linesOf(finding, api.sources)).sort();
}

/** What is said of the twin once its fixes are written, as `rule subject`. */
async function mendedTwin(path: string, rules: readonly LintRule[]): Promise<Mended> {
  const api = await loadFixture(path);
  const before = findingsIn({ ...api, limits: { ...limitProfileDefault, pattern: '^[^<>]*$' } }, rules);
  const wishes = before.flatMap(({ fingerprint, repairs = [] }) =>
    repairs.map(({ edits }) => ({ id: fingerprint, edits: edits.filter(({ at }) => at.source === path) })),
  );
  const mended = await mend(readFileSync(path, 'utf8'), path, wishes);
  if (mended === undefined) throw new Error(`${path}: the edited text does not say what was meant`);
  const real = realpathSync(path);
  const options = { ...loadOptions(process.cwd()), pending: new Map([[real, Buffer.from(mended.text)]]) };
  const { inputs } = await findInputs([path], options);
  const after = findingsIn(await loadApi(inputs[0]!, options), rules);
  return { before, after, done: mended.done, refused: mended.refused };
}

function findingsIn(api: ApiModel, rules: readonly LintRule[]): readonly Finding[] {
  return lint(api, rules).flatMap((outcome) => outcome.findings);
}

/** A team's policy beside the twins, read as a config is. */
async function policyBeside(path: string): Promise<Policy | undefined> {
  const file = join(path, '..', 'policy.yaml');
  if (!existsSync(file)) return undefined;
  const { rules } = await readConfig({ cwd: process.cwd(), root: process.cwd(), file });
  return rules.policy;
}

interface Mended {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
  readonly done: readonly string[];
  readonly refused: readonly string[];
}

function linesOf(
  finding: Finding,
  sources: ReadonlyMap<string, { locate(path: string): { startLine: number } }>,
): string[] {
  const name = finding.tier === undefined ? finding.rule : `${finding.rule}/${finding.tier}`;
  const places = [
    finding.at,
    ...finding.related.filter(({ message }) => message === 'the same here').map(({ at }) => at),
  ];
  return places.map((at) => `${name}@${sources.get(at.source)?.locate(at.path).startLine}`);
}

describe('lint rules', () => {
  for (const folder of foldersOf('lint')) {
    it(`${folder}: the bad twin's marked lines, and no others`, async () => {
      const path = join('rules/lint', folder, 'bad.yaml');
      const expected = expectations(readFileSync(path, 'utf8'));
      const rules = await rulesFor(folder);
      const own = expected.filter((text) =>
        rules.some(({ id }) => text.startsWith(`${id}@`) || text.startsWith(`${id}/`)),
      );
      expect(own.length).toBeGreaterThan(0);
      expect(await found(path, rules)).toEqual(own);
    });
    it(`${folder}: the good twin is silent`, async () => {
      expect(await found(join('rules/lint', folder, 'good.yaml'), await rulesFor(folder))).toEqual([]);
    });
  }
});

describe('fixes of the bad twins', () => {
  const mending = lintRules.filter(({ mends }) => mends !== undefined);
  /** Their twins hold what nobody can mend without asking; test/fixtures/fixes has the rest. */
  const elsewhere = new Set([
    'auth-op-unprotected-write',
    'auth-op-unprotected-read',
    'err-401-403-404',
    'err-400-422',
    'err-500-or-default',
    'rate-429',
  ]);

  for (const folder of foldersOf('lint')) {
    it(`${folder}: what is mended is gone, and nothing else is said instead`, async () => {
      const rules = await rulesFor(folder);
      const { before, after, done, refused } = await mendedTwin(join('rules/lint', folder, 'bad.yaml'), rules);
      const left = new Set(after.map(({ fingerprint }) => fingerprint));
      // A finding of several places may stand for what is left of them.
      const whole = before.filter(
        ({ fingerprint, repairs = [], related }) => done.includes(fingerprint) && repairs.length > related.length,
      );
      expect(whole.filter(({ fingerprint }) => left.has(fingerprint) && !refused.includes(fingerprint))).toEqual([]);
      expect(after.length).toBeLessThanOrEqual(
        before.length - new Set(whole.map(({ fingerprint }) => fingerprint)).size,
      );
      for (const { rule } of before.filter(({ repairs }) => repairs !== undefined))
        expect(
          mending.some(({ id }) => id === rule),
          `${rule} says what it mends`,
        ).toBe(true);
      for (const { id } of rules.filter(({ mends }) => mends !== undefined))
        if (!elsewhere.has(id))
          expect(
            before.some(({ rule, repairs }) => rule === id && repairs !== undefined),
            `${id} mends something`,
          ).toBe(true);
    });
  }
});

describe('every rule', () => {
  it('has a folder with its twins', () => {
    const twins = {
      lint: ['bad.yaml', 'good.yaml'],
      diff: ['cases'],
      traffic: ['api.yaml', 'bad.har', 'good.har'],
      probe: ['api.yaml', 'target.ts'],
    };
    for (const [kind, files] of Object.entries(twins)) {
      for (const folder of foldersOf(kind)) {
        for (const file of ['rule.ts', ...files])
          expect(existsSync(join('rules', kind, folder, file)), `${kind}/${folder}/${file}`).toBe(true);
      }
    }
  });

  it('has an id of its own, a why and a fix with a snippet', async () => {
    const rules = (await Promise.all(Object.values(loadRules).map((load) => load()))).flat();
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(Object.values(ruleIds).flat().sort());
    for (const rule of rules) {
      expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(rule.title.endsWith('.'), rule.id).toBe(false);
      expect(rule.why.length, rule.id).toBeGreaterThan(60);
      expect(rule.fix, rule.id).toContain('```');
      expect(rule.cwe, rule.id).toBeGreaterThan(0);
    }
  });
});
