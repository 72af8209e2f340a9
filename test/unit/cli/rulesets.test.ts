import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ruleIds } from '../../../rules/index.ts';
import { rulesets } from '../../../src/cli/config/sallyport-shape.ts';
import { cliJson, folder } from '../../support/cli.ts';

const known: readonly string[] = Object.values(ruleIds).flat();
const document = `openapi: 3.0.3
info: { title: x, version: '1' }
paths:
  /cards/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get: { responses: { '200': { description: ok } } }
`;

test('every ruleset is known to the config, and switches off rules that exist', () => {
  expect(readdirSync('rules/rulesets').map((file) => file.replace('.json', ''))).toEqual([...rulesets]);
  for (const name of rulesets) {
    const { off } = JSON.parse(readFileSync(`rules/rulesets/${name}.json`, 'utf8')) as { off: string[] };
    for (const id of off) expect(known, name).toContain(id);
  }
});

test.each([
  ['', 1],
  ['rules: { extends: [strict] }\n', 1],
  ['rules: { extends: [recommended] }\n', 0],
])('the config %j finds the counted id %i times', async (rules, times) => {
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': `version: 1\n${rules}` });
  const { apis } = await cliJson(['lint', 'a.yaml'], cwd);
  expect(
    apis.flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'id-sequential-path-query'),
  ).toHaveLength(times);
});
