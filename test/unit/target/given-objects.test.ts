import { describe, expect, it } from 'vitest';
import { apiOf, bank, document, documentOf, json, opened, operation, serve, type Handler } from './bank.ts';

describe('an object', () => {
  it('that a header or the query names is the one that the config gives, and a call carries it unasked', async () => {
    const paths = `
  /invoices:
    get:
      parameters:
        - { name: X-Tenant-Id, in: header, required: true, schema: { type: string, example: org_of_the_example } }
        - { name: userId, in: query, required: true, schema: { type: string } }
      responses: { '200': { description: ok } }`;
    const api = await apiOf(document.replace(/paths:[\s\S]*$/, `paths:${paths}\n`));
    const owns = { 'X-Tenant-Id': 'org_of_alice', userId: 'u_alice' };
    const callers = [{ name: 'alice', token: 'alice-secret-token', owns }];
    const running = await serve(bank().handler);
    const target = await opened(running.url, { api, callers });
    const { target: view } = target;
    const list = operation(target, 'GET /invoices');
    expect(await view.object(list, view.users[0])).toMatchObject({ parameters: owns, made: false });
    const { request } = await view.call(list, view.users[0]);
    expect(request.headers.find(([name]) => name === 'X-Tenant-Id')?.[1]).toBe('org_of_alice');
    expect(request.query).toEqual([['userId', 'u_alice']]);
  });

  it('that a question uses up is given to nobody again', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    const { target: view } = target;
    const read = operation(target, 'GET /cards/{cardId}');
    const ids: (string | undefined)[] = [];
    for (const wish of [{ spent: true }, { spent: true }, { made: true }, { made: true }])
      ids.push((await view.object(read, view.users[0], wish))?.parameters['cardId']);
    expect(ids).toEqual(['card_1', 'card_2', 'card_3', 'card_3']);
  });

  it('that a probe deleted is not left behind where a second deletion is refused', async () => {
    const { handler, cards } = bank();
    const refusing: Handler = (request, response) => {
      const isGone = request.method === 'DELETE' && !cards.has((request.url ?? '').split('/').at(-1) ?? '');
      if (!isGone) return handler(request, response);
      response.writeHead(422);
      response.end();
    };
    const running = await serve(refusing);
    const target = await opened(running.url);
    const { target: view } = target;
    const remove = operation(target, 'DELETE /cards/{cardId}');
    const [deleted, lost] = [
      await view.object(remove, view.users[0], { spent: true }),
      await view.object(remove, view.users[0], { spent: true }),
    ];
    await view.call(remove, view.users[0], { parameters: deleted?.parameters ?? {} });
    // Gone by itself, and nobody was told so.
    cards.delete(lost?.parameters['cardId'] ?? '');
    expect((await target.close()).map(({ reason }) => reason)).toEqual(['DELETE /cards/{cardId} answered 422']);
    expect(target.ledger.map(({ state }) => state)).toEqual(['undone', 'left']);
  });

  it('is not made by a seed whose address is of a call that the config forbids', async () => {
    const policy = { public: [], shared: [], privileged: [], never: ['POST /cards/{cardId}'] };
    const seeds = [{ call: 'POST /cards/copy', id: { cardId: '$.card.id' } }];
    const api = await apiOf(
      document.replace(
        "    get: { responses: { '200': { description: ok } } }\n    delete",
        '    post: { responses: {} }\n    get: { responses: {} }\n    delete',
      ),
    );
    const running = await serve(bank().handler);
    const target = await opened(running.url, { policy, seeds, api });
    const { target: view } = target;
    const object = await view.object(operation(target, 'GET /cards/{cardId}'), view.users[0], { made: true });
    expect(object).toBeUndefined();
    expect(running.seen.every(({ method }) => method === 'GET')).toBe(true);
    expect(view.why()).toContain('never to call POST /cards/copy');
  });

  it('is left behind where one of the same number in another collection was deleted', async () => {
    const handler: Handler = (request, response) => {
      if (request.method === 'POST') return json(response, 201, { id: 7 });
      if (request.method !== 'DELETE') return json(response, 200, []);
      response.writeHead(request.url === '/cards/7' ? 204 : 403).end();
    };
    const running = await serve(handler);
    const id = 'parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]';
    const target = await opened(running.url, {
      api: await apiOf(
        documentOf({
          '/cards': '{ post: { responses: {} }, get: { responses: {} } }',
          '/cards/{id}': `{ ${id}, get: { responses: {} }, delete: { responses: {} } }`,
          '/accounts': '{ post: { responses: {} }, get: { responses: {} } }',
          '/accounts/{id}': `{ ${id}, get: { responses: {} }, delete: { responses: {} } }`,
        }),
      ),
    });
    const { target: view } = target;
    const [card, account] = ['cards', 'accounts'].map((name) => operation(target, `DELETE /${name}/{id}`));
    if (card === undefined || account === undefined) throw new Error('both are there');
    const made = await view.object(card, view.users[0], { made: true });
    await view.object(account, view.users[0], { made: true });
    await view.call(card, view.users[0], { parameters: made?.parameters ?? {} });
    expect(await target.close()).toEqual([{ collection: '/accounts', reason: 'DELETE /accounts/{id} answered 403' }]);
  });
});
