import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { loadRules } from '../../../rules/index.ts';
import { folderOf, load } from '../load/workspace.ts';

it.each(['get', 'post'])('a misspelt security of a %s is one finding, at the key', async (method) => {
  const text = `openapi: 3.0.3
info: { title: x, version: '1' }
servers: [{ url: https://api.northwind.net }]
components: { securitySchemes: { token: { type: http, scheme: bearer } } }
paths:
  /cards:
    ${method}:
      securty: [{ token: [] }]
      responses: { '200': { description: ok } }
`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const outcomes = lint(api, await loadRules.lint());
  const graver = outcomes.flatMap(({ findings }) => findings).filter(({ severity }) => severity !== 'info');
  expect(graver.map(({ rule, at }) => `${rule} ${at.path}`)).toEqual([
    `spec-unknown-key /paths/~1cards/${method}/securty`,
  ]);
});
