/** Accounts, cards, money: each refuses in its own manner (trap 3). */
import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/model/json.ts';
import { reply, type Ask, type Reply, type Route } from '#twin';
import { eventSecret } from './config.ts';
import {
  invalid,
  limiter,
  missing,
  only,
  taken,
  text,
  whole,
  type Act,
  type Bait,
  type Caller,
  type Row,
} from './parts.ts';
import { payouts } from './payouts.ts';

export interface Room {
  readonly routes: Readonly<Record<string, Route>>;
  /** All rows, by kind and id. */
  readonly rows: Readonly<Record<string, ReadonlyMap<string, Row>>>;
}

/** What the owner alone reaches; all others get the same refusal for what is there and for what is not. */
function owned(rows: ReadonlyMap<string, Row>, param: string, refusal: Reply) {
  return (act: (row: Row, ask: Ask, id: string) => Reply): Act =>
    (ask, { name }) => {
      const id = ask.params[param] ?? '';
      const row = rows.get(id);
      return row?.owner === name ? act(row, ask, id) : refusal;
    };
}
const listOf = (rows: ReadonlyMap<string, Row>, { name }: Caller): readonly JsonObject[] =>
  [...rows.values()].filter(({ owner }) => owner === name).map(({ item }) => item);

export function bank(bait: Bait): Room {
  const [accounts, notes, cards] = [new Map<string, Row>(), new Map<string, Row>(), new Map<string, Row>()];
  const mandates = new Map<string, Row>();
  return {
    rows: { accounts, notes, cards, mandates },
    routes: {
      ...accountRoutes(bait, accounts),
      ...noteRoutes(bait, notes),
      ...cardRoutes(bait, cards),
      ...mandateRoutes(bait, mandates),
    },
  };
}

function accountRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  const own = owned(rows, 'accountId', missing);
  const customer = (act: Act, refusal?: Reply): Route => only(bait, 'customer', { act, ...(refusal && { refusal }) });
  // Trap 3: refusals as 500 and as a redirect to a login page.
  const broken = reply(500, { error: 'internal error' });
  const toLogin = reply(302, undefined, { location: '/b2b/v2/portal/login' });
  return {
    'GET /accounts': customer((_, caller) => reply(200, [...listOf(rows, caller)])),
    'POST /accounts': customer(({ body }, { name }) => {
      const sent = taken(body, { label: text() });
      if (sent === undefined) return invalid;
      const item = { id: randomUUID(), ...sent, status: 'active', balanceCents: 0 };
      rows.set(item.id, { owner: name, item });
      return reply(201, item);
    }),
    'GET /accounts/{accountId}': customer(own(({ item }) => reply(200, item))),
    'PUT /accounts/{accountId}': customer(
      own((row, { body }) => {
        const sent = taken(body, { label: text() });
        if (sent === undefined) return invalid;
        row.item = { ...row.item, ...sent };
        return reply(200, row.item);
      }),
    ),
    'DELETE /accounts/{accountId}': customer(
      own((_, __, id) => {
        rows.delete(id);
        return reply(204);
      }),
    ),
    'POST /accounts/{accountId}/freeze': customer(
      owned(
        rows,
        'accountId',
        broken,
      )((row) => {
        row.item = { ...row.item, status: 'frozen' };
        return reply(200, row.item);
      }),
      broken,
    ),
    'GET /accounts/{accountId}/statement': customer(
      owned(
        rows,
        'accountId',
        toLogin,
      )(({ item }) => ({
        status: 200,
        text: `Statement of ${String(item['id'])}\n${String(item['label'])}\nno bookings\n`,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      })),
      toLogin,
    ),
  };
}

/** Trap 1 and 2: one each, and the server takes it from who calls: the id in the path is not looked at. */
function mandateRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  const shown = (name: string): Reply => {
    const row = rows.get(name);
    return row === undefined ? missing : reply(200, row.item);
  };
  const customer = (act: Act): Route => only(bait, 'customer', { act });
  return {
    'POST /mandates': customer(({ body }, { name }) => {
      const sent = taken(body, { creditor: text() });
      if (sent === undefined) return invalid;
      const item = { id: rows.get(name)?.item['id'] ?? randomUUID(), ...sent };
      rows.set(name, { owner: name, item });
      return reply(201, item);
    }),
    'GET /mandates/{mandateId}': customer((_, { name }) => shown(name)),
    'PUT /mandates/{mandateId}': customer(({ body }, { name }) => {
      const sent = taken(body, { creditor: text() });
      const row = rows.get(name);
      if (sent === undefined) return invalid;
      if (row !== undefined) row.item = { ...row.item, ...sent };
      return shown(name);
    }),
    'DELETE /mandates/{mandateId}': customer((_, { name }) => {
      rows.delete(name);
      return reply(204);
    }),
  };
}

