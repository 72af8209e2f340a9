import { describe, expect, it } from 'vitest';
import { BudgetSpent, NotTested, TargetDown } from '../../../src/check/target.ts';
import { afterTheLook, apiOf, bank, document, json, opened, operation, serve } from './bank.ts';

describe('a call', () => {
  it('keeps the path of the servers, says who it is, and shows the credential to nobody', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    const view = target.within(5);
    const exchange = await view.call(operation(target, 'GET /cards'), view.users[0]);
    expect(exchange.response?.status).toBe(200);
    const last = running.seen.at(-1);
    expect(last?.url).toBe('/v1/cards');
    expect(last?.headers).toMatchObject({
      'user-agent': 'sallyport/0.0.0',
      'x-sallyport-run': 'run-1',
      authorization: 'Bearer alice-secret-token',
    });
    expect(JSON.stringify(exchange)).not.toContain('alice-secret-token');
  });

  it('sends no run id where that is turned off', async () => {
    const running = await serve(bank().handler);
    const { runId: _off, ...options } = await import('./bank.ts').then(({ optionsFor }) => optionsFor(running.url));
    const { openTarget } = await import('../../../src/target/target.ts');
    const target = await openTarget(options);
    await target.close();
    expect(running.seen[0]?.headers['x-sallyport-run']).toBeUndefined();
  });

  it('shows no secret that the target gives back under another name', async () => {
    const running = await serve((request, response) =>
      json(response, 200, { note: `you said ${request.headers.authorization ?? ''}` }),
    );
    const target = await opened(running.url, { callers: [{ name: 'alice', token: 'tok_9f8e7d6c5b4a' }] });
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    expect(exchange.response?.body?.text).toContain('you said');
    expect(JSON.stringify([exchange, target.transcript.entries])).not.toContain('tok_9f8e');
  });

  it('shows no key whose header says nothing of keys', async () => {
    const running = await serve((request, response) => json(response, 200, { hello: request.headers['x-foo'] }));
    const api = await apiOf(
      document.replace('{ type: http, scheme: bearer }', '{ type: apiKey, in: header, name: X-Foo }'),
    );
    const target = await opened(running.url, { api, callers: [{ name: 'alice', apiKey: 'zq9 f8e7 d6c5' }] });
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    expect(exchange.response?.body?.text).toContain('hello');
    expect(JSON.stringify(exchange)).not.toContain('f8e7');
  });

  it('takes the target path in place of the one of the servers', async () => {
    const running = await serve((_request, response) => json(response, 200, []));
    const target = await opened(`${running.url}/b2b/v2/`);
    await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    expect(running.seen.at(-1)?.url).toBe('/b2b/v2/cards');
  });

  it('differs for anonymous and garbage by the credential alone', async () => {
    const { handler, cards } = bank();
    const running = await serve(handler);
    const target = await opened(running.url);
    const view = target.within(9);
    const read = operation(target, 'GET /cards/{cardId}');
    cards.set('card_9', { owner: 'alice', nickname: 'mine' });
    await view.call(read, view.users[0]);
    await view.call(read, view.garbage);
    await view.call(read, view.anonymous);
    const [own, garbage, nobody] = running.seen.slice(-3);
    expect([own?.url, garbage?.url, nobody?.url]).toEqual(Array(3).fill(own?.url));
    expect(garbage?.headers.authorization).toHaveLength('Bearer alice-secret-token'.length);
    expect(garbage?.headers.authorization).not.toBe('Bearer alice-secret-token');
    expect(nobody?.headers.authorization).toBeUndefined();
  });

  it('goes on a connection of its own where it is asked for', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    const list = operation(target, 'GET /cards');
    await target.target.call(list, target.target.users[0]);
    await target.target.call(list, target.target.users[0]);
    await target.target.call(list, target.target.users[0], { fresh: true });
    const used = new Set(running.seen.map(({ port }) => port)).size;
    await expect.poll(() => running.connections()).toBeLessThan(used);
    const ports = running.seen.map(({ port }) => port);
    expect(ports.indexOf(ports.at(-1) ?? 0)).toBe(ports.length - 1);
  });

  it('lets a header that a probe wants win over all others', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    const headers = [['accept', 'text/plain'] as const, ['X-Forwarded-For', '127.0.0.1'] as const];
    await target.target.call(operation(target, 'GET /cards'), target.target.users[0], { headers });
    expect(running.seen.at(-1)?.headers).toMatchObject({ accept: 'text/plain', 'x-forwarded-for': '127.0.0.1' });
  });

  it('keeps a transcript of who asked what and why, without what logins hold', async () => {
    const running = await serve(bank().handler);
    const login = {
      call: 'POST /login',
      body: { user: 'bob', password: 'pw-of-bob-123' },
      token: { header: 'X-Auth-Token' },
    };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    const view = target.within(5, 'some-rule');
    await view.object(operation(target, 'GET /cards/{cardId}'), view.users[0]);
    await view.call(operation(target, 'GET /cards'), view.anonymous);
    expect(target.transcript.entries.map(({ why, exchange }) => `${why} ${exchange.identity}`)).toEqual([
      'login bob',
      'look bob',
      'set-up bob',
      'some-rule anonymous',
    ]);
    expect(JSON.stringify(target.transcript.entries)).not.toMatch(/pw-of-bob|bob-secret-token/);
  });
});

