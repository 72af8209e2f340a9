/** Orders, offers, help and all that is public: 2xx that mean nothing (traps 1, 2), refusals of further kinds (trap 3). */
import { randomInt, randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { reply, type Ask, type Reply, type Route } from '#twin';
import { articleOf, found } from './articles.ts';
import type { Room } from './bank.ts';
import { invalid, limiter, maybe, missing, only, taken, text, whole, type Act, type Bait, type Row } from './parts.ts';

const item = { title: text(), quantity: maybe(whole(1, 99)) };
const isItems = (value: Json | undefined): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.length <= 10 && value.every((one) => taken(one as Ask['body'], item) !== undefined));

export function market(bait: Bait): Room {
  const [orders, offers, webhooks] = [new Map<string, Row>(), new Map<string, Row>(), new Map<string, Row>()];
  return {
    rows: { orders, offers, webhooks },
    routes: {
      ...orderRoutes(bait, orders),
      ...offerRoutes(bait, offers),
      ...webhookRoutes(bait, webhooks),
      ...open(bait),
      ...others(bait),
    },
  };
}

/** Sixteen digits that pass Luhn and begin as a card's do: an order number all the same (trap 13). */
function orderNumber(): string {
  const digits = [4, ...Array.from({ length: 14 }, () => randomInt(10))];
  const sum = digits.reduce(
    (total, digit, index) => total + (index % 2 === 0 ? ((digit * 2) % 10) + Math.floor(digit / 5) : digit),
    0,
  );
  return [...digits, (10 - (sum % 10)) % 10].join('');
}

function orderRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  // Trap 2 and 3: a refusal that is a 200 and says so in its body.
  const refusal = reply(200, { status: 'error', message: 'log in first' });
  const isOwn = (id: string, name: string): Row | undefined =>
    rows.get(id)?.owner === name ? rows.get(id) : undefined;
  const acts: Record<string, Act> = {
    'GET /orders': (_, { name }) =>
      reply(
        200,
        [...rows.values()].filter(({ owner }) => owner === name).map((row) => row.item),
      ),
    'POST /orders': ({ body }, { name }) => {
      const sent = taken(body, { reference: text(), items: isItems });
      if (sent === undefined) return invalid;
      const items = (sent['items'] as JsonObject[] | undefined)?.map((one) => taken(one, item) ?? {}) ?? [];
      const order = { ...sent, items, id: randomUUID(), order_number: orderNumber(), total_cents: 0 };
      rows.set(order.id, { owner: name, item: order });
      return reply(201, order);
    },
    // Trap 2: 200 with null for what is not the caller's.
    'GET /orders/{orderId}': ({ params }, { name }) => reply(200, isOwn(params['orderId'] ?? '', name)?.item ?? null),
    // Trap 1: 200 with what was sent, and nothing stored, where the order is not the caller's.
    'PUT /orders/{orderId}': ({ params, body }, { name }) => {
      const sent = taken(body, { reference: text(), items: isItems });
      if (sent === undefined) return invalid;
      const row = isOwn(params['orderId'] ?? '', name);
      if (row !== undefined) row.item = { ...row.item, reference: sent['reference'] ?? '' };
      return reply(200, row?.item ?? { reference: sent['reference'] ?? '' });
    },
    // Trap 1: a DELETE of what is not there, or not the caller's, is a 200 as well.
    'DELETE /orders/{orderId}': ({ params }, { name }) => {
      if (isOwn(params['orderId'] ?? '', name) !== undefined) rows.delete(params['orderId'] ?? '');
      return reply(200, { ok: true });
    },
    // Trap 17: the id in the body. Trap 2: 200 with an error.
    'POST /orders/search': ({ body }, { name }) => {
      const sent = taken(body, { orderId: text() });
      if (sent === undefined) return invalid;
      const row = isOwn(String(sent['orderId']), name);
      return reply(200, row?.item ?? { status: 'error', message: 'no such order' });
    },
    // Trap 17: the id in the query. Trap 2: 200 with an empty list.
    'GET /invoices': ({ query }, { name }) => {
      const row = isOwn(query.get('orderId') ?? '', name);
      return reply(
        200,
        row === undefined ? [] : [{ orderId: query.get('orderId') ?? '', reference: row.item['reference'] ?? '' }],
      );
    },
  };
  return {
    ...Object.fromEntries(Object.entries(acts).map(([key, act]) => [key, only(bait, 'customer', { act, refusal })])),
    ...itemRoutes(bait, isOwn),
  };
}

