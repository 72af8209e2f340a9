import { describe, expect, it } from 'vitest';
import { IdentityLost } from '../../../src/check/target.ts';
import { IdentityError } from '../../../src/target/identity-error.ts';
import type { CallerConfig } from '../../../src/target/config.ts';
import { apiOf, bank, document, json, jwt, opened, operation, serve, stillClock, type Running } from './bank.ts';

const withScheme = (scheme: string): string => document.replace('{ type: http, scheme: bearer }', scheme);

/** What the target sends as the caller: headers and address of one call after the look. */
async function sentAs(caller: Omit<CallerConfig, 'name'>, text = document): Promise<Running['seen'][number]> {
  const running = await serve((_request, response) => json(response, 200, []));
  const target = await opened(running.url, { api: await apiOf(text), callers: [{ name: 'carol', ...caller }] });
  await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
  const seen = running.seen.at(-1);
  if (seen === undefined) throw new Error('nothing was sent');
  return seen;
}

describe('credentials that are given', () => {
  it.each<[string, Omit<CallerConfig, 'name'>, { readonly scheme: string; readonly header: string }]>([
    ['a token', { token: 'abc' }, { scheme: '{ type: http, scheme: bearer }', header: 'authorization: Bearer abc' }],
    [
      'a token with its word',
      { token: 'Bearer abc' },
      { scheme: '{ type: http, scheme: bearer }', header: 'authorization: Bearer abc' },
    ],
    [
      'a token for OAuth',
      { token: 'abc' },
      { scheme: '{ type: oauth2, flows: {} }', header: 'authorization: Bearer abc' },
    ],
    ['a key', { apiKey: 'abc' }, { scheme: '{ type: apiKey, in: header, name: X-Key }', header: 'x-key: abc' }],
    [
      'a token for a key',
      { token: 'Token abc' },
      { scheme: '{ type: apiKey, in: header, name: Authorization }', header: 'authorization: Token abc' },
    ],
    [
      'basic',
      { basic: { user: 'u', password: 'p:w' } },
      { scheme: '{ type: http, scheme: basic }', header: 'authorization: Basic dTpwOnc=' },
    ],
    [
      'a cookie',
      { cookie: 'abc==' },
      { scheme: '{ type: apiKey, in: cookie, name: sid }', header: 'cookie: sid=abc==' },
    ],
    [
      'cookies',
      { cookie: 'a=1; sid=abc' },
      { scheme: '{ type: apiKey, in: cookie, name: sid }', header: 'cookie: sid=abc; a=1' },
    ],
    [
      'a cookie without a scheme',
      { cookie: 'JSESSIONID=1' },
      { scheme: '{ type: http, scheme: bearer }', header: 'cookie: JSESSIONID=1' },
    ],
  ])('%s goes where the document says', async (_what, caller, { scheme, header }) => {
    const { headers } = await sentAs(caller, withScheme(scheme));
    expect(Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)).toContain(header);
  });

  it('a key of the query goes there, in place of what the document declares of that name', async () => {
    const text = withScheme('{ type: apiKey, in: query, name: api_key }').replace(
      "get: { responses: { '200': { description: ok } } }\n    post",
      "get: { parameters: [{ name: api_key, in: query, required: true, schema: { type: string, example: none } }], responses: { '200': { description: ok } } }\n    post",
    );
    expect((await sentAs({ apiKey: 'a+b' }, text)).url).toBe('/v1/cards?api_key=a%2Bb');
  });

  it('the scheme that the config names wins', async () => {
    const two = document.replace(
      'bearerAuth: { type: http, scheme: bearer }',
      'bearerAuth: { type: http, scheme: bearer }\n    key: { type: apiKey, in: header, name: X-Key }',
    );
    expect((await sentAs({ token: 'abc', scheme: 'key' }, two)).headers['x-key']).toBe('abc');
    await expect(sentAs({ token: 'abc', scheme: 'kee' }, two)).rejects.toThrow(
      /^identity carol names a scheme that openapi does not have: kee \(it has bearerAuth, key\)$/,
    );
  });
});