describe('budgets', () => {
  it('refuses what is behind the budget of the probe and of the run', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url, { requestsMax: 3 });
    const list = operation(target, 'GET /cards');
    const view = target.within(1);
    await view.call(list, view.users[0]);
    await expect(view.call(list, view.users[0])).rejects.toThrow(BudgetSpent);
    await expect(view.send({ method: 'GET', path: '/x' }, view.anonymous)).rejects.toThrow(BudgetSpent);
    const other = target.within(9);
    await other.call(list, other.users[0]);
    await expect(other.call(list, other.users[0])).rejects.toThrow('budget of 3 requests');
    expect(target.requests).toBe(3);
  });

  it('counts no set-up against the probe, and puts things back beyond both budgets', async () => {
    const { handler, cards } = bank();
    const running = await serve(handler);
    const target = await opened(running.url, { requestsMax: 3 });
    const view = target.within(1);
    const read = operation(target, 'GET /cards/{cardId}');
    const object = await view.object(read, view.users[0], { made: true });
    await view.call(read, view.users[0], { parameters: object?.parameters ?? {} });
    await expect(view.call(read, view.users[0])).rejects.toThrow(BudgetSpent);
    const remove = operation(target, 'DELETE /cards/{cardId}');
    await view.call(remove, view.users[0], { parameters: object?.parameters ?? {}, undo: true });
    expect(cards.size).toBe(0);
  });
});

describe('what is never called', () => {
  it('is refused before anything is sent, by operation and by path', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    const { target: view } = target;
    const reset = operation(target, 'POST /admin/reset');
    expect(view.refusal?.(reset)).toContain('never');
    await expect(view.call(reset, view.users[0])).rejects.toThrow(NotTested);
    await expect(view.call(reset, view.users[0], { undo: true })).rejects.toThrow(NotTested);
    for (const path of ['/admin/reset', '/admin/reset/', '/cards/../admin/reset', '/admin/%72eset?x=1'])
      await expect(view.send({ method: 'POST', path }, view.users[0]), path).rejects.toThrow(NotTested);
    expect(running.seen.every(({ url }) => url === '/v1/cards')).toBe(true);
  });
});

