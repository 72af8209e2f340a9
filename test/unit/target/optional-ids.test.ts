import { describe, expect, it } from 'vitest';
import { apiOf, documentOf, json, opened, operation, serve } from './bank.ts';

const ok = "responses: { '200': { description: ok } }";
const post = (properties: string): string =>
  `post: { requestBody: { content: { application/json: { schema: { type: object, required: [amount], properties: ${properties} } } } }, responses: { '201': { description: made } } }`;
const document = documentOf({
  '/cards': `{ get: { ${ok} }, ${post('{ amount: { type: integer }, cardId: { type: string } }')} }`,
  '/cards/{cardId}': `{ parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }], get: { ${ok} } }`,
  '/accounts': `{ get: { ${ok} } }`,
  '/payments': `{ ${post('{ amount: { type: integer }, cardId: { type: string }, accountId: { type: integer } }')} }`,
});

async function bankWithCard() {
  const running = await serve((request, response) => {
    if (request.method === 'POST') return json(response, request.url === '/cards' ? 403 : 201, {});
    return json(response, 200, request.url === '/cards' ? [{ id: 'card_77' }] : { id: 'card_77' });
  });
  const owns = { accountId: '4711' };
  const callers = [{ name: 'alice', token: 'alice-secret-token', owns }];
  const target = await opened(running.url, { api: await apiOf(document), callers });
  const { target: view } = target;
  const sent = async (id: string): Promise<{ readonly body: Record<string, unknown>; readonly requests: number }> => {
    const before = running.seen.length;
    await view.call(operation(target, id), view.users[0]);
    const body = JSON.parse(running.seen.at(-1)?.body ?? '') as Record<string, unknown>;
    return { body, requests: running.seen.length - before };
  };
  const learn = () => view.object(operation(target, 'GET /cards/{cardId}'), view.users[0]);
  return { sent, learn };
}

describe('an id that the body does not require', () => {
  it('is the known one of its kind, and no request is made for it', async () => {
    const { sent, learn } = await bankWithCard();
    const before = await sent('POST /payments');
    expect(before).toMatchObject({ body: { accountId: 4711 }, requests: 1 });
    expect(before.body['cardId']).not.toBe('card_77');
    expect(await learn()).toMatchObject({ parameters: { cardId: 'card_77' } });
    expect(await sent('POST /payments')).toMatchObject({ body: { cardId: 'card_77', accountId: 4711 }, requests: 1 });
  });

  it('is none of another object where it is that of the new one', async () => {
    const { sent, learn } = await bankWithCard();
    await learn();
    expect((await sent('POST /cards')).body['cardId']).not.toBe('card_77');
  });
});