describe('logins', () => {
  it.each([
    ['body', { body: '$.session.token' }, { authorization: 'Bearer bob-secret-token' }],
    ['header', { header: 'x-auth-token' }, { authorization: 'Bearer bob-secret-token' }],
    ['header, with a prefix', { header: 'X-Auth-Token', prefix: 'Token' }, { authorization: 'Token bob-secret-token' }],
    ['cookie', { cookie: 'session' }, { cookie: 'session=bob-secret-token; csrf=c-1' }],
  ])('take the token from the %s', async (_where, token, headers) => {
    const { handler } = bank();
    const running = await serve((request, response) => {
      // The session and the prefix are credentials of this bank too.
      const secret = /(?:session=|Token )([\w-]+)/.exec(
        `${request.headers.cookie} ${request.headers.authorization}`,
      )?.[1];
      if (secret !== undefined) request.headers.authorization = `Bearer ${secret}`;
      handler(request, response);
    });
    const login = { call: 'POST /login', body: { user: 'bob' }, token };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    expect(exchange.response?.status).toBe(200);
    expect(exchange.credentials).toBe('present');
    if ('cookie' in headers) expect(running.seen.at(-1)?.headers.cookie).toBe(headers.cookie);
  });

  it('register first, once, and take a refusal for an account that is there', async () => {
    const { handler } = bank();
    const running = await serve((request, response) => {
      if (request.url === '/v1/register') json(response, 409, { error: 'taken' });
      else handler(request, response);
    });
    const register = { call: 'POST /register', body: { user: 'bob' } };
    const login = { call: 'POST /login', body: { user: 'bob' }, token: { header: 'X-Auth-Token' } };
    const target = await opened(running.url, { callers: [{ name: 'bob', register, login }] });
    await target.target.call(operation(target, 'GET /cards'), target.target.users[0], { fresh: true });
    expect(running.seen.map(({ url }) => url)).toEqual([
      '/v1/register',
      '/v1/login',
      '/v1/cards',
      '/v1/login',
      '/v1/cards',
    ]);
  });

  it('send a form where the document takes nothing else', async () => {
    const running = await serve((request, response) => {
      if (request.url === '/v1/token') json(response, 200, { access_token: 'abc', expires_in: 3600 });
      else json(response, 200, []);
    });
    const text = document.replace(
      '  /admin/reset:',
      "  /token:\n    post: { security: [], requestBody: { content: { application/x-www-form-urlencoded: {} } }, responses: { '200': { description: ok } } }\n  /admin/reset:",
    );
    const body = { grant_type: 'password', password: 'a&b', scope: 'x y' };
    const login = { call: 'POST /token', body, token: { body: '$.access_token' } };
    await opened(running.url, { api: await apiOf(text), callers: [{ name: 'bob', login }] });
    expect(running.seen[0]).toMatchObject({
      body: 'grant_type=password&password=a%26b&scope=x+y',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  it('are done again when the token is about to end, and not before', async () => {
    const clock = stillClock();
    let logins = 0;
    const running = await serve((request, response) => {
      if (request.url !== '/v1/login') return json(response, 200, []);
      logins += 1;
      // The clock of the target is an hour behind: what counts is how long the token lives.
      const iat = Math.floor(clock.epochMs() / 1_000) - 3_600;
      return json(response, 200, { token: jwt({ iat, exp: iat + 120, n: logins }) });
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const target = await opened(running.url, { clock, callers: [{ name: 'bob', login }] });
    const list = operation(target, 'GET /cards');
    clock.time += 60_000;
    await target.target.call(list, target.target.users[0]);
    expect(logins).toBe(1);
    clock.time += 31_000;
    await target.target.call(list, target.target.users[0]);
    expect(logins).toBe(2);
    expect(target.target.users[0].jwt?.claims).toMatchObject({ n: 2 });
  });

  it('are tried once more for a session that was ended, and not for every refusal', async () => {
    let logins = 0;
    let refuses = false;
    const running = await serve((request, response) => {
      if (request.url !== '/v1/login') return json(response, refuses ? 401 : 200, []);
      logins += 1;
      return json(response, 200, { token: 'abc' });
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    refuses = true;
    for (let count = 0; count < 9; count += 1)
      await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    expect(logins).toBe(2);
  });

  it('are done once for calls that leave at the same moment', async () => {
    const clock = stillClock();
    let logins = 0;
    const running = await serve((request, response) => {
      if (request.url !== '/v1/login') return json(response, 200, []);
      return json(response, 200, { token: `abc-${(logins += 1)}`, expires_in: 120 });
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const target = await opened(running.url, { clock, callers: [{ name: 'bob', login }] });
    const { target: view } = target;
    clock.time += 100_000;
    const list = operation(target, 'GET /cards');
    await view.together(Array.from({ length: 5 }, () => () => view.call(list, view.users[0])));
    expect(logins).toBe(2);
    expect(running.seen.slice(-5).map(({ headers }) => headers.authorization)).toEqual(Array(5).fill('Bearer abc-2'));
  });

  it('are tried once more after refusals of calls that left at the same moment', async () => {
    let ended = 'abc-0';
    let logins = 0;
    const running = await serve((request, response) => {
      if (request.url === '/v1/login') return json(response, 200, { token: `abc-${(logins += 1)}` });
      return json(response, request.headers.authorization === `Bearer ${ended}` ? 401 : 200, []);
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    const { target: view } = target;
    ended = 'abc-1';
    const ask = () => view.call(operation(target, 'GET /cards'), view.users[0]);
    await view.together(Array.from({ length: 5 }, () => ask));
    expect((await ask()).response?.status).toBe(200);
    expect(logins).toBe(2);
  });

  it('that are too many keep the old credential', async () => {
    const { handler } = bank();
    let logins = 0;
    const running = await serve((request, response) => {
      if (request.url === '/v1/login') logins += 1;
      if (request.url === '/v1/login' && logins > 1) response.writeHead(429).end();
      else handler(request, response);
    });
    const login = { call: 'POST /login', body: { user: 'bob' }, token: { header: 'X-Auth-Token' } };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0], { fresh: true });
    expect(exchange.response?.status).toBe(200);
  });

  it.each([
    [403, {}, 'answered 403'],
    [200, { token: 5 }, 'answered 200, without the token where the config says it is'],
    [200, { session: { token: 'a\nb' } }, 'answered 200, without the token where the config says it is'],
    [200, '__proto__', 'answered 200, without the token where the config says it is'],
  ])('that answer %s with %s are named in one line', async (status, body, what) => {
    const running = await serve((_request, response) => json(response, status, body));
    const login = { call: 'POST /login', token: { body: '$.session.token' } };
    await expect(opened(running.url, { callers: [{ name: 'bob', login }] })).rejects.toThrow(
      new IdentityError(`identity bob cannot log in: POST /login ${what}`),
    );
  });

  it('that fail later cost what they were for', async () => {
    const { handler } = bank();
    let fails = false;
    const running = await serve((request, response) => {
      if (fails && request.url === '/v1/login') json(response, 500, {});
      else handler(request, response);
    });
    const login = { call: 'POST /login', body: { user: 'bob' }, token: { header: 'X-Auth-Token' } };
    const target = await opened(running.url, { callers: [{ name: 'bob', login }] });
    fails = true;
    const call = target.target.call(operation(target, 'GET /cards'), target.target.users[0], { fresh: true });
    await expect(call).rejects.toThrow(IdentityLost);
  });
});