function itemRoutes(bait: Bait, isOwn: (id: string, name: string) => Row | undefined): Room['routes'] {
  // Trap 3: `422 not owned by user`, for nobody as well.
  const refusal = reply(422, { error: 'not owned by user' });
  const itemsOf = (row: Row): Json[] => [...((row.item['items'] as Json[] | undefined) ?? [])];
  const withOrder = (act: (row: Row, ask: Ask) => Reply): Route =>
    only(bait, 'customer', {
      act: (ask, { name }) => {
        const row = isOwn(ask.params['orderId'] ?? '', name);
        return row === undefined ? refusal : act(row, ask);
      },
      refusal,
    });
  return {
    'GET /orders/{orderId}/items': withOrder((row) => reply(200, itemsOf(row))),
    'POST /orders/{orderId}/items': withOrder((row, { body }) => {
      const sent = taken(body, item);
      if (sent === undefined || itemsOf(row).length >= 10) return invalid;
      row.item = { ...row.item, items: [...itemsOf(row), sent] };
      return reply(201, sent);
    }),
  };
}

/** Trap 4: offers are for everybody to see; trap 5: PUT refuses with 403 where DELETE gets as far as a 404. */
function offerRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  let last = 1_000;
  const add = (owner: string, sent: JsonObject): JsonObject => {
    const offer = { id: (last += 1), ...sent, seller: owner.split('@', 1)[0] ?? '' };
    rows.set(String(offer.id), { owner, item: offer });
    return offer;
  };
  add('shop', { title: 'Umbrella', price: 1_900 });
  const shape = { title: text(), price: whole(1, 1_000_000) };
  const customer = (act: Act): Route => only(bait, 'customer', { act });
  return {
    'GET /offers': () =>
      reply(
        200,
        [...rows.values()].map((row) => row.item),
      ),
    'GET /offers/{offerId}': ({ params }) => {
      const row = rows.get(params['offerId'] ?? '');
      return row === undefined ? missing : reply(200, row.item);
    },
    'POST /offers': customer(({ body }, { name }) => {
      const sent = taken(body, shape);
      return sent === undefined ? invalid : reply(201, add(name, sent));
    }),
    'PUT /offers/{offerId}': customer(({ params, body }, { name }) => {
      const row = rows.get(params['offerId'] ?? '');
      if (row?.owner !== name) return reply(403, { error: 'forbidden' });
      const sent = taken(body, shape);
      if (sent === undefined) return invalid;
      row.item = { ...row.item, ...sent };
      return reply(200, row.item);
    }),
    'DELETE /offers/{offerId}': customer(({ params }, { name }) => {
      const row = rows.get(params['offerId'] ?? '');
      if (row === undefined) return missing;
      if (row.owner !== name) return reply(403, { error: 'forbidden' });
      rows.delete(params['offerId'] ?? '');
      return reply(204);
    }),
  };
}

/** URLs are stored and never fetched but for partners, of which there are none here: `503` with words of a fetch (trap 8). */
function webhookRoutes(bait: Bait, rows: Map<string, Row>): Room['routes'] {
  // Trap 3: 405 for what is not the caller's.
  const refusal = reply(405, { error: 'not allowed' });
  // Trap 9: the literal is refused by a filter; the other spellings go no further, for nothing is fetched.
  const isUrl = (value: Json | undefined): boolean =>
    typeof value === 'string' &&
    value.length <= 200 &&
    /^https?:\/\//.test(value) &&
    URL.canParse(value) &&
    !value.includes('127.0.0.1');
  const withOwn = (act: (row: Row, id: string) => Reply): Route =>
    only(bait, 'customer', {
      act: ({ params }, { name }) => {
        const row = rows.get(params['webhookId'] ?? '');
        return row?.owner === name ? act(row, params['webhookId'] ?? '') : refusal;
      },
      refusal,
    });
  return {
    'POST /webhooks': only(bait, 'customer', {
      act: ({ body }, { name }) => {
        const sent = taken(body, { url: isUrl, label: maybe(text()) });
        if (sent === undefined) return invalid;
        const webhook = { id: randomUUID(), ...sent };
        rows.set(webhook.id, { owner: name, item: webhook });
        return reply(201, webhook);
      },
      refusal,
    }),
    'GET /webhooks/{webhookId}': withOwn((row) => reply(200, row.item)),
    'DELETE /webhooks/{webhookId}': withOwn((_, id) => {
      rows.delete(id);
      return reply(204);
    }),
    'POST /webhooks/{webhookId}/test': withOwn(() => reply(503, { error: "Couldn't fetch file from URL" })),
  };
}

