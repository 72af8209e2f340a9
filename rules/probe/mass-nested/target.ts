import { randomBytes } from 'node:crypto';
import type { Json, ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ordkey-ann-6ea1c05d9b', { name: 'ann' }],
  ['ordkey-bob-17f8b3e42c', { name: 'bob' }],
]);
const unitPriceCents = 24_900;
type Fields = Readonly<Record<string, Json>>;

/** Only what lies in the lines is not looked at; the answer to an order says all that was sent, as it was sent. */
function server({ picksInLines }: { readonly picksInLines: boolean }) {
  const orders = new Map<string, { readonly owner: string; readonly order: Fields }>();
  const lineOf = (line: Json) => {
    const known = fitting(line as Fields, { sku: 'string', quantity: 'integer' });
    const price = picksInLines ? {} : fitting(line as Fields, { unitPriceCents: 'integer?' });
    return known === undefined || price === undefined ? undefined : { unitPriceCents, ...known, ...price };
  };
  const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const routes = guarded({
    'GET /orders': ({ user }) => {
      const own = [...orders.values()].filter(({ owner }) => owner === user.name);
      return reply(200, { orders: own.map(({ order }) => order) });
    },
    'POST /orders': ({ user, body }) => {
      const sent = fitting(body, { reference: 'string', delivery: 'object?', lines: 'array' });
      const delivery = fitting(sent?.delivery ?? {}, { street: 'string?', speed: 'string?' });
      const lines = sent?.lines.every(isObject) === true ? sent.lines.map(lineOf) : [];
      if (sent === undefined || delivery === undefined || lines.length === 0) return reply(400, { error: 'order' });
      if (!lines.every((line) => line !== undefined)) return reply(400, { error: 'lines' });
      const id = `ord_${randomBytes(6).toString('hex')}`;
      const order = { id, reference: sent.reference, delivery: { ...delivery, feeCents: 9_900 }, lines };
      orders.set(id, { owner: user.name, order });
      return reply(201, { order: { ...order, ...body } });
    },
    'GET /orders/{orderId}': ({ user, params }) => {
      const found = orders.get(params['orderId'] ?? '');
      return found?.owner === user.name ? reply(200, { order: found.order }) : reply(404, { error: 'no order' });
    },
    'DELETE /orders/{orderId}': ({ user, params }) => {
      const { orderId: id = '' } = params;
      return reply(orders.get(id)?.owner === user.name && orders.delete(id) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'ordkey-ann-6ea1c05d9b' },
    { name: 'bob', apiKey: 'ordkey-bob-17f8b3e42c' },
  ],
  vulnerable: () => server({ picksInLines: false }),
  hardened: () => server({ picksInLines: true }),
};
