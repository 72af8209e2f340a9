import { describe, expect, it } from 'vitest';
import { BudgetSpent } from '../../../src/check/target.ts';
import { createRedactor, holdsKnown } from '../../../src/model/redact.ts';
import { reveal } from '../../../src/model/vault.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { apiOf, bank, json, opened, operation, serve } from './bank.ts';
import { ann, registry, registryDocument } from './registry.ts';

async function atTheBank(more: Partial<TargetOptions> = {}) {
  const { handler, users } = registry();
  const running = await serve(handler);
  const redactor = createRedactor();
  const target = await opened(running.url, { api: await apiOf(registryDocument), callers: [ann], redactor, ...more });
  const { target: view } = target;
  const [user] = view.users;
  const me = operation(target, 'GET /me');
  const status = async (as: typeof user) => (await view.call(me, as)).response?.status;
  return { running, users, redactor, target, view, user, status, account: view.account(user) };
}

describe('logging in again', () => {
  it('opens a session beside the own one: both are let in', async () => {
    const { account, user, status, running } = await atTheBank();
    const { exchange, session } = await account.login();
    expect(exchange.response?.status).toBe(200);
    expect(session?.jwt?.claims).not.toEqual(user.jwt?.claims);
    expect([session === undefined ? 0 : await status(session), await status(user)]).toEqual([200, 200]);
    expect(new Set(running.seen.slice(-2).map(({ headers }) => headers.authorization)).size).toBe(2);
  });

  it('shows the whole exchange, without the secret and the tokens', async () => {
    const { account, running } = await atTheBank();
    const { exchange } = await account.login({ fields: { device: 'other' }, headers: [['X-Trace', 'a']] });
    expect(exchange.request.body?.json).toMatchObject({ device: 'other' });
    const { body = '', headers } = running.seen.at(-1) ?? {};
    expect(JSON.parse(body)).toEqual({ email: 'ann@bank.example', password: 'Ann-secret-1', device: 'other' });
    expect(headers?.['x-trace']).toBe('a');
    expect(JSON.stringify(exchange)).not.toMatch(/Ann-secret-1|rt-[0-9a-f]{8}|eyJ/);
    expect(exchange).toMatchObject({ identity: 'anonymous', credentials: 'absent' });
  });

  it('names the fields of the body, and shows what they hold as tags', async () => {
    const { account, redactor } = await atTheBank();
    expect(account.fields).toEqual({ secret: 'password', user: 'email' });
    expect([account.secret, account.user]).toEqual([
      expect.stringMatching(/^<SEC\./),
      expect.stringMatching(/^<PII\./),
    ]);
    expect([reveal(redactor.vault, account.secret), reveal(redactor.vault, account.user)]).toEqual([
      'Ann-secret-1',
      'ann@bank.example',
    ]);
  });

  it('with a wrong secret is for throw-away users alone', async () => {
    const { account, running } = await atTheBank();
    const before = running.seen.length;
    for (const change of [
      { wrongSecret: true },
      { fields: { password: 'other' } },
      { unknownUser: true, wrongSecret: true, fields: { email: 'ann@bank.example' } },
    ])
      await expect(account.login(change)).rejects.toThrow(/throw-away users alone: it may lock the account/);
    expect(running.seen).toHaveLength(before);
  });

  it('with an unknown name and a wrong secret has both of the old shape, unknown to all but the redactor', async () => {
    const { account, running, redactor } = await atTheBank();
    const { exchange, session } = await account.login({ unknownUser: true, wrongSecret: true });
    const { email, password } = JSON.parse(running.seen.at(-1)?.body ?? '') as Record<string, string>;
    expect(email).toMatch(/^[a-z0-9]{8,}@bank\.example$/);
    expect(password).toMatch(/^[A-Z][a-z]{2}-[a-z]{6}-\d$/);
    expect(password).not.toBe('Ann-secret-1');
    expect(session).toBeUndefined();
    expect(holdsKnown(redactor, `no ${password} here`)).toBe(true);
    expect(JSON.stringify(exchange)).not.toContain(password);
  });

  it('counts as what the probe asks', async () => {
    const { target, user } = await atTheBank();
    const account = target.within(1).account(user);
    await account.login();
    await expect(account.login()).rejects.toThrow(BudgetSpent);
  });

  it('is not tested where the config has no login, which is said with the line to add', async () => {
    const running = await serve(bank().handler);
    const target = await opened(running.url);
    expect(() => target.target.account(target.target.users[0])).toThrow(
      'nothing says how alice logs in; add to sallyport.yaml: identities: { alice: { login: { call: POST /login, body: { username: ..., password: ... }, token: { body: $.token } } } }',
    );
  });

  it('finds the fields below one key, as some frameworks want them', async () => {
    const running = await serve((request, response) =>
      json(response, 200, request.url === '/v1/login' ? { token: 'abc-4c1f-token' } : []),
    );
    const login = { call: 'POST /login', body: { user: { login: 'ann', pin: '4711' } }, token: { body: '$.token' } };
    const target = await opened(running.url, { callers: [{ name: 'ann', login }] });
    const account = target.target.account(target.target.users[0]);
    expect(account.fields).toEqual({ secret: 'pin', user: 'login' });
    await account.login({ fields: { login: 'x' } });
    expect(running.seen.at(-1)?.body).toBe('{"user":{"login":"x","pin":"4711"}}');
  });
});

