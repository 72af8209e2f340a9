import { describe, expect, it } from 'vitest';
import { apiOf, documentOf, json, opened, operation, serve, type Handler } from './bank.ts';
import type { TargetOptions } from '../../../src/target/target.ts';

const ok = "responses: { '200': { description: ok } }";
const path = (name: string, more = ''): string =>
  `parameters: [{ name: ${name}, in: path, required: true, schema: { type: string${more} } }]`;
const answers = (properties: string): string =>
  `responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: ${properties} } } } } }`;

async function object(document: string, handler: Handler, more: Partial<TargetOptions> & { id: string }) {
  const { id, ...options } = more;
  const running = await serve(handler);
  const target = await opened(running.url, { api: await apiOf(document), ...options });
  const { target: view } = target;
  const before = running.seen.length;
  const found = await view.object(operation(target, id), view.users[0]);
  return { found, why: view.why(), calls: running.seen.slice(before).map(({ method, url }) => `${method} ${url}`) };
}

describe('an id', () => {
  it('is made by the call that a link names, and stands where the link says', async () => {
    const link = "links: { card: { operationId: readCard, parameters: { cardId: '$response.body#/result/number' } } }";
    const document = documentOf({
      '/orders': `{ post: { requestBody: { content: { application/json: { schema: { type: object } } } }, responses: { '201': { description: ok, ${link} } } } }`,
      '/cards/{cardId}': `{ ${path('cardId')}, get: { operationId: readCard, ${ok} } }`,
    });
    const { found } = await object(
      document,
      (request, response) =>
        json(response, request.method === 'POST' ? 201 : 404, { id: 'order_1', result: { number: 'c_5' } }),
      { id: 'GET /cards/{cardId}' },
    );
    expect(found).toMatchObject({ parameters: { cardId: 'c_5' }, made: true, from: 'POST /orders' });
  });

  it('is told by a read that needs none, by the very name', async () => {
    const document = documentOf({
      '/profile': `{ get: { ${answers('{ id: { type: string }, accountId: { type: string } }')} } }`,
      '/accounts/{accountId}': `{ ${path('accountId')}, get: { ${ok} } }`,
    });
    const { found, calls } = await object(
      document,
      (_request, response) => json(response, 200, { id: 'user_1', accountId: 'acc_9' }),
      { id: 'GET /accounts/{accountId}' },
    );
    expect(found).toMatchObject({ parameters: { accountId: 'acc_9' }, made: false, from: 'GET /profile' });
    expect(calls).toEqual(['GET /profile']);
  });

  it.each([
    ['nearest to the top', { recent: [{ accountId: 'acc_8' }], accountId: 'acc_9', last: { accountId: 'acc_7' } }],
    [
      "below the object's own name",
      { payee: { accountId: 'acc_8' }, account: { accountId: 'acc_9' }, other: { accountId: 'acc_7' } },
    ],
    ['that comes first', { list: [{ accountId: 'acc_9' }, { accountId: 'acc_8' }] }],
  ])('is of several fields of the name the one %s', async (_which, answer) => {
    const document = documentOf({
      '/profile': `{ get: { ${answers('{ id: { type: string }, accountId: { type: string } }')} } }`,
      '/accounts/{accountId}': `{ ${path('accountId')}, get: { ${ok} } }`,
    });
    const { found } = await object(document, (_request, response) => json(response, 200, answer), {
      id: 'GET /accounts/{accountId}',
    });
    expect(found).toMatchObject({ parameters: { accountId: 'acc_9' }, from: 'GET /profile' });
  });

  it('is an example of the document only where it answers, and to nobody else', async () => {
    const document = documentOf({
      '/accounts/{accountId}': `{ ${path('accountId', ', example: acc_demo')}, get: { ${ok} } }`,
      '/me': `{ get: { ${ok} } }`,
    });
    const callers = [
      { name: 'alice', token: 'alice-secret-token' },
      { name: 'bob', token: 'bob-secret-token' },
    ];
    const ask = (allowed: RegExp) =>
      object(
        document,
        (request, response) =>
          json(response, request.url === '/me' || allowed.test(request.headers.authorization ?? '') ? 200 : 404, {
            id: 1,
          }),
        { id: 'GET /accounts/{accountId}', callers },
      );
    expect((await ask(/alice/)).found).toMatchObject({
      parameters: { accountId: 'acc_demo' },
      from: 'an example of the document',
    });
    for (const allowed of [/never/, /alice|bob/]) {
      const { found, why } = await ask(allowed);
      expect(found).toBeUndefined();
      expect(why).toContain('identities: { alice: { owns: { accountId: ... } } }');
    }
  });

  it('of the query and of a header is the own one, where there is one', async () => {
    const needs =
      '[{ name: accountId, in: query, required: true, schema: { type: string } }, { name: X-Account-Id, in: header, required: true, schema: { type: string } }]';
    const document = documentOf({
      '/accounts': `{ get: { ${ok} } }`,
      '/statements': `{ get: { parameters: ${needs}, ${ok} } }`,
    });
    const running = await serve((_request, response) => json(response, 200, [{ id: 'acc_3' }]));
    const target = await opened(running.url, { api: await apiOf(document) });
    const { target: view } = target;
    await view.call(operation(target, 'GET /statements'), view.users[0]);
    const last = running.seen.at(-1);
    expect([last?.url, last?.headers['x-account-id']]).toEqual(['/statements?accountId=acc_3', 'acc_3']);
    await view.call(operation(target, 'GET /statements'), view.users[0], { parameters: { accountId: undefined } });
    expect(running.seen.at(-1)?.url).toBe('/statements');
  });
});
