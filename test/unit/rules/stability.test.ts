import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { loadRules } from '../../../rules/index.ts';
import { folderOf, load } from '../load/workspace.ts';

/** Findings by fingerprint, as a baseline knows them, with the place. */
async function known(document: unknown): Promise<ReadonlyMap<string, string>> {
  const api = await load(folderOf({ 'openapi.json': JSON.stringify(document) }), 'openapi.json');
  const findings = lint(api, await loadRules.lint()).flatMap((outcome) => outcome.findings);
  return new Map(findings.map(({ fingerprint, rule, at }) => [fingerprint, `${rule} ${at.path}`]));
}

interface Bank {
  readonly paths: Record<string, { get: Record<string, unknown>; post: Record<string, unknown> }>;
}

/** As many operations as an API may have before somebody would take what they lack for its habit. */
function bank(kinds: number): Bank {
  const answer = { '200': { description: 'Done.' } };
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const amount = { 'application/json': { schema: { type: 'object', properties: { amount: { type: 'integer' } } } } };
  const own = { security: [{ oauth: [] }], responses: answer };
  const oauth = {
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: 'https://login.northwind.net/token', scopes: { 'cards:write': 'Write' } } },
  };
  return {
    ...{ openapi: '3.0.3', info: { title: 'Bank', version: '1' }, servers: [{ url: 'https://api.northwind.net' }] },
    ...{ components: { securitySchemes: { oauth } } },
    paths: Object.fromEntries(
      Array.from({ length: kinds }, (_, index) => [
        `/kind-${index}/{id}/payments`,
        {
          get: { ...own, parameters: [id], deprecated: true },
          post: { ...own, parameters: [id], requestBody: { content: amount } },
        },
      ]),
    ),
  } as unknown as Bank;
}

const whole = {
  ...Object.fromEntries(
    ['200', '400', '401', '404', '500'].map((status) => [status, { description: `Told with ${status}.` }]),
  ),
  '429': { description: 'Slow down.', headers: { 'Retry-After': { schema: { type: 'integer' } } } },
};

it.each([5, 6, 11, 12])('of %i paths one is mended: what is said of the others stays', async (kinds) => {
  const before = await known(bank(kinds));
  const document = bank(kinds);
  document.paths['/kind-0/{id}/payments']!.get['responses'] = whole;
  document.paths['/kind-0/{id}/payments']!.post['responses'] = whole;
  document.paths['/kind-0/{id}/payments']!.post['security'] = [{ oauth: ['cards:write'] }];
  const after = await known(document);
  const changed = [
    ...[...before].filter(([fingerprint]) => !after.has(fingerprint)),
    ...[...after].filter(([fingerprint]) => !before.has(fingerprint)),
  ].map(([, said]) => said);
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.filter((said) => !said.includes('/paths/~1kind-0~1'))).toEqual([]);
});
