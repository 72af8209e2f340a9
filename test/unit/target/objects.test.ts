import { describe, expect, it } from 'vitest';
import type { OwnedObject } from '../../../src/check/target.ts';
import type { OpenTarget, TargetOptions } from '../../../src/target/target.ts';
import { apiOf, bank, document, documentOf, json, opened, operation, serve, type Handler } from './bank.ts';

interface Asked {
  readonly target: OpenTarget;
  readonly object: OwnedObject | undefined;
  readonly why: string;
  readonly calls: readonly string[];
}
/** What is found for the operation, and what was sent for it. */
async function find(
  handler: Handler,
  id: string,
  more: Partial<TargetOptions> & { made?: boolean } = {},
): Promise<Asked> {
  const running = await serve(handler);
  const { made, ...options } = more;
  const target = await opened(running.url, options);
  const before = running.seen.length;
  const { target: view } = target;
  const object = await view.object(operation(target, id), view.users[0], made === undefined ? undefined : { made });
  return {
    target,
    object,
    why: view.why(),
    calls: running.seen.slice(before).map(({ method, url }) => `${method} ${url}`),
  };
}
const ok = "{ responses: { '200': { description: ok } } }";
const id = (name: string): string => `{ name: ${name}, in: path, required: true, schema: { type: string } }`;

