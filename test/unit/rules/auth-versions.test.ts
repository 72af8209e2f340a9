/** What one version of OpenAPI knows and another does not: keys, sentences and names of schemes. */
import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { loadRules } from '../../../rules/index.ts';
import { folderOf, load } from '../load/workspace.ts';

const rules = await loadRules.lint();

/** `rule pointer` of what the named rules say. */
async function found(ids: readonly string[], text: string): Promise<readonly string[]> {
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const own = rules.filter(({ id }) => ids.includes(id));
  expect(own.length).toBe(ids.length);
  return lint(api, own).flatMap(({ findings }) => findings.map(({ rule, at }) => `${rule} ${at.path}`));
}

const two = `swagger: '2.0'
info: { title: x, version: '1' }
host: api.example.com
schemes: [https]
`;

it('2.0 has no refreshUrl to be missed', async () => {
  const text = `${two}securityDefinitions:
  code: { type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example.com/a', tokenUrl: 'https://a.example.com/t', scopes: { 'cards:read': Read } }
paths: { /cards: { get: { security: [{ code: ['cards:read'] }], responses: { '200': { description: ok } } } } }
`;
  expect(await found(['oauth-no-refresh', 'oauth-no-pkce-hint'], text)).toEqual([
    'oauth-no-pkce-hint /securityDefinitions/code',
  ]);
});

it('2.0 does not say that an Authorization header is ignored: there it is a credential beside the schemes', async () => {
  const text = `${two}paths:
  /cards: { get: { parameters: [{ name: Authorization, in: header, type: string }, { name: Accept, in: header, type: string }], responses: { '200': { description: ok } } } }
`;
  expect(await found(['auth-authorization-as-parameter', 'auth-shadow-auth-param'], text)).toEqual([
    'auth-shadow-auth-param /paths/~1cards/get/parameters/0',
  ]);
});

it('3.2 names a scheme by its URI as well, 3.1 does not', async () => {
  const text = (version: string): string => `openapi: ${version}
info: { title: x, version: '1' }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
paths: { /cards: { get: { security: [{ '#/components/securitySchemes/bearer': [] }], responses: { '200': { description: ok } } } } }
`;
  const ids = ['auth-undefined-scheme', 'auth-unused-scheme-or-scope'];
  expect(await found(ids, text('3.2.0'))).toEqual([]);
  expect(await found(ids, text('3.1.0'))).toHaveLength(2);
});

it('3.2: what a querystring holds stands in the address', async () => {
  const text = `openapi: 3.2.0
info: { title: x, version: '1' }
paths:
  /cards:
    get:
      parameters:
        - name: q
          in: querystring
          content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { password: { type: string } } } } }
      responses: { '200': { description: ok } }
`;
  expect(await found(['auth-credential-in-url'], text)).toHaveLength(1);
});

it('names of Object.prototype are names', async () => {
  const text = `openapi: 3.1.0
info: { title: x, version: '1' }
security: [{ constructor: [] }]
components:
  securitySchemes:
    constructor: { type: http, scheme: bearer }
    toString: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example.com/t', scopes: { valueOf: x, __proto__: y } } } }
paths:
  /__proto__: { get: { operationId: __proto__, responses: { '200': { description: ok } } } }
  /{constructor}: { put: { operationId: constructor, tags: [hasOwnProperty], security: [{ toString: [valueOf, __proto__, isPrototypeOf] }], parameters: [{ name: constructor, in: path, required: true, schema: { type: string } }], responses: { '200': { description: ok } } } }
`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const outcomes = lint(api, rules);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  expect(await found(['auth-undefined-scheme', 'auth-undefined-scope', 'param-path-undefined'], text)).toEqual([
    'auth-undefined-scope /paths/~1{constructor}/put/security/0/toString/2',
  ]);
});

it('a root that asks for no scope is one problem, and not one of each that inherits it', async () => {
  const write = "{ responses: { '204': { description: done } } }";
  const text = `openapi: 3.1.0
info: { title: x, version: '1' }
security: [{ oauth: [] }]
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example.com/t', scopes: { 'cards:read': x } } } }
paths:
  /cards: { get: { security: [{ oauth: ['cards:read'] }], responses: { '200': { description: ok } } }, post: ${write} }
  /accounts: { post: ${write} }
  /limits: { put: { security: [{ oauth: [] }], responses: { '204': { description: done } } } }
`;
  expect(await found(['bfla-no-scope'], text)).toEqual([
    'bfla-no-scope /security',
    'bfla-no-scope /paths/~1limits/put/security',
  ]);
});