/** Trap 4: public by design. Trap 7: limits that show as 500, as a delay and as 429. */
function open({ world }: Bait): Room['routes'] {
  const [converts, branches] = [limiter(world, 100, 30_000), limiter(world, 100, 30_000)];
  return {
    // Trap 8: words of SQL errors and stack traces, for they are what is looked for; the query is said again.
    'GET /articles/{slug}': ({ params }) => reply(200, articleOf(params['slug'] ?? '')),
    'GET /search': ({ query }) => reply(200, { query: query.get('q') ?? '', hits: [...found(query.get('q') ?? '')] }),
    // Trap 4 and 16: the document asks for a token that nobody needs; the policy says that it is public.
    'GET /rates': () => reply(200, { EURUSD: 1.0871, EURGBP: 0.8419 }),
    'GET /fx/convert': ({ query }) => {
      const cents = Number(query.get('cents'));
      if (!whole(1, 1_000_000)(cents)) return invalid;
      return converts('all') < 0
        ? reply(500, { error: 'internal error' })
        : reply(200, { cents: Math.round(cents * 1.0871) });
    },
    'GET /branches': async () => {
      if (branches('all') < 0) await world.clock.sleep(2_000);
      return reply(200, [{ city: 'Kiel' }, { city: 'Ulm' }]);
    },
    // Trap 13: the numbers that card schemes publish for tests.
    'GET /sandbox/cards': () =>
      reply(200, [
        { brand: 'Visa', number: '4111111111111111' },
        { brand: 'Mastercard', number: '5555555555554444' },
      ]),
    // Trap 17: a parameter inside a segment, a literal where a parameter belongs.
    'GET /catalogue/v2/items': () => reply(200, [{ sku: 'UM-19' }]),
    'GET /shops/42/hours': () => reply(200, { opens: '09:00' }),
  };
}

function others(bait: Bait): Room['routes'] {
  const quotes = limiter(bait.world, 100, 30_000);
  const themes = new Map<string, Json>();
  let asked = 0;
  const settings: Act = (_, { name }) => reply(200, { theme: themes.get(name) ?? 'light' });
  return {
    'GET /quotes': only(bait, 'customer', {
      act: (_, { name }) => {
        // Trap 7: by who calls, so that no X-Forwarded-For lifts it.
        const left = quotes(name);
        const limits = {
          'ratelimit-limit': '100',
          'ratelimit-policy': '100;w=30',
          'ratelimit-remaining': String(Math.max(0, left)),
          'ratelimit-reset': '30',
        };
        return left < 0
          ? reply(429, { error: 'too many' }, { ...limits, 'retry-after': '30' })
          : reply(200, { DAX: 24_188 }, limits);
      },
    }),
    // Trap 11: for this machine alone, which is where the scanner runs.
    'GET /internal/metrics': () => reply(200, { requests: (asked += 1) }),
    'GET /partner/settlements': only(bait, 'partner', {
      act: () => reply(200, [{ day: '2026-11-27', reference: 'SET-88172' }]),
    }),
    'GET /portal/settings': only(bait, 'portal', { act: settings }),
    'PUT /portal/settings': only(bait, 'portal', {
      act: (ask, caller) => {
        // JSON by whatever name: it is a PUT, before which a browser asks.
        const sent = taken(ask.body, { theme: text() });
        if (sent === undefined) return invalid;
        themes.set(caller.name, sent['theme'] ?? '');
        return settings(ask, caller);
      },
    }),
  };
}
