import { describe, expect, it } from 'vitest';
import { NotTested, TargetDown } from '../../../src/check/target.ts';
import { createRedactor } from '../../../src/model/redact.ts';
import type { CallerConfig } from '../../../src/target/config.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { apiOf, documentOf, json, jwt, opened, operation, serve, type Handler } from './bank.ts';
import { ann, registry, registryDocument } from './registry.ts';

async function atTheBank(caller: CallerConfig = ann, more: Partial<TargetOptions> = {}) {
  const { handler, users } = registry();
  const running = await serve(handler);
  const redactor = createRedactor();
  const target = await opened(running.url, {
    api: await apiOf(registryDocument),
    callers: [caller],
    redactor,
    ...more,
  });
  return { running, users, target, view: target.target, user: target.target.users[0] };
}
const register = {
  call: 'POST /register',
  body: { email: 'ann@bank.example', password: 'Ann-secret-1', again: 'Ann-secret-1', nick: 'Ann' },
};

describe('a throw-away user', () => {
  it('is registered as the config registers the other, under a name and a secret of its own', async () => {
    const { running, users, target, view, user } = await atTheBank({ ...ann, register });
    const other = await view.throwAway(user);
    expect(other).toMatchObject({ kind: 'user', throwAway: true, name: expect.stringMatching(/^ann-throw-away-/) });
    const sent = JSON.parse(running.seen.findLast(({ url }) => url === '/register')?.body ?? '') as Record<
      string,
      string
    >;
    expect(sent).toEqual({
      email: expect.stringMatching(/^sp[a-z0-9]{12}@bank\.example$/),
      password: expect.stringMatching(/^Sp7!\w{16}$/),
      again: sent['password'],
      nick: 'Ann',
    });
    expect([...users.keys()]).toEqual(['ann@bank.example', sent['email']]);
    const me = operation(target, 'GET /me');
    expect((await view.call(me, other)).response?.status).toBe(200);
    expect((await view.call(me, user)).response?.status).toBe(200);
    expect(JSON.stringify(target.transcript.entries)).not.toContain(sent['password']);
  });

  it('may be asked with a wrong secret, and is made anew for each question', async () => {
    const { view, user } = await atTheBank({ ...ann, register });
    const first = await view.throwAway(user);
    const wrong = await view.account(first).login({ wrongSecret: true });
    expect(wrong.exchange.response?.status).toBe(401);
    const second = await view.throwAway(first);
    expect(second.name).not.toBe(first.name);
    expect((await view.account(second).login()).session).toBeDefined();
  });

  it('is registered by the call that the document has', async () => {
    const { running, view, user } = await atTheBank();
    await view.throwAway(user);
    expect(JSON.parse(running.seen.findLast(({ url }) => url === '/register')?.body ?? '')).toEqual({
      email: expect.stringMatching(/^sp[a-z0-9]{12}@bank\.example$/),
      password: expect.stringMatching(/^Sp7!/),
      fullName: 'Ann',
    });
  });

  it('is not made by a call that nobody named where the profile makes nothing', async () => {
    const { running, view, user } = await atTheBank(ann, { profile: 'read-only' });
    await expect(view.throwAway(user)).rejects.toThrow(
      /would have to be registered \(POST \/register\): use --profile standard/,
    );
    expect(running.seen.some(({ url }) => url === '/register')).toBe(false);
  });

  it('that stays is told at the end', async () => {
    const { target, view, user } = await atTheBank({ ...ann, register });
    await view.throwAway(user);
    expect(await target.close()).toEqual([{ collection: '/register', reason: 'POST /register did not say its id' }]);
  });

  it('that stays is told where it cannot log in, and where the answer to its registration is lost', async () => {
    const { handler } = registry();
    const running = await serve((request, response) => {
      if (request.url === '/register') return json(response, 201, {});
      if (request.url === '/lost') return void request.socket.destroy();
      handler(request, response);
    });
    const options = { api: await apiOf(registryDocument) };
    for (const [call, reason, left] of [
      ['POST /register', /was registered and cannot log in/, 'POST /register did not say its id'],
      ['POST /lost', /cannot be registered: POST \/lost answered nothing/, 'POST /lost did not say its id'],
    ] as const) {
      const callers = [{ ...ann, register: { ...register, call } }];
      const target = await opened(running.url, { ...options, callers });
      await expect(target.target.throwAway(target.target.users[0])).rejects.toThrow(reason);
      expect(await target.close()).toEqual([{ collection: call.slice('POST '.length), reason: left }]);
    }
  });

  it('that stays is told where the target dies while it is registered', async () => {
    let isDying = false;
    const { handler } = registry();
    const running = await serve((request, response) =>
      isDying ? void request.socket.destroy() : handler(request, response),
    );
    const callers = [{ ...ann, register }];
    const target = await opened(running.url, { api: await apiOf(registryDocument), callers });
    const { target: view } = target;
    isDying = true;
    for (let count = 0; count < 4; count += 1) await view.call(operation(target, 'PUT /me'), view.users[0]);
    await expect(view.throwAway(view.users[0])).rejects.toThrow(TargetDown);
    expect(await target.close()).toEqual([{ collection: '/register', reason: 'POST /register did not say its id' }]);
  });

  it('is taken away where the document says how', async () => {
    const made: string[] = [];
    const handler: Handler = (request, response) => {
      const who = jwt({ sub: 'x' });
      if (request.url === '/users' && request.method === 'POST') {
        made.push(request.text);
        return json(response, 201, { id: 'u_77' });
      }
      if (request.url === '/login') return json(response, 200, { token: who });
      return json(response, 200, []);
    };
    const running = await serve(handler);
    const text = documentOf({
      '/users':
        '{ get: { responses: {} }, post: { security: [], requestBody: { content: { application/json: { schema: { type: object, required: [login, password], properties: { login: { type: string }, password: { type: string } } } } } }, responses: {} } }',
      '/users/{userId}':
        '{ parameters: [{ name: userId, in: path, required: true, schema: { type: string } }], delete: { responses: {} } }',
    });
    const login = { call: 'POST /login', body: { login: 'ann', password: '4711' }, token: { body: '$.token' } };
    const target = await opened(running.url, { api: await apiOf(text), callers: [{ name: 'ann', login }] });
    await target.target.throwAway(target.target.users[0]);
    expect(JSON.parse(made[0] ?? '')).toEqual({
      login: expect.stringMatching(/^[a-z]{3}\w{8}$/),
      password: expect.stringMatching(/^\d{4}$/),
    });
    expect(await target.close()).toEqual([]);
    expect(running.seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/users/u_77' });
  });

  it.each<[string, CallerConfig, RegExp]>([
    ['has no login', { name: 'ann', token: 'abc' }, /nothing says how ann logs in/],
    [
      'is refused',
      { ...ann, register: { call: 'POST /nowhere', body: {} } },
      /cannot be registered: POST \/nowhere answered 404/,
    ],
  ])('is not had where the call %s', async (_why, caller, reason) => {
    const running = await serve((request, response) =>
      request.url === '/nowhere' ? json(response, 404, {}) : json(response, 200, { token: 'abc' }),
    );
    const api = await apiOf(documentOf({ '/me': '{ get: { responses: {} } }' }));
    const { target: view } = await opened(running.url, { api, callers: [caller] });
    await expect(view.throwAway(view.users[0])).rejects.toThrow(reason);
    await expect(view.throwAway(view.users[0])).rejects.toThrow(NotTested);
  });
});
