import { expect, it } from 'vitest';
import { classesOf } from '../../../src/model/operation-class.ts';
import { folderOf, load } from '../load/workspace.ts';

const post =
  'post: { requestBody: { content: { application/json: { schema: { type: object, properties: { amount: { type: integer } } } } } }, responses: { "200": { description: ok } } }';

/** Which of these take an amount by POST and move it. */
async function moving(...paths: readonly string[]): Promise<readonly string[]> {
  const text = `openapi: 3.0.3
info: { title: x, version: '1' }
paths:
${paths.map((path) => `  ${path}: { ${post} }\n`).join('')}`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  return api.operations.filter((each) => classesOf(each, api).has('money')).map(({ path }) => path);
}

it('a payment, its capture and one for an order move money; a change of one that was made and checks of it do not', async () => {
  const all = ['/payments', '/payments/{id}', '/payments/{id}/capture', '/payments/{id}/verify_microdeposits'];
  expect(await moving(...all)).toEqual(['/payments', '/payments/{id}/capture']);
  expect(await moving('/payments/{orderId}')).toEqual(['/payments/{orderId}']);
});
