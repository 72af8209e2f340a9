import { describe, expect, it } from 'vitest';
import { createRedactor, holdsKnown } from '../../../src/model/redact.ts';
import type { CallerConfig, OAuth2Config } from '../../../src/target/config.ts';
import { apiOf, documentOf, json, opened, operation, serve, stillClock, type Handler } from './bank.ts';

const me = { '/me': '{ get: { responses: {} } }' };
const withFlow = (flow: string): string =>
  documentOf(me, `components: { securitySchemes: { oauth: { type: oauth2, flows: { ${flow} } } } }`);

/** A bank whose tokens come from /oauth/token. */
function tokens(more: object = {}): Handler {
  let count = 0;
  return (request, response) =>
    request.url === '/oauth/token'
      ? json(response, 200, { access_token: `at-${(count += 1)}`, token_type: 'Bearer', ...more })
      : json(response, request.headers.authorization?.startsWith('Bearer at-') === true ? 200 : 401, {});
}

async function opening(oauth2: OAuth2Config, text = documentOf(me), handler = tokens()) {
  const running = await serve(handler);
  const redactor = createRedactor();
  const clock = stillClock();
  const caller: CallerConfig = { name: 'batch', oauth2 };
  const target = await opened(running.url, { api: await apiOf(text), callers: [caller], redactor, clock });
  const [asked] = running.seen.filter(({ url }) => url === '/oauth/token');
  return { running, target, redactor, clock, asked };
}