describe('interruption', () => {
  it('stops what waits and sends nothing more', async () => {
    const stop = new AbortController();
    const running = await serve(afterTheLook(() => stop.abort()));
    const target = await opened(running.url, { signal: stop.signal });
    const list = operation(target, 'GET /cards');
    await expect(target.target.call(list, target.target.users[0])).rejects.toThrow(new TargetDown('interrupted'));
    const { length } = running.seen;
    await expect(target.target.call(list, target.target.users[0])).rejects.toThrow(TargetDown);
    expect(running.seen).toHaveLength(length);
  });

  it('still undoes what was made, and gives up when the time for that is over', async () => {
    const stop = new AbortController();
    const { handler, cards } = bank();
    let hangs = false;
    const running = await serve((request, response) => {
      if (!hangs) handler(request, response);
    });
    const target = await opened(running.url, { signal: stop.signal, undoMsMax: 300 });
    const read = operation(target, 'GET /cards/{cardId}');
    await target.target.object(read, target.target.users[0], { made: true });
    stop.abort();
    hangs = true;
    const [left] = await target.close();
    expect(left).toMatchObject({ collection: '/cards', reason: expect.stringContaining('DELETE /cards/{cardId}') });
    expect(cards.size).toBe(1);
  });

  it('undoes after Ctrl-C', async () => {
    const stop = new AbortController();
    const { handler, cards } = bank();
    const running = await serve(handler);
    const target = await opened(running.url, { signal: stop.signal });
    await target.target.object(operation(target, 'GET /cards/{cardId}'), target.target.users[0], { made: true });
    stop.abort();
    expect(await target.close()).toEqual([]);
    expect(cards.size).toBe(0);
    expect(target.ledger).toMatchObject([{ by: 'POST /cards', state: 'undone', parameters: { cardId: 'card_1' } }]);
  });
});

it('calls removed operations with the schemas of the previous document', async () => {
  const running = await serve(bank().handler);
  const gone = `/cards/{cardId}/limits:\n    post: { parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }], requestBody: { content: { application/json: { schema: { type: object, properties: { day: { type: integer, minimum: 7 } } } } } }, responses: { '200': { description: ok } } }`;
  const previous = await apiOf(document.replace('  /admin/reset:', `  ${gone}\n  /admin/reset:`));
  const target = await opened(running.url, { previous });
  const removed = previous.operations.find(({ id }) => id === 'POST /cards/{cardId}/limits');
  if (removed === undefined) throw new Error('the test is broken');
  await target.target.call(removed, target.target.users[0]);
  expect(running.seen.at(-1)).toMatchObject({ url: '/v1/cards/card_1/limits', body: '{"day":7}' });
});

describe('the budget of one operation', () => {
  it('ends without that of the others, and set-up takes nothing of it', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url, { requestsPerOperationMax: 2 });
    const view = target.within(99, 'some-rule');
    const list = operation(target, 'GET /cards');
    await view.call(list, view.users[0]);
    await view.call(list, view.anonymous);
    await expect(view.call(list, view.users[0])).rejects.toThrow(BudgetSpent);
    const made = await view.object(operation(target, 'GET /cards/{cardId}'), view.users[0], { made: true });
    expect(made?.made).toBe(true);
    expect(target.requestsBy.get('some-rule')).toBe(2);
    expect(target.requestsBy.get('set-up')).toBe(1);
    await target.close();
    expect(target.requestsBy.get('undo')).toBe(1);
    expect([...target.requestsBy.values()].reduce((sum, count) => sum + count)).toBe(target.requests);
  });
});

it('calls no GET that may change something with the profile read-only', async () => {
  const running = await serve((_request, response) => json(response, 200, {}));
  const api = await apiOf(document.replace('/admin/reset:\n    post', '/cards/reset:\n    get'));
  const call = async (profile: 'read-only' | 'standard'): Promise<number | undefined> => {
    const target = await opened(running.url, { api, profile });
    const exchange = await target.target.call(operation(target, 'GET /cards/reset'), target.target.users[0]);
    return exchange.response?.status;
  };
  await expect(call('read-only')).rejects.toThrow('GET /cards/reset may change something: needs --profile standard');
  expect(await call('standard')).toBe(200);
});
