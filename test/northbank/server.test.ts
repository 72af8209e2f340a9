/** What strangers send to the bank itself: it answers or hangs up and goes on, and the mended build refuses what it should. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNorthbank, type Northbank } from '../../examples/northbank/server.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const forged = (claims: unknown): string => `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}.c2ln`;
const unsigned = (claims: unknown): string => `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
const later = 4_000_000_000;

const tokens: readonly string[] = [
  'garbage',
  '..',
  'a.b.c',
  forged(null),
  forged([]),
  forged(7),
  forged({ sub: { $ne: null }, exp: later }),
  forged({ sub: ['x'], exp: later }),
  forged({ sub: 'cus_x', role: { a: 1 }, exp: 'soon' }),
  unsigned({ sub: { a: 1 }, exp: later }),
  unsigned(null),
  `${encoded({ alg: 'HS256' })}.${encoded({ sub: 'cus_x', exp: later })}.${createHmac('sha256', 'guess').update('x').digest('base64url')}`,
];

describe.each(['leaky', 'hardened'] as const)('the %s build', (build) => {
  let bank: Northbank;
  beforeAll(async () => {
    bank = await startNorthbank({ switches: build });
  });
  afterAll(() => bank.close());

  const get = (path: string, token?: string): Promise<Response> =>
    fetch(bank.url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

  it.each(tokens)('answers a malformed token: %s', async (token) => {
    for (const path of ['/v2/me', '/v2/loyalty', '/v2/documents', '/v2/cards/x']) {
      const { status } = await get(path, token);
      expect(status).toBeLessThan(500);
    }
  });

  it('goes on after an upload that breaks off', async () => {
    const { hostname, port } = new URL(bank.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('POST /v2/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"email"', () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect((await get('/v2/rates')).status).toBe(200);
  });

  it('refuses a body that is too large', async () => {
    const body = JSON.stringify({ email: 'x'.repeat(200_000) });
    const answer = await fetch(`${bank.url}/v2/auth/login`, { method: 'POST', body });
    expect(answer.status).toBe(413);
    expect((await get('/v2/rates')).status).toBe(200);
  });

  it('moves whole, positive amounts alone', async () => {
    const token = await customer(bank, 'amounts@example.com');
    const send = async (amountMinor: unknown): Promise<number> =>
      (
        await fetch(`${bank.url}/v2/transfers`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify({ amountMinor, reference: 'x' }),
        })
      ).status;
    for (const amount of [-1, 0, 1.5, 1e12, '5', null, undefined, [1]]) expect(await send(amount)).toBe(422);
    expect(await send(1)).toBe(201);
  });

  it('lets nobody guess a password', async () => {
    await customer(bank, 'guessed@example.com');
    const login = async (password: string): Promise<Response> =>
      fetch(`${bank.url}/v2/auth/login`, {
        method: 'POST',
        body: JSON.stringify({ email: 'guessed@example.com', password }),
      });
    for (let turn = 0; turn < 10; turn += 1) expect((await login(`guess ${turn}`)).status).toBe(401);
    const refused = await login('a-password');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900']);
  });

  it('registers nobody without an address and a password', async () => {
    for (const body of ['', 'null', '[]', '{}', '{"email":"a@example.com"}', '{"password":"x"}']) {
      const { status } = await fetch(`${bank.url}/v2/auth/register`, { method: 'POST', body });
      expect([400, 422]).toContain(status);
    }
  });
});

it('the hardened build refuses a forged token on documents, and takes none from the query', async () => {
  const bank = await startNorthbank({ switches: 'hardened' });
  try {
    const token = await customer(bank, 'documents@example.com');
    const ask = (path: string, given?: string): Promise<Response> =>
      fetch(bank.url + path, given === undefined ? {} : { headers: { authorization: `Bearer ${given}` } });
    expect((await ask('/v2/documents', forged({ sub: 'cus_x', exp: later }))).status).toBe(401);
    expect((await ask('/v2/documents')).status).toBe(401);
    expect((await (await ask('/v2/documents', token)).json()) as unknown[]).toHaveLength(2);
    expect((await ask(`/v2/me?access_token=${token}`)).status).toBe(401);
  } finally {
    await bank.close();
  }
});

async function customer(bank: Northbank, email: string): Promise<string> {
  const body = JSON.stringify({ email, password: 'a-password' });
  await fetch(`${bank.url}/v2/auth/register`, { method: 'POST', body });
  const answer = await fetch(`${bank.url}/v2/auth/login`, { method: 'POST', body });
  return answer.headers.get('x-auth-token') ?? '';
}
