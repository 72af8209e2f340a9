import { describe, expect, it } from 'vitest';
import { NotTested } from '../../../src/check/target.ts';
import type { CallerConfig } from '../../../src/target/config.ts';
import { afterTheLook, apiOf, bank, document, json, jwt, opened, operation, serve } from './bank.ts';

describe('cookies', () => {
  it('are kept for the caller as the target renews them, and for nobody else', async () => {
    let answered = 0;
    const running = await serve((request, response) => {
      answered += 1;
      if (request.url === '/v1/login') response.setHeader('Set-Cookie', ['sid=s0', 'csrf=c0']);
      else response.setHeader('Set-Cookie', [`sid=s${answered}; Path=/`, 'csrf=; Max-Age=0']);
      json(response, 200, []);
    });
    const login = { call: 'POST /login', token: { cookie: 'sid' } };
    const target = await opened(running.url, {
      callers: [
        { name: 'bob', login },
        { name: 'eve', token: 'abc' },
      ],
    });
    const list = operation(target, 'GET /cards');
    const [bob, eve] = target.target.users;
    await target.target.call(list, bob);
    expect(running.seen.at(-1)?.headers.cookie).toBe('sid=s2; csrf=c0');
    if (eve !== undefined) await target.target.call(list, eve);
    expect(running.seen.at(-1)?.headers.cookie).toBeUndefined();
    await target.target.call(list, target.target.anonymous);
    expect(running.seen.at(-1)?.headers.cookie).toBeUndefined();
  });

  it('of a session go with the whole credential alone: a broken one stands by itself', async () => {
    const running = await serve((request, response) => {
      if (request.url === '/v1/login') response.setHeader('Set-Cookie', ['sid=abcdef', 'remember=me']);
      json(response, 200, []);
    });
    const login = { call: 'POST /login', token: { cookie: 'sid' } };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    await target.target.call(operation(target, 'GET /cards'), target.target.garbage);
    expect(running.seen.at(-1)?.headers.cookie).toBe('sid=abcqef');
  });
});

describe('changed credentials', () => {
  it('show a JWT without its signature, and forge an unsigned one that nobody sees', async () => {
    const token = jwt({ sub: 'alice' });
    const running = await serve((_request, response) => json(response, 200, []));
    const target = await opened(running.url, { callers: [{ name: 'alice', token }] });
    const { target: view } = target;
    expect(view.users[0].jwt).toEqual({ header: { alg: 'HS256', typ: 'JWT' }, claims: { sub: 'alice' } });
    expect(JSON.stringify(view.users)).not.toContain('c2ln');
    const credential = { kind: 'jwt-none', spelling: 'nOnE' } as const;
    const exchange = await view.call(operation(target, 'GET /cards'), view.users[0], { credential });
    const [header = '', claims, signature] = (running.seen.at(-1)?.headers.authorization ?? '').slice(7).split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'nOnE', typ: 'JWT' });
    expect([claims, signature]).toEqual([token.split('.')[1], '']);
    expect(JSON.stringify(exchange)).not.toContain(claims);
  });

  it('break one character: of a JWT in its signature, of Basic in the name as well: nobody is locked out', async () => {
    const garbageOf = async (caller: Omit<CallerConfig, 'name'>, text = document) => {
      const running = await serve((_request, response) => json(response, 200, []));
      const target = await opened(running.url, { api: await apiOf(text), callers: [{ name: 'a', ...caller }] });
      await target.target.call(operation(target, 'GET /cards'), target.target.garbage);
      return running.seen.at(-1)?.headers.authorization ?? '';
    };
    const basicDocument = document.replace('{ type: http, scheme: bearer }', '{ type: http, scheme: basic }');
    const token = jwt({ sub: 'a' });
    const broken = (await garbageOf({ token })).slice('Bearer '.length);
    expect(broken.split('.').slice(0, 2)).toEqual(token.split('.').slice(0, 2));
    expect([...broken].filter((character, index) => character !== token[index])).toHaveLength(1);
    const basic = await garbageOf({ basic: { user: 'ann', password: 'pw12' } }, basicDocument);
    expect(Buffer.from(basic.slice(6), 'base64').toString()).toBe('ann-nobody:pw62');
    // Such services look at the name alone.
    const key = await garbageOf({ token: `Basic ${Buffer.from('sk_live_abc:').toString('base64')}` }, basicDocument);
    expect(Buffer.from(key.slice(6), 'base64').toString()).not.toMatch(/^sk_live_abc:/);
  });

  it('cannot be forged of what is no JWT', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    const credential = { kind: 'jwt-none', spelling: 'none' } as const;
    const call = target.target.call(operation(target, 'GET /cards'), target.target.users[0], { credential });
    await expect(call).rejects.toThrow(NotTested);
  });

  it('are made up where nobody has one', async () => {
    const running = await serve((_request, response) => json(response, 401, {}));
    const target = await opened(running.url, { callers: [] });
    await target.target.call(operation(target, 'GET /cards'), target.target.garbage);
    expect(running.seen.at(-1)?.headers.authorization).toMatch(/^Bearer \w{32}$/);
  });

  it('leave an empty one in its place', async () => {
    const running = await serve(afterTheLook((_request, response) => json(response, 401, {})));
    const target = await opened(running.url);
    const change = { credential: { kind: 'empty' } } as const;
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0], change);
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer');
    expect(exchange.credentials).toBe('absent');
  });
});
