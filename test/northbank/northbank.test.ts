import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { record } from '../../examples/northbank/record.ts';
import { renderAll, renderSpec } from '../../examples/northbank/render.ts';
import { startNorthbank, type Northbank } from '../../examples/northbank/server.ts';
import { ruleIds } from '../../rules/index.ts';

interface Answered {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly text: string;
}
interface Person {
  readonly token: string;
  readonly id: string;
  call(method: string, path: string, body?: unknown): Promise<Answered>;
}

async function call(
  bank: Northbank,
  {
    method,
    path,
    token,
    body,
    key,
  }: {
    readonly method: string;
    readonly path: string;
    readonly token?: string;
    readonly body?: unknown;
    readonly key?: string;
  },
): Promise<Answered> {
  const response = await fetch(`${bank.url}/v2${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not every answer is JSON.
  }
  return { status: response.status, text, json: { ...json, 'x-auth-token': response.headers.get('x-auth-token') } };
}

async function person(bank: Northbank, name: string): Promise<Person> {
  const body = { email: `${name}@example.com`, password: 'a-long-password' };
  await call(bank, { method: 'POST', path: '/auth/register', body });
  const { json } = await call(bank, { method: 'POST', path: '/auth/login', body });
  const token = String(json['x-auth-token']);
  const me = await call(bank, { method: 'GET', path: '/me', token });
  return {
    token,
    id: String(me.json['id']),
    call: (method, path, sent) => call(bank, { method, path, token, ...(sent === undefined ? {} : { body: sent }) }),
  };
}

/** What a flaw shows when it is on: true, and false when it is off. */
type Shows = (bank: Northbank, alice: Person, bob: Person) => Promise<boolean>;
const made = async (who: Person, path: string): Promise<string> =>
  String((await who.call('POST', path, { nickname: 'x', label: 'x', reference: 'x', amountMinor: 1 })).json['id']);
const reads =
  (collection: string): Shows =>
  async (_bank, alice, bob) => {
    const id = await made(alice, collection);
    return (await bob.call('GET', `${collection}/${id}`)).json['id'] === id;
  };
const changes =
  (collection: string, method: string, field: string): Shows =>
  async (_bank, alice, bob) => {
    const id = await made(alice, collection);
    await bob.call(method, `${collection}/${id}`, { [field]: 'changed by bob' });
    return (await alice.call('GET', `${collection}/${id}`)).json[field] === 'changed by bob';
  };
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const server: Readonly<Record<string, Shows>> = {
  'bola-cards-read': reads('/cards'),
  'bola-accounts-read': reads('/accounts'),
  'bola-transfers-read': reads('/transfers'),
  'bola-cards-update': changes('/cards', 'PATCH', 'nickname'),
  'bola-beneficiaries-update': changes('/beneficiaries', 'PUT', 'label'),
  'auth-documents-missing': async (bank) => (await call(bank, { method: 'GET', path: '/documents' })).status === 200,
  'auth-loyalty-garbage': async (bank, alice) =>
    (await call(bank, { method: 'GET', path: '/loyalty', token: `${alice.token.slice(0, -4)}AAAA` })).status === 200,
  'jwt-none': async (bank, alice) =>
    (
      await call(bank, {
        method: 'GET',
        path: '/me',
        token: `${part({ alg: 'none' })}.${part({ sub: alice.id, role: 'admin', exp: 9e9 })}.`,
      })
    ).status === 200,
  'mass-role': async (_bank, alice) => (await alice.call('PATCH', '/me', { role: 'admin' })).json['role'] === 'admin',
  'archive-alive': async (_bank, alice) => (await alice.call('GET', '/statements/archive')).status === 200,
  'search-stack': async (_bank, alice) => (await alice.call('POST', '/search', '{"a":[')).text.includes('server.js:88'),
  'debug-endpoint': async (_bank, alice) => (await alice.call('GET', '/internal/build-info')).status === 200,
  'transactions-pan': async (_bank, alice) =>
    /"cardNumber":"\d{16}"/.test((await alice.call('GET', `/cards/${await made(alice, '/cards')}/transactions`)).text),
  'transfers-twice': async (bank, alice) => {
    const transfer = { method: 'POST', path: '/transfers', token: alice.token, body: { amountMinor: 1 }, key: 'once' };
    const first = await call(bank, transfer);
    return (await call(bank, transfer)).json['id'] !== first.json['id'];
  },
  'quotes-open': async (bank) =>
    (await call(bank, { method: 'POST', path: '/quotes', body: { amount: 1 } })).status === 200,
};

interface Flaw {
  readonly id: string;
  readonly rule: string;
  readonly switch: string;
  readonly where: string;
}
const flaws = JSON.parse(readFileSync('examples/northbank/flaws.json', 'utf8')) as readonly Flaw[];

async function withBank<T>(
  switches: ReadonlySet<string>,
  use: (bank: Northbank, alice: Person, bob: Person) => Promise<T>,
): Promise<T> {
  const bank = await startNorthbank({ switches });
  try {
    return await use(bank, await person(bank, 'alice'), await person(bank, 'bob'));
  } finally {
    await bank.close();
  }
}

describe('each switch of the server', () => {
  for (const [flaw, shows] of Object.entries(server)) {
    it(`${flaw} alone makes the flaw, and mends it`, async () => {
      expect(await withBank(new Set([flaw]), shows)).toBe(true);
      expect(await withBank(new Set(Object.keys(server).filter((other) => other !== flaw)), shows)).toBe(false);
    });
  }
});

describe('the traps, which are there in both builds', () => {
  it('behave as real systems do', () =>
    withBank(new Set(), async (bank, alice, bob) => {
      const [card, account, transfer] = [
        await made(alice, '/cards'),
        await made(alice, '/accounts'),
        await made(alice, '/transfers'),
      ];
      const statuses = [`/cards/${card}`, `/accounts/${account}`, `/transfers/${transfer}`, '/admin/users'].map(
        async (path) => (await bob.call('GET', path)).status,
      );
      expect(await Promise.all(statuses)).toEqual([422, 404, 302, 401]);
      expect((await bob.call('GET', `/cards/${card}/details`)).json).toMatchObject({ status: 'error' });
      await bob.call('PUT', `/customers/${alice.id}/preferences`, { language: 'de', note: 'by bob' });
      expect((await alice.call('GET', `/customers/${alice.id}/preferences`)).json['note']).toBe('');
      expect((await bob.call('DELETE', '/beneficiaries/unknown')).status).toBe(200);
      expect((await alice.call('PUT', `/cards/${card}/limits`, { daily: 5 })).json).toMatchObject({ daily: 5 });
      expect((await alice.call('GET', '/otp/resend')).status).toBe(202);
      for (const path of ['/rates', '/branches']) expect((await call(bank, { method: 'GET', path })).status).toBe(200);
    }));
});

describe('the files', () => {
  it('are what the template and the recorder make', async () => {
    for (const [file, text] of renderAll()) expect(readFileSync(`examples/northbank/${file}`, 'utf8'), file).toBe(text);
    for (const build of ['leaky', 'hardened'] as const)
      expect(readFileSync(`examples/northbank/${build}/capture.har`, 'utf8'), build).toBe(await record(build));
  });

  it('list flaws whose rules and switches exist, and every switch is in the list', () => {
    const rules: readonly string[] = Object.values(ruleIds).flat();
    const template = readFileSync('examples/northbank/specs/northbank.template.yaml', 'utf8');
    for (const flaw of flaws) {
      expect(rules, flaw.id).toContain(flaw.rule);
      if (flaw.where === 'server') expect(Object.keys(server), flaw.id).toContain(flaw.switch);
      if (flaw.where === 'spec') expect(template, flaw.id).toMatch(new RegExp(`o(n|ff):${flaw.switch}\\b`));
    }
    const switches = new Set(flaws.map((flaw) => flaw.switch));
    for (const flaw of Object.keys(server)) expect(switches).toContain(flaw);
    for (const [, flaw] of template.matchAll(/#! .*?o(?:n|ff):([\w-]+)/g)) expect(switches).toContain(flaw);
    expect(renderSpec('v2', () => false)).not.toContain('#!');
  });
});