describe('a new secret', () => {
  it('is strong, another one each time, and what the caller logs in with once it is adopted', async () => {
    const { account, redactor, users, running, view, user } = await atTheBank();
    const [first, second] = [account.newSecret(), account.newSecret()].map((tag) => reveal(redactor.vault, tag));
    expect(first).toMatch(/^Sp7!\w{16}$/);
    expect(second).not.toBe(first);
    const tag = account.newSecret();
    users.set('ann@bank.example', reveal(redactor.vault, tag));
    expect((await account.login()).session).toBeUndefined();
    account.adopt(tag);
    expect((await account.login()).session).toBeDefined();
    expect(view.account(user).secret).toBe(tag);
    expect(JSON.parse(running.seen.at(-1)?.body ?? '')).toMatchObject({ password: reveal(redactor.vault, tag) });
  });
});

describe('ending a session', () => {
  it('by the call that the document has ends that one alone, and a new connection does not renew it', async () => {
    const { account, status, user, view, target } = await atTheBank();
    const { session = user } = await account.login();
    expect((await account.logout?.(session))?.response?.status).toBe(204);
    expect([await status(session), await status(user)]).toEqual([401, 200]);
    const again = await view.call(operation(target, 'GET /me'), session, { fresh: true });
    expect(again.response?.status).toBe(401);
  });

  it('by the call of the config fills in the tokens of the session', async () => {
    const body = { all: false, refresh: '${refresh}', said: 'ended ${token}' };
    const { account, running, user } = await atTheBank({
      callers: [{ ...ann, logout: { call: 'POST /logout', body } }],
    });
    const { session = user } = await account.login();
    const exchange = await account.logout?.(session);
    const { body: sent, headers } = running.seen.at(-1) ?? { body: '', headers: {} };
    const token = headers.authorization?.slice('Bearer '.length) ?? '';
    expect(JSON.parse(sent)).toEqual({ all: false, refresh: expect.stringMatching(/^rt-/), said: `ended ${token}` });
    expect(JSON.stringify(exchange)).not.toMatch(/rt-[0-9a-f]|eyJ/);
  });

  it('is not there where neither says how', async () => {
    const running = await serve((request, response) =>
      json(response, 200, request.url === '/v1/login' ? { token: 'abc' } : []),
    );
    const login = { call: 'POST /login', token: { body: '$.token' } };
    const target = await opened(running.url, { callers: [{ name: 'ann', login }] });
    const account = target.target.account(target.target.users[0]);
    expect([account.logout, account.refresh]).toEqual([undefined, undefined]);
  });
});

describe('exchanging a token', () => {
  it('by the call that the document has brings a session and a newer token; the old one again is the old one', async () => {
    const { account, status, user, running } = await atTheBank();
    const { session = user } = await account.login();
    const first = await account.refresh?.(session);
    expect(first?.session === undefined ? 0 : await status(first.session)).toBe(200);
    const second = await account.refresh?.(session);
    expect(second?.session).toBeDefined();
    const again = await account.refresh?.(session, 'again');
    expect([again?.exchange.response?.status, again?.session]).toEqual([401, undefined]);
    const sent = running.seen.filter(({ url }) => url === '/token/refresh').map(({ body }) => body);
    expect(new Set(sent).size).toBe(2);
    expect(sent[2]).toBe(sent[1]);
    expect(JSON.stringify([first?.exchange, again?.exchange])).not.toMatch(/rt-[0-9a-f]|eyJ/);
  });

  it('by the call of the config', async () => {
    const refresh = { call: 'POST /token/refresh', body: { refreshToken: '${refresh}' }, token: { body: '$.token' } };
    const { account, status, user } = await atTheBank({ callers: [{ ...ann, refresh }] });
    const { session } = (await account.refresh?.(user)) ?? {};
    expect(session === undefined ? 0 : await status(session)).toBe(200);
  });

  it('is not tested before there is one', async () => {
    const { account, user } = await atTheBank();
    await expect(account.refresh?.(user, 'again')).rejects.toThrow('no refresh token was exchanged before');
  });
});