describe('an object', () => {
  it('is one of the config first', async () => {
    const callers = [{ name: 'alice', token: 'alice-secret-token', owns: { cardId: 'c_mine' } }];
    const { object, calls } = await find(bank().handler, 'GET /cards/{cardId}', { callers });
    expect(object).toMatchObject({ parameters: { cardId: 'c_mine' }, made: false, from: 'the config' });
    expect(calls).toEqual([]);
  });

  it('of the config is known by its noun too', async () => {
    const api = await apiOf(document.replaceAll('cardId', 'id'));
    const callers = [{ name: 'alice', token: 'alice-secret-token', owns: { cardId: 'c_mine' } }];
    const { object } = await find(bank().handler, 'GET /cards/{id}', { api, callers });
    expect(object).toMatchObject({ parameters: { id: 'c_mine' }, from: 'the config' });
  });

  it('is then one that a capture shows for the caller', async () => {
    const { handler, cards } = bank();
    cards.set('c_seen', { owner: 'alice', nickname: 'old' });
    const used = {
      operation: 'GET /cards/{cardId}',
      in: 'path',
      name: 'cardId',
      beside: {},
      isProduced: false,
    } as const;
    const ids = ['c_gone', 'c_seen'].map((value) => ({ ...used, value }));
    const captured = { callers: [{ credentials: [], ids, bodies: new Map() }], grants: [], edges: [], calls: [] };
    const { object, calls } = await find(handler, 'GET /cards/{cardId}', { captured });
    expect(object).toMatchObject({ parameters: { cardId: '<ID.CAPTURED:2>' }, from: 'a capture' });
    expect(calls).toEqual(['GET /v1/cards/c_gone', 'GET /v1/cards/c_seen']);
  });

  it('is then made, with a marker, once, and deleted at the end', async () => {
    const { handler, cards } = bank();
    const { object, target, calls } = await find(handler, 'GET /cards/{cardId}', { made: true });
    expect(object).toMatchObject({ made: true, from: 'POST /cards', parameters: { cardId: 'card_1' } });
    expect(cards.get('card_1')?.nickname).toMatch(/^sp.{22}$/);
    const { target: view } = target;
    expect(await view.object(operation(target, 'DELETE /cards/{cardId}'), view.users[0], { made: true })).toEqual(
      object,
    );
    expect(await view.object(operation(target, 'DELETE /cards/{cardId}'), view.users[0])).toEqual(object);
    expect([calls, cards.size]).toEqual([['POST /v1/cards'], 1]);
    expect(await target.close()).toEqual([]);
    expect(cards.size).toBe(0);
  });

  it('is under read-only one of a list, and nothing is made', async () => {
    const { handler, cards } = bank();
    cards.set('c_7', { owner: 'alice', nickname: 'old' });
    const { object, calls } = await find(handler, 'GET /cards/{cardId}', { profile: 'read-only' });
    expect(object).toMatchObject({ parameters: { cardId: 'c_7' }, made: false, from: 'GET /cards' });
    expect(calls).toEqual(['GET /v1/cards']);
  });

  it('that cannot be had says the flag and the line to add, and is asked for once', async () => {
    const { object, why, target, calls } = await find(bank().handler, 'GET /cards/{cardId}', { profile: 'read-only' });
    expect(object).toBeUndefined();
    expect(why).toBe(
      'an object for {cardId} would have to be made (POST /cards): use --profile standard, and GET /cards shows alice no object; add to sallyport.yaml: identities: { alice: { owns: { cardId: ... } } }',
    );
    const before = target.requests;
    await target.target.object(operation(target, 'GET /cards/{cardId}'), target.target.users[0]);
    expect([calls, target.requests - before]).toEqual([['GET /v1/cards'], 0]);
  });

  it('is made by the seed of the config in every profile', async () => {
    const { handler, cards } = bank();
    const seeds = [{ call: 'POST /cards', body: { nickname: 'my ${seed}' }, id: { cardId: '$.card.id' } }];
    const { object, target } = await find(handler, 'GET /cards/{cardId}', { profile: 'read-only', seeds });
    expect(object).toMatchObject({ made: true, parameters: { cardId: 'card_1' } });
    expect(cards.get('card_1')?.nickname).toMatch(/^my sp.{22}$/);
    expect(target.ledger).toMatchObject([{ by: 'POST /cards', collection: '/cards', state: 'there' }]);
  });

  it('is not made by a call that the config forbids', async () => {
    const policy = { public: [], shared: [], privileged: [], never: ['POST /cards'] };
    const { object, calls, why } = await find(bank().handler, 'GET /cards/{cardId}', { policy, made: true });
    expect([object, calls]).toEqual([undefined, []]);
    expect(why).toContain('never to call POST /cards');
  });

  it('that was deleted is forgotten', async () => {
    const { handler } = bank();
    const { target, object } = await find(handler, 'GET /cards/{cardId}', { made: true });
    const { target: view } = target;
    const remove = operation(target, 'DELETE /cards/{cardId}');
    await view.call(remove, view.users[0], { parameters: object?.parameters ?? {} });
    const next = await view.object(remove, view.users[0], { made: true });
    const read = { parameters: next?.parameters ?? {} };
    expect((await view.call(operation(target, 'GET /cards/{cardId}'), view.users[0], read)).response?.status).toBe(200);
  });

  it('that a probe made by itself is deleted as well', async () => {
    const { handler, cards } = bank();
    const running = await serve(handler);
    const target = await opened(running.url);
    await target.target.call(operation(target, 'POST /cards'), target.target.users[0]);
    expect(cards.size).toBe(1);
    expect(await target.close()).toEqual([]);
    expect(cards.size).toBe(0);
  });

  it('whose create call was cut off may have been made', async () => {
    const stop = new AbortController();
    const hanging: Handler = (request, response) => {
      if (request.method === 'POST') stop.abort();
      else json(response, 200, []);
    };
    const running = await serve(hanging);
    const target = await opened(running.url, { signal: stop.signal });
    const { target: view } = target;
    const read = operation(target, 'GET /cards/{cardId}');
    await expect(view.object(read, view.users[0], { made: true })).rejects.toThrow('interrupted');
    expect(await target.close()).toEqual([{ collection: '/cards', reason: 'POST /cards did not say its id' }]);
  });

  it('that somebody else deleted is gone as well', async () => {
    const { handler, cards } = bank();
    const { target } = await find(handler, 'GET /cards/{cardId}', { made: true });
    cards.clear();
    expect(await target.close()).toEqual([]);
  });

  it('that was made is used for every wish', async () => {
    const { object, target } = await find(bank().handler, 'GET /cards/{cardId}');
    const again = await target.target.object(operation(target, 'GET /cards/{cardId}'), target.target.users[0], {
      made: true,
    });
    expect(again).toEqual(object);
  });

  it('whose create call hides the id stands in the ledger as left behind', async () => {
    const { target, object, why } = await find((_request, response) => json(response, 201, []), 'GET /cards/{cardId}', {
      made: true,
    });
    expect(object).toBeUndefined();
    expect(why).toContain('whose answer does not show the id (add to sallyport.yaml: seeds: [{ call: POST /cards');
    expect(await target.close()).toEqual([{ collection: '/cards', reason: 'POST /cards did not say its id' }]);
  });

  it('that cannot be deleted is told of', async () => {
    const { handler } = bank();
    const refusing: Handler = (request, response) =>
      request.method === 'DELETE' ? json(response, 403, {}) : handler(request, response);
    const { target } = await find(refusing, 'GET /cards/{cardId}', { made: true });
    expect(await target.close()).toEqual([{ collection: '/cards', reason: 'DELETE /cards/{cardId} answered 403' }]);
    expect(target.ledger).toMatchObject([{ state: 'left' }]);
  });

  it('that a refusal answers is none', async () => {
    const { target, why } = await find(
      (request, response) =>
        json(response, request.method === 'POST' ? 422 : 200, request.method === 'POST' ? { id: 'e_1' } : []),
      'GET /cards/{cardId}',
      { made: true },
    );
    expect(why).toContain('POST /cards as alice answered 422 instead of a new object');
    expect(target.ledger).toEqual([]);
  });

  it('below another is made there', async () => {
    const api = await apiOf(
      documentOf({
        '/accounts': `{ get: ${ok} }`,
        '/accounts/{accountId}/cards': `{ parameters: [${id('accountId')}], post: ${ok} }`,
        '/accounts/{accountId}/cards/{id}': `{ parameters: [${id('accountId')}, ${id('id')}], get: ${ok}, delete: ${ok} }`,
      }),
    );
    const handler: Handler = (request, response) => {
      if (request.method === 'POST') response.setHeader('Location', '/accounts/a_1/cards/k%201');
      json(response, 200, request.url === '/accounts' ? { items: [{ accountId: 'a_1' }] } : {});
    };
    const { object, calls, target } = await find(handler, 'GET /accounts/{accountId}/cards/{id}', { api, made: true });
    expect(object?.parameters).toEqual({ accountId: 'a_1', id: 'k 1' });
    expect(calls).toEqual(['GET /accounts', 'POST /accounts/a_1/cards']);
    expect(await target.close()).toEqual([]);
  });

  it('is found by its noun where its path is another', async () => {
    const api = await apiOf(
      documentOf({
        '/cards': `{ get: ${ok} }`,
        '/card-statements/{cardId}': `{ parameters: [${id('cardId')}], get: ${ok} }`,
        '/limits':
          "{ get: { parameters: [{ name: cardId, in: query, required: true, schema: { type: string } }], responses: { '200': { description: ok } } } }",
      }),
    );
    const handler: Handler = (_request, response) => json(response, 200, [{ id: 'c_3' }]);
    const { object, target } = await find(handler, 'GET /card-statements/{cardId}', { api, profile: 'read-only' });
    expect(object).toMatchObject({ parameters: { cardId: 'c_3' }, from: 'GET /cards' });
    const ofQuery = await target.target.object(operation(target, 'GET /limits'), target.target.users[0]);
    expect(ofQuery).toMatchObject({ parameters: { cardId: 'c_3' }, from: 'GET /cards' });
  });

  it('is the caller itself where the token says so and nothing else does', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const callers = [{ name: 'alice', token: `${part({ alg: 'HS256' })}.${part({ sub: 'u_77' })}.c2ln` }];
    const api = await apiOf(documentOf({ '/users/{userId}': `{ parameters: [${id('userId')}], get: ${ok} }` }));
    const { object } = await find((_request, response) => json(response, 200, {}), 'GET /users/{userId}', {
      api,
      callers,
    });
    expect(object).toMatchObject({ parameters: { userId: 'u_77' }, made: false });
  });

  it('is not needed where the document fixes the path', async () => {
    const parameter = '{ name: currency, in: path, required: true, schema: { type: string, enum: [EUR] } }';
    const api = await apiOf(documentOf({ '/rates/{currency}': `{ parameters: [${parameter}], get: ${ok} }` }));
    const { object, calls, target } = await find(
      (_request, response) => json(response, 200, {}),
      'GET /rates/{currency}',
      { api },
    );
    expect([object?.parameters, calls]).toEqual([{}, []]);
    expect(
      (await target.target.call(operation(target, 'GET /rates/{currency}'), target.target.users[0])).request.path,
    ).toBe('/rates/EUR');
  });

  it('is never made by registering somebody, nor by an action', async () => {
    const api = await apiOf(
      documentOf({
        '/auth/register': `{ post: ${ok} }`,
        '/auth/register/{id}': `{ parameters: [${id('id')}], get: ${ok} }`,
        '/reports/generate': `{ post: ${ok} }`,
        '/reports/generate/{id}': `{ parameters: [${id('id')}], get: ${ok} }`,
      }),
    );
    const handler: Handler = (_request, response) => json(response, 200, { id: 'x' });
    for (const path of ['/auth/register/{id}', '/reports/generate/{id}']) {
      const { object, calls } = await find(handler, `GET ${path}`, { api, made: true });
      expect([object, calls], path).toEqual([undefined, []]);
    }
  });

  it('of which only a tag is known is sent by its value', async () => {
    const paths: string[] = [];
    const handler: Handler = (request, response) => {
      paths.push(request.url ?? '');
      json(response, 200, request.url === '/v1/cards' ? [{ id: '4111111111111111' }] : {});
    };
    const { object, target } = await find(handler, 'GET /cards/{cardId}', { profile: 'read-only' });
    expect(object?.parameters['cardId']).toMatch(/^<PCI\.PAN:\d+>$/);
    const { target: view } = target;
    const exchange = await view.call(operation(target, 'GET /cards/{cardId}'), view.users[0]);
    expect(paths.at(-1)).toBe('/v1/cards/4111111111111111');
    expect(exchange.request.path).toBe(`/v1/cards/${object?.parameters['cardId']}`);
    await view.send({ method: 'GET', path: `/cards/${object?.parameters['cardId']}/x` }, view.users[0]);
    expect(paths.at(-1)).toBe('/v1/cards/4111111111111111/x');
  });
});

it('reads back what an operation addresses', async () => {
  const running = await serve(bank().handler);
  const api = await apiOf(
    document.replace(
      '  /admin/reset:',
      "  /cards/{id}/freeze:\n    post: { parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: { '200': { description: ok } } }\n  /admin/reset:",
    ),
  );
  const target = await opened(running.url, { api });
  const reader = (name: string) => target.target.readerOf(operation(target, name))?.id;
  expect(reader('DELETE /cards/{cardId}')).toBe('GET /cards/{cardId}');
  expect(reader('POST /cards/{id}/freeze')).toBe('GET /cards/{cardId}');
  expect(reader('POST /admin/reset')).toBeUndefined();
});