describe('a client of an authorisation server', () => {
  it('asks with its credentials in the header, each encoded as in a form, and acts with the token', async () => {
    const { asked, running, redactor } = await opening({
      tokenUrl: '/oauth/token',
      grant: 'client_credentials',
      clientId: 'batch:1',
      clientSecret: 's3cr3t-of batch',
      scope: 'cards:read a',
    });
    expect(asked).toMatchObject({
      method: 'POST',
      body: 'grant_type=client_credentials&scope=cards%3Aread+a',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from('batch%3A1:s3cr3t-of+batch').toString('base64')}`,
      },
    });
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer at-1');
    expect(holdsKnown(redactor, `x s3cr3t-of batch y`)).toBe(true);
    expect(holdsKnown(redactor, `x ${asked?.headers.authorization} y`)).toBe(true);
  });

  it('asks with its credentials in the body where the config wants it so', async () => {
    const client = { clientId: 'c', clientSecret: 's', clientAuth: 'body' } as const;
    const { asked } = await opening({ tokenUrl: '/oauth/token', grant: 'client_credentials', ...client });
    expect(asked?.body).toBe('grant_type=client_credentials&client_id=c&client_secret=s');
    expect(asked?.headers.authorization).toBeUndefined();
  });

  it('asks for a user by his password, naming itself where it has no secret', async () => {
    const user = { username: 'ann', password: 'p&w', clientId: 'app' };
    const { asked } = await opening({ tokenUrl: '/oauth/token', grant: 'password', ...user });
    expect(asked?.body).toBe('grant_type=password&username=ann&password=p%26w&client_id=app');
  });

  it('finds the endpoint in the document, for its grant alone', async () => {
    const flow = 'clientCredentials: { tokenUrl: /oauth/token, scopes: {} }';
    const { running } = await opening({ grant: 'client_credentials' }, withFlow(flow));
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer at-1');
    await expect(opening({ grant: 'password' }, withFlow(flow))).rejects.toThrow(
      'identity batch: the document has no token endpoint for password; add to sallyport.yaml: oauth2: { tokenUrl: /oauth/token }',
    );
  });

  it('does not ask a host that only a document names', async () => {
    const flow = 'clientCredentials: { tokenUrl: https://id.example/token, scopes: {} }';
    await expect(opening({ grant: 'client_credentials' }, withFlow(flow))).rejects.toThrow(
      'leads to another host; allow it with --allow-host id.example',
    );
  });

  it('asks again when the token is about to end, as the answer says', async () => {
    const { running, target, clock } = await opening(
      { tokenUrl: '/oauth/token', grant: 'client_credentials' },
      documentOf(me),
      tokens({ expires_in: 120 }),
    );
    clock.time += 91_000;
    await target.target.call(operation(target, 'GET /me'), target.target.users[0]);
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer at-2');
  });

  it('exchanges its refresh token at the same endpoint, as the same client', async () => {
    const { running, target } = await opening(
      { tokenUrl: '/oauth/token', grant: 'password', username: 'ann', password: 'p', clientId: 'c', clientSecret: 's' },
      documentOf(me),
      tokens({ refresh_token: 'rt-4c1f' }),
    );
    const account = target.target.account(target.target.users[0]);
    expect(account.fields).toEqual({ secret: 'password', user: 'username' });
    const { session } = (await account.refresh?.(target.target.users[0])) ?? {};
    expect(running.seen.at(-1)).toMatchObject({
      body: 'grant_type=refresh_token&refresh_token=rt-4c1f',
      headers: { authorization: `Basic ${Buffer.from('c:s').toString('base64')}` },
    });
    expect(session).toBeDefined();
  });
});

describe('the cookies of a caller', () => {
  it('that came with its login go with its requests, renewed, and with those of nobody else', async () => {
    let answered = 0;
    const running = await serve((request, response) => {
      answered += 1;
      response.setHeader('Set-Cookie', [`route=n${answered}; Path=/`]);
      json(response, 200, request.url === '/login' ? { token: 'abc' } : {});
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const callers = [
      { name: 'ann', login },
      { name: 'eve', token: 'static' },
    ] as const;
    const target = await opened(running.url, { api: await apiOf(documentOf(me)), callers });
    const [ann, eve] = target.target.users;
    const get = operation(target, 'GET /me');
    const cookie = () => running.seen.at(-1)?.headers.cookie;
    await target.target.call(get, ann);
    expect(cookie()).toBe('route=n2');
    if (eve !== undefined) await target.target.call(get, eve);
    expect(cookie()).toBeUndefined();
    await target.target.call(get, ann, { credential: { kind: 'garbage' } });
    expect(cookie()).toBeUndefined();
  });

  it('of another host stay there', async () => {
    const elsewhere = await serve((_request, response) => {
      response.setHeader('Set-Cookie', 'idp=secret');
      json(response, 200, { token: 'abc' });
    });
    const running = await serve((_request, response) => json(response, 200, {}));
    const login = { call: `POST ${elsewhere.url}/token`, token: { body: '$.token' } };
    const allowHosts = [new URL(elsewhere.url).host];
    const target = await opened(running.url, {
      api: await apiOf(documentOf(me)),
      callers: [{ name: 'ann', login }],
      allowHosts,
    });
    await target.target.call(operation(target, 'GET /me'), target.target.users[0]);
    expect(running.seen.at(-1)?.headers).toMatchObject({ authorization: 'Bearer abc' });
    expect(running.seen.at(-1)?.headers.cookie).toBeUndefined();
  });
});

describe('a caller that is lost on the way', () => {
  async function ending(refuses: (login: number) => boolean) {
    let logins = 0;
    let isOver = false;
    const running = await serve((request, response) => {
      if (request.url !== '/login') return json(response, isOver && refuses(logins) ? 401 : 200, {});
      logins += 1;
      return json(response, 200, { token: `abc-${logins}` });
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const callers = [{ name: 'ann', login }];
    const target = await opened(running.url, { api: await apiOf(documentOf(me)), callers, requestsMax: 2 });
    isOver = true;
    return target.lost();
  }

  it('is told, also when the budget is spent', async () => {
    expect(await ending(() => true)).toEqual([
      'identity ann was let in before the probes and is not after them: GET /me answered 401',
    ]);
  });

  it('is told where it cannot log in any more, and whoever is known to be lost is not asked about', async () => {
    let isOver = false;
    const running = await serve((request, response) => {
      if (request.url === '/login') return json(response, isOver ? 423 : 200, { token: 'abc' });
      return json(response, isOver ? 401 : 200, {});
    });
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const callers = ['ann', 'bob', 'eve'].map((name) => ({ name, login }));
    const target = await opened(running.url, { api: await apiOf(documentOf(me)), callers });
    isOver = true;
    const asked = running.seen.length;
    expect(await target.lost(['identity ann cannot log in: POST /login answered 423'])).toEqual([
      'identity bob cannot log in: POST /login answered 423',
      'identity eve cannot log in: POST /login answered 423',
    ]);
    expect(running.seen.slice(asked).map(({ url }) => url)).toEqual(['/me', '/login', '/me', '/login']);
  });

  it('is not lost where a new login lets it in, or nothing changed', async () => {
    expect(await ending((logins) => logins < 2)).toEqual([]);
    expect(await ending(() => false)).toEqual([]);
  });
});
