import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  app,
  backtrackingMatch,
  collection,
  typed,
  fakeJwt,
  isHmacOf,
  isRsaOf,
  jwtOf,
  people,
  reply,
  rsaKey,
} from '../../../src/twin/index.ts';
import { serve } from '../../support/twins.ts';

describe('the backtracking matcher', () => {
  it('doubles its work with each letter before one that fits nowhere', () => {
    const steps = (letters: number): number => backtrackingMatch(`${'a'.repeat(letters)}!`).steps;
    expect(steps(12)).toBe(2 ** 12 - 1);
    expect(steps(14)).toBe(2 ** 14 - 1);
  });
  it('needs one step for a text that fits', () => {
    expect(backtrackingMatch('a'.repeat(23))).toEqual({ matches: true, steps: 1 });
  });
  it.each(['INV-2026-0417', 'a-', 'A1-b2', '', '-a', 'a--b', 'é'])('agrees with the engine about %j', (text) => {
    expect(backtrackingMatch(text).matches).toBe(/^([A-Za-z0-9]+-?)+$/.test(text));
  });
});

describe('signatures', () => {
  it('are compared by their bytes: the last letter has bits that mean nothing', () => {
    const token = fakeJwt({ sub: 'ann' }, 'key');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.at(-1) ?? '');
    const same = jwtOf(token.slice(0, -1) + alphabet.charAt(last ^ 1));
    const other = jwtOf(token.slice(0, -1) + alphabet.charAt(last ^ 4));
    expect(same && isHmacOf(same, 'key')).toBe(true);
    expect(other && isHmacOf(other, 'key')).toBe(false);
  });
  it('of RSA hold for their own key alone, and for nothing that is no key', () => {
    const [a, b] = [rsaKey('a'), rsaKey('b')];
    const parts = jwtOf(a.token({ sub: 'ann' }));
    if (parts === undefined) throw new Error('no token');
    expect(parts.header).toMatchObject({ alg: 'RS256', kid: 'a' });
    const keys = [a.jwk, b.jwk, { n: '!', e: '' }, 'a', undefined];
    expect(keys.map((jwk) => isRsaOf(parts, jwk))).toEqual([true, false, false, false, false]);
  });
});

describe('people', () => {
  it('have one account a name, with a password of some length', () => {
    const known = people({ 'ann@example.com': 'long-enough-1' });
    expect(known.add('ann@example.com', 'long-enough-2')).toBeUndefined();
    expect(known.add('bob@example.com', 'short')).toBeUndefined();
    expect(known.add(7, 'long-enough-3')).toBeUndefined();
    const bob = known.add('bob@example.com', 'long-enough-3');
    if (bob === undefined) throw new Error('bob was not added');
    const token = known.open(bob);
    expect(known.sessions.get(token)).toEqual({ name: 'bob@example.com' });
    expect(known.open(bob)).not.toBe(token);
  });
});

describe('a collection', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  beforeEach(async () => {
    const cards = collection({
      path: '/cards',
      take: typed({ name: 'string', cents: 'integer' }),
      adds: () => ({ status: 'new' }),
      missing: reply(422, { error: 'no card' }),
      stored: [{ owner: 'bob', item: { id: 7, name: 'of bob' } }],
    });
    const users = new Map([
      ['a', { name: 'ann' }],
      ['b', { name: 'bob' }],
    ]);
    server = await serve(app({ users, routes: cards.routes }));
  });
  afterEach(() => server.close());
  const ask = async (line: string, token: string, body?: object): Promise<readonly [number, string]> => {
    const [method = '', path = ''] = line.split(' ');
    const headers = { authorization: `Bearer ${token}` };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(server.url + path, { method, headers, ...sent });
    return [answer.status, await answer.text()];
  };

  it('is for callers alone, and shows each one what is theirs', async () => {
    expect((await ask('GET /cards', 'nobody'))[0]).toBe(401);
    expect((await ask('POST /cards', 'nobody', { name: 'x' }))[0]).toBe(401);
    expect(await ask('GET /cards', 'a')).toEqual([200, '[]']);
    expect(await ask('GET /cards', 'b')).toEqual([200, '[{"id":7,"name":"of bob"}]']);
    expect((await ask('GET /cards/7', 'a'))[0]).toBe(422);
    expect((await ask('DELETE /cards/7', 'a'))[0]).toBe(422);
    expect((await ask('GET /cards/7', 'b'))[0]).toBe(200);
  });
  it('stores declared properties of the right type, until they are deleted', async () => {
    for (const wrong of [{}, { name: 3 }, { name: null }, { name: 'x', cents: 'y' }, { name: 'x', cents: 0.5 }])
      expect((await ask('POST /cards', 'a', wrong))[0]).toBe(400);
    const [status, text] = await ask('POST /cards', 'a', { name: 'x', cents: 5, status: 'gold', id: 1 });
    const { id, ...rest } = JSON.parse(text) as { id: string };
    expect([status, rest]).toEqual([201, { name: 'x', cents: 5, status: 'new' }]);
    expect(await ask(`GET /cards/${id}`, 'a')).toEqual([200, text]);
    expect((await ask(`DELETE /cards/${id}`, 'a'))[0]).toBe(204);
    expect((await ask(`GET /cards/${id}`, 'a'))[0]).toBe(422);
  });
});
