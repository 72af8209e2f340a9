import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { loadRules } from '../../../rules/index.ts';
import { folderOf, load } from '../load/workspace.ts';

/** What the gate hears of a parameter of a path. */
async function certaintyOf(path: string, name: string): Promise<readonly string[]> {
  const text = `openapi: 3.0.3
info: { title: x, version: '1' }
servers: [{ url: https://api.northwind.net }]
security: [{ key: [] }]
components: { securitySchemes: { key: { type: http, scheme: bearer } } }
paths:
  ${path}:
    get:
      parameters:
        - { name: ${name}, in: path, required: true, description: The one to retrieve, schema: { type: string } }
      responses: { '200': { description: ok } }
`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const findings = lint(api, await loadRules.lint()).flatMap((outcome) => outcome.findings);
  return findings.filter(({ rule }) => rule === 'auth-credential-in-url').map(({ certainty }) => certainty);
}

it.each([
  // Issuers call their objects so; the name alone must fail no gate.
  ['/network_totals/{token}', 'token', ['tentative']],
  ['/tokens/{token}', 'token', ['tentative']],
  ['/network_totals/{network_total_token}', 'network_total_token', []],
  ['/links/{access_token}', 'access_token', ['firm']],
  ['/sessions/{session_token}', 'session_token', ['firm']],
  ['/login/{password}', 'password', ['firm']],
])('%s: %s', async (path, name, expected) => {
  expect(await certaintyOf(path, name)).toEqual(expected);
});
