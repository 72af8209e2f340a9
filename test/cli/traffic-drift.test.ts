import { describe, expect, test } from 'vitest';
import { cardsApi } from '../support/cards-server.ts';
import { cli, cliJson, folder } from '../support/cli.ts';
import { har } from '../support/har.ts';

const api = 'https://api.example.com';
const token = 'canary-4f1c9d2e8b7a6350';
const card = { id: '5f0c1b7e-9a1d-4c55-8a37-0d6c2f1be9a1', owner: 'alice' };
const capture = har([
  { url: `${api}/cards`, token, body: [card] },
  { url: `${api}/cards/${card.id}`, token, body: card },
  { method: 'POST', url: `${api}/internal/export`, token, body: [card] },
  { url: `${api}/cards?canaryQuery=canary-value-1`, token, body: [card] },
]);

describe('drift', () => {
  test('holds a document against captures, by the gate and in the reports of scan', async () => {
    const cwd = folder({ 'cards.yaml': cardsApi, 'a.har': capture });
    const { apis, code } = await cliJson(['drift', 'cards.yaml', 'a.har'], cwd);
    const findings = apis.flatMap((one) => one.findings);
    expect(findings.map(({ rule }) => rule).sort()).toEqual(['shadow-endpoint', 'undocumented-query-parameter']);
    const { stdout } = await cli(['drift', 'cards.yaml', 'a.har'], { cwd });
    expect(stdout).toContain('GET /cards is called with the query parameter canaryQuery');
    expect(stdout).toMatch(/cards\.yaml:\d+/);
    // The document says nothing of itself here: lint is another command.
    expect(code).toBe(1);
    expect((await cliJson(['drift', 'cards.yaml', 'a.har', '--skip-rule', 'shadow-endpoint'], cwd)).code).toBe(0);
  });

  test.each([
    [['drift', 'cards.yaml'], 'missing required argument captures'],
    [['drift', 'cards.yaml', 'cards.yaml'], 'drift needs a HAR capture as well'],
    [['drift', 'a.har', 'a.har'], 'drift needs an OpenAPI document as well'],
    [['drift', 'none.yaml', 'a.har'], 'there is no such file'],
  ])('%j is a mistake', async (args, message) => {
    const { code, stderr } = await cli(args, { cwd: folder({ 'cards.yaml': cardsApi, 'a.har': capture }) });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
