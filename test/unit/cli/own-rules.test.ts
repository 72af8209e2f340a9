import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli, cliJson, folder } from '../../support/cli.ts';

const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: https://api.bank.test }]
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
paths:
  /cards:
    post:
      tags: [admin]
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { nickname: { type: string }, name: { type: string, maxLength: 40 } } }
      responses: { '201': { description: made } }
    put:
      x-owner: team-cards
      responses: { '200': { description: ok } }
`;
const example = readFileSync('examples/own-rules/rules.yaml', 'utf8');
const config = 'version: 1\nrules: { own: [rules.yaml] }\n';

async function own(cwd: string, args: readonly string[] = []): Promise<readonly string[]> {
  const { apis } = await cliJson(['lint', 'a.yaml', ...args], cwd);
  return apis.flatMap(({ findings }) => findings.map(({ rule }) => rule)).filter((rule) => rule.startsWith('own-'));
}

test('the example finds what it says, and nothing else', async () => {
  const cwd = folder({ 'a.yaml': document, 'rules.yaml': example, 'sallyport.yaml': config });
  expect([...(await own(cwd))].sort()).toEqual(['own-admin-below-admin', 'own-name-length', 'own-operation-owner']);
  expect(await own(cwd, ['--rule', 'own-name-length'])).toEqual(['own-name-length']);
  expect(await own(cwd, ['--skip-rule', 'own-name-length'])).toHaveLength(2);
});

test('own rules can be ignored and weighed as ours are', async () => {
  const more = `${config}ignore: [{ rule: own-name-length, reason: legacy, expires: 2999-01-31 }]\nfail-on: medium\n`;
  const cwd = folder({ 'a.yaml': document, 'rules.yaml': example, 'sallyport.yaml': more });
  expect(await own(cwd)).toHaveLength(2);
  expect((await cli(['lint', 'a.yaml'], { cwd })).code).toBe(1);
});

test.each([
  ['for: operation', 'for: opration', 'did you mean operation?'],
  ['field: method', 'field: metod', 'did you mean method?'],
  ['id: own-name-length', 'id: name-length', 'an id such as own-operation-owner'],
  ['message: Names', 'mesage: Names', 'did you mean message?'],
])('%s as %s is told with its line and the nearest word', async (right, wrong, said) => {
  const cwd = folder({ 'a.yaml': document, 'rules.yaml': example.replace(right, wrong), 'sallyport.yaml': config });
  const { code, stderr } = await cli(['lint', 'a.yaml'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^rules\.yaml:\d+:\d+: /m);
  expect(stderr).toContain(said);
});

test('a file outside of the repository is not read', async () => {
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': 'version: 1\nrules: { own: [../rules.yaml] }\n' });
  expect((await cli(['lint', 'a.yaml'], { cwd })).code).toBe(2);
});