/** Trap 17: `noteId` is a name, and everybody has names of their own: the same path is another note for each caller. */
function noteRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  const refusal = reply(400, { error: 'a token is missing' });
  const keyOf = (name: string, note: string): string => `${name} ${note}`;
  const withNote =
    (act: (row: Row, ask: Ask, key: string) => Reply): Act =>
    (ask, { name }) => {
      const key = keyOf(name, ask.params['noteId'] ?? '');
      const row = rows.get(key);
      return row === undefined ? missing : act(row, ask, key);
    };
  const routes: Record<string, Act> = {
    'GET /notes': (_, caller) => reply(200, [...listOf(rows, caller)]),
    'POST /notes': ({ body }, { name }) => {
      const sent = taken(body, {
        name: (value) => typeof value === 'string' && /^[a-z0-9-]{1,40}$/.test(value),
        text: text(400, 0),
      });
      if (sent === undefined) return invalid;
      rows.set(keyOf(name, String(sent['name'])), { owner: name, item: sent });
      return reply(201, sent);
    },
    'GET /notes/{noteId}': withNote(({ item }) => reply(200, item)),
    'PUT /notes/{noteId}': withNote((row, { body }) => {
      const sent = taken(body, { text: text(400, 0) });
      if (sent === undefined) return invalid;
      row.item = { ...row.item, ...sent };
      return reply(200, row.item);
    }),
    'DELETE /notes/{noteId}': withNote((_, __, key) => {
      rows.delete(key);
      return reply(204);
    }),
  };
  return Object.fromEntries(
    Object.entries(routes).map(([key, act]) => [key, only(bait, 'customer', { act, refusal })]),
  );
}

/** Trap 17: no list, and the id is had by making one alone. Trap 13: the number is masked, the last four are random. */
function cardRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  const refusal = reply(403, { error: 'forbidden' });
  const own = owned(rows, 'cardId', refusal);
  const customer = (act: Act): Route => only(bait, 'customer', { act, refusal });
  return {
    'POST /cards': customer(({ body }, { name }) => {
      const sent = taken(body, { holder: text() });
      if (sent === undefined) return invalid;
      const id = `crd_${randomBytes(12).toString('hex')}`;
      const number = `**** **** **** ${String(randomInt(10_000)).padStart(4, '0')}`;
      const item: JsonObject = { ...sent, card_details: { id, card_number: number, cvv: '***' } };
      rows.set(id, { owner: name, item });
      return reply(201, item);
    }),
    'GET /cards/{cardId}': customer(own(({ item }) => reply(200, item))),
    'DELETE /cards/{cardId}': customer(
      own((_, __, id) => {
        rows.delete(id);
        return reply(204);
      }),
    ),
  };
}

/** Money: a wallet each, and what moves it. */
export function money(bait: Bait): Room {
  const balances = new Map<string, number>();
  const vouchers = new Set<string>();
  const rows = new Map<string, Row>();
  const balanceOf = (name: string): number => balances.get(name) ?? 1_000_000;
  const move = (name: string, cents: number): void => void balances.set(name, balanceOf(name) + cents);
  const customer = (act: Act): Route => only(bait, 'customer', { act });
  return {
    rows: { transfers: rows },
    routes: {
      'GET /wallet': customer((_, { name }) => reply(200, { balanceCents: balanceOf(name) })),
      'POST /transfers': transfers(bait, { rows, balanceOf, move }),
      'POST /vouchers/claim': customer((_, { name }) => {
        vouchers.add(name);
        return reply(201, { code: 'WELCOME-5' });
      }),
      'POST /vouchers/redeem': customer(({ body }, { name }) => {
        if (taken(body, { code: text(20, 4) }) === undefined) return invalid;
        if (body['code'] !== 'WELCOME-5' || !vouchers.delete(name)) return reply(422, { error: 'no such voucher' });
        move(name, 500);
        return reply(200, { balanceCents: balanceOf(name) });
      }),
      'POST /events': events(bait, move),
      ...payouts(bait),
    },
  };
}

interface Ledger {
  readonly rows: Map<string, Row>;
  balanceOf(name: string): number;
  move(name: string, cents: number): void;
}

/** Trap 7: the limit is 100 in 30 s, so that 40 calls meet none; the answers say what is left. */
function transfers(bait: Bait, { rows, balanceOf, move }: Ledger): Route {
  const left = limiter(bait.world, 100, 30_000);
  const byKey = new Map<string, Reply>();
  return only(bait, 'customer', {
    act: ({ body, headers }, { name }) => {
      const rest = left(name);
      const limits = {
        'ratelimit-limit': '100',
        'ratelimit-policy': '100;w=30',
        'ratelimit-remaining': String(Math.max(0, rest)),
        'ratelimit-reset': '30',
      };
      if (rest < 0) return reply(429, { error: 'too many' }, { ...limits, 'retry-after': '30' });
      const sent = taken(body, { to: text(40), amountCents: whole(1, 100_000) });
      if (sent === undefined) return reply(400, { error: 'invalid body' }, limits);
      const key = headers['idempotency-key'];
      const known = key === undefined ? undefined : byKey.get(`${name} ${key}`);
      if (known !== undefined) return known;
      const cents = Number(sent['amountCents']);
      if (cents > balanceOf(name)) return reply(422, { error: 'not enough' }, limits);
      move(name, -cents);
      const item = { id: randomUUID(), amountCents: cents };
      rows.set(item.id, { owner: name, item });
      const made = reply(201, item, limits);
      if (key !== undefined) byKey.set(`${name} ${key}`, made);
      return made;
    },
  });
}

/** Signed with its time, taken once and for five minutes; what is not taken gets the same answer (trap 1). */
function events({ world }: Bait, move: Ledger['move']): Route {
  const seen = new Set<string>();
  return ({ headers, text: sent, body }) => {
    const time = headers['x-event-time'] ?? '';
    const signature = createHmac('sha256', eventSecret).update(`${time}.${sent}`).digest('hex');
    const isFresh = Math.abs(world.clock.now() / 1000 - Number(time)) <= 300 && !seen.has(signature);
    const event = taken(body, { wallet: text(40), cents: whole(1, 100_000) });
    if (event === undefined) return invalid;
    if (headers['x-event-signature'] !== signature || !isFresh) return reply(204);
    seen.add(signature);
    move(String(event['wallet']), Number(event['cents']));
    return reply(204);
  };
}
