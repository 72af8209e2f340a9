import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadRules, ruleIds } from '../../../rules/index.ts';
import { isInRulesets, rulesetNames, severityIn } from '../../../src/cli/rulesets.ts';
import { reaches } from '../../../src/finding/standing.ts';
import { cli, cliJson, folder } from '../../support/cli.ts';

const known: readonly string[] = Object.values(ruleIds).flat();
const all = (await Promise.all(Object.values(loadRules).map((load) => load()))).flat();
const document = `openapi: 3.0.3
info: { title: x, version: '1' }
paths:
  /cards/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get: { responses: { '200': { description: ok } } }
`;

test('every ruleset is known to the config, and names rules and rulesets that exist', () => {
  expect(readdirSync('rules/rulesets').map((file) => file.replace('.json', ''))).toEqual([...rulesetNames].sort());
  for (const name of rulesetNames) {
    const ruleset = JSON.parse(readFileSync(`rules/rulesets/${name}.json`, 'utf8')) as Record<string, unknown>;
    expect(Object.keys(ruleset), name).toContain('about');
    for (const key of ['on', 'off'])
      for (const id of (ruleset[key] ?? []) as string[]) expect(known, `${name} ${key}`).toContain(id);
    for (const base of (ruleset['extends'] ?? []) as string[]) expect(rulesetNames).toContain(base);
  }
});

test('a ruleset gives severities that are others than the rule has, to rules and tiers that it holds', () => {
  for (const name of rulesetNames) {
    const ruleset = JSON.parse(readFileSync(`rules/rulesets/${name}.json`, 'utf8')) as { severities?: object };
    for (const [key, severity] of Object.entries(ruleset.severities ?? {})) {
      const [id = '', tier] = key.split('/');
      const rule = all.find((one) => one.id === id);
      expect(rule !== undefined && isInRulesets([name], rule), `${name} ${key}`).toBe(true);
      const own = tier === undefined ? rule?.severity : rule?.tiers?.find((one) => one.name === tier)?.severity;
      expect(own, `${name} ${key}`).toBeDefined();
      expect(severity, `${name} ${key}`).not.toBe(own);
    }
  }
});

/** Of the counted id. */
function severitiesOf({ apis }: Awaited<ReturnType<typeof cliJson>>): readonly string[] {
  const findings = apis.flatMap((api) => api.findings);
  return findings.filter(({ rule }) => rule === 'id-sequential-path-query').map(({ severity }) => severity);
}

test('the nearest ruleset says how severe, the gravest of several', () => {
  expect(severityIn(['recommended'], 'flow-no-idempotency')).toBeUndefined();
  expect(severityIn(['fintech'], 'flow-no-idempotency')).toBe('high');
  expect(severityIn(['psd2-fapi'], 'flow-no-idempotency')).toBe('high');
  expect(severityIn(['fintech'], 'flow-no-step-up')).toBe('low');
  expect(severityIn(['psd2-fapi'], 'flow-no-step-up')).toBe('medium');
  expect(severityIn(['fintech', 'psd2-fapi'], 'flow-no-step-up')).toBe('medium');
  expect(severityIn(['fintech'], 'oauth-implicit', 'required')).toBe('high');
  expect(severityIn(['fintech'], 'oauth-implicit', 'declared')).toBeUndefined();
});

test.each([
  [[], 'low', 0],
  [['--ruleset', 'strict'], 'low', 0],
  [['--ruleset', 'fintech'], 'medium', 0],
  [['--ruleset', 'fintech', '--fail-on', 'medium'], 'medium', 1],
] as const)('with %j a counted id is %s and the run ends with %i', async (args, severity, code) => {
  const cwd = folder({
    'a.yaml': document,
    'sallyport.yaml': 'version: 1\nrules: { on: [id-sequential-path-query] }\n',
  });
  const run = await cliJson(['lint', 'a.yaml', '--skip-rule', 'auth-no-scheme', ...args], cwd);
  expect([severitiesOf(run), run.code]).toEqual([[severity], code]);
});

test('the config has the last word on severities', async () => {
  const cwd = folder({
    'a.yaml': document,
    'sallyport.yaml': 'version: 1\nrules: { extends: [fintech], severity: { id-sequential-path-query: info } }\n',
  });
  expect(severitiesOf(await cliJson(['lint', 'a.yaml'], cwd))).toEqual(['info']);
});

test('recommended has every lint rule that can be critical or high, strict has every rule', () => {
  for (const rule of all) {
    expect(isInRulesets(['strict'], rule), rule.id).toBe(true);
    const severities = [rule.severity, ...(rule.tiers ?? []).map(({ severity }) => severity)];
    if (rule.kind === 'lint' && severities.some((severity) => reaches(severity, 'high')))
      expect(isInRulesets(['recommended'], rule), rule.id).toBe(true);
  }
});

test('pci-dss has every rule that is evidence towards PCI DSS', () => {
  const towards = all.filter(({ controls }) => controls?.some((control) => control.startsWith('PCI DSS')));
  expect(towards.length).toBeGreaterThan(3);
  for (const rule of towards) expect(isInRulesets(['pci-dss'], rule), rule.id).toBe(true);
});

const countedIds = async (cwd: string, args: readonly string[] = []): Promise<number> => {
  const { apis } = await cliJson(['lint', 'a.yaml', ...args], cwd);
  return apis.flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'id-sequential-path-query').length;
};

test.each([
  ['', 0],
  ['rules: { extends: [strict] }\n', 1],
  ['rules: { extends: [recommended] }\n', 0],
  ['rules: { extends: [recommended, strict] }\n', 1],
  ['rules: { on: [id-sequential-path-query] }\n', 1],
  ['rules: { extends: [strict], off: [id-sequential-path-query] }\n', 0],
  [
    "rules: { extends: [strict], overrides: [{ operations: ['GET /cards/*'], rules: { id-sequential-path-query: off } }] }\n",
    0,
  ],
  [
    "rules: { extends: [strict], overrides: [{ operations: ['GET /users/*'], rules: { id-sequential-path-query: off } }] }\n",
    1,
  ],
  ["rules: { extends: [strict], overrides: [{ paths: ['*.yaml'], rules: { id-sequential-path-query: off } }] }\n", 0],
])('the config %j finds the counted id %i times', async (rules, times) => {
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': `version: 1\n${rules}` });
  expect(await countedIds(cwd)).toBe(times);
});

test('the flag stands above the config', async () => {
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': 'version: 1\nrules: { extends: [recommended] }\n' });
  expect(await countedIds(cwd, ['--ruleset', 'strict'])).toBe(1);
});

test('an override gives another severity, and the gate hears of it', async () => {
  const rules =
    "rules: { on: [id-sequential-path-query], overrides: [{ operations: ['GET /cards/*'], rules: { id-sequential-path-query: critical } }] }";
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': `version: 1\n${rules}\n` });
  expect((await cli(['lint', 'a.yaml'], { cwd })).code).toBe(1);
});
