import { describe, expect, it } from 'vitest';
import type { CredentialChange } from '../../../src/check/target.ts';
import { createRedactor, holdsKnown } from '../../../src/model/redact.ts';
import type { CallerConfig } from '../../../src/target/config.ts';
import { apiOf, document, json, jwt, opened, operation, serve } from './bank.ts';

/** What goes over the wire for a caller whose credential is changed so. */
async function sent(caller: Omit<CallerConfig, 'name'>, credential: CredentialChange, text = document) {
  const running = await serve((_request, response) => json(response, 200, []));
  const target = await opened(running.url, { api: await apiOf(text), callers: [{ name: 'carol', ...caller }] });
  await target.target.call(operation(target, 'GET /cards'), target.target.users[0], { credential });
  const { headers, url } = running.seen.at(-1) ?? { headers: {}, url: '' };
  const key = 'x-key' in headers ? headers['x-key'] : undefined;
  return { authorization: headers.authorization, key, cookie: headers.cookie, url };
}
const withKey = document.replace('{ type: http, scheme: bearer }', '{ type: apiKey, in: header, name: X-Key }');

describe('a credential that says nothing', () => {
  it.each([
    [undefined, 'Bearer'],
    ['empty', ''],
    ['null', 'Bearer null'],
    ['undefined', 'Bearer undefined'],
    ['prefix', 'Bearer'],
  ] as const)('spelled %s of a token', async (spelling, expected) => {
    const change = { kind: 'empty', ...(spelling === undefined ? {} : { spelling }) } as const;
    expect((await sent({ token: 'abc' }, change)).authorization).toBe(expected);
  });

  it.each([
    ['empty', ''],
    ['null', 'null'],
    ['undefined', 'undefined'],
  ] as const)('spelled %s of a key', async (spelling, expected) => {
    expect((await sent({ apiKey: 'abc' }, { kind: 'empty', spelling }, withKey)).key).toBe(expected);
  });

  it('is not its prefix where none stands before it', async () => {
    const asked = sent({ apiKey: 'abc' }, { kind: 'empty', spelling: 'prefix' }, withKey);
    await expect(asked).rejects.toThrow('the credential of carol cannot be changed so: no prefix stands before it');
  });
});

describe('a token in the query', () => {
  it('stands there alone, as it is or with one other character', async () => {
    const change = { kind: 'query', name: 'access_token', broken: false } as const;
    expect(await sent({ token: 'abc' }, change)).toMatchObject({
      url: '/v1/cards?access_token=abc',
      authorization: undefined,
    });
    expect((await sent({ token: 'abc' }, { ...change, broken: true })).url).toBe('/v1/cards?access_token=aqc');
  });
});

describe('further credentials', () => {
  it('of the config go where the own one goes, are named to the probe and known to the redactor', async () => {
    const redactor = createRedactor();
    const running = await serve((_request, response) => json(response, 200, []));
    const others = { expired: 'Bearer expired-4c1f-token', 'other-audience': 'aud-7d20-token' };
    const target = await opened(running.url, { redactor, callers: [{ name: 'carol', token: 'abc', others }] });
    const [carol] = target.target.users;
    expect(carol.others).toEqual(['expired', 'other-audience']);
    const credential = { kind: 'other', name: 'expired' } as const;
    await target.target.call(operation(target, 'GET /cards'), carol, { credential });
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer expired-4c1f-token');
    expect(holdsKnown(redactor, 'x aud-7d20-token y')).toBe(true);
  });

  it('that are not there are asked for by the line to add', async () => {
    await expect(sent({ token: 'abc' }, { kind: 'other', name: 'expired' })).rejects.toThrow(
      'it has no other of that name; add to sallyport.yaml: others: { expired: ${...} }',
    );
  });

  it.each([
    [{ body: '$.data.access_token' }, { data: { access_token: 'a', refresh_token: 'r', id_token: 'i' } }],
    [{ body: '$.data.accessToken' }, { data: { accessToken: 'a', refreshToken: 'r', idToken: 'i' } }],
    [
      { body: '$.token', refresh: '$.more.again' },
      { token: 'a', id_token: 'i', more: { again: 'r' } },
    ],
  ])('come with a login whose token is at %s', async (token, answer) => {
    const running = await serve((request, response) => json(response, 200, request.url === '/v1/login' ? answer : []));
    const target = await opened(running.url, { callers: [{ name: 'bob', login: { call: 'POST /login', token } }] });
    const [bob] = target.target.users;
    expect(bob.others).toEqual(['refresh', 'id']);
    const credential = { kind: 'other', name: 'refresh' } as const;
    await target.target.call(operation(target, 'GET /cards'), bob, { credential });
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer r');
  });
});

describe('what a caller may do', () => {
  it.each([
    [{ scope: 'cards:read cards:write' }, undefined, ['cards:read', 'cards:write']],
    [{ scp: ['a', 'b', 5] }, undefined, ['a', 'b']],
    [{ scopes: 'a,b' }, undefined, ['a', 'b']],
    [{ scope: 'a b' }, ['c'], ['c']],
    [{}, undefined, undefined],
  ])('%s and %s of the config are %s', async (claims, scopes, expected) => {
    const running = await serve((_request, response) => json(response, 200, []));
    const caller = { name: 'carol', token: jwt(claims), ...(scopes === undefined ? {} : { scopes }) };
    const target = await opened(running.url, { callers: [caller] });
    expect(target.target.users[0].scopes).toEqual(expected);
    expect(target.target.users[0].scheme).toBe('bearerAuth');
  });
});
