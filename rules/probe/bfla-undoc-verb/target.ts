import { randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-95e0d7c31b', { name: 'ann' }],
  ['bob-6c41fb208e', { name: 'bob' }],
]);
const refusal = reply(403, { error: 'no session' });

/** Any verb answers 200 as GET does, DELETE is in `Allow` and answers 204: what it does is another question. */
function server({ deletes }: { readonly deletes: boolean }) {
  const orders = new Map<string, { readonly owner: string; readonly text: string; readonly amountCents: number }>();
  const view = (id: string) => {
    const { text = '', amountCents = 0 } = orders.get(id) ?? {};
    return { id, text, amountCents, state: 'running' };
  };
  const isOwn = ({ user, params }: SignedIn) => orders.get(params['orderId'] ?? '')?.owner === user.name;
  const missing = reply(404, { error: 'no standing order' });
  const routes = guarded(
    {
      'GET /orders': ({ user }) => {
        const own = [...orders].filter(([, { owner }]) => owner === user.name);
        return reply(200, { orders: own.map(([id]) => view(id)) });
      },
      'POST /orders': ({ user, body }) => {
        const sent = fitting(body, { text: 'string', amountCents: 'integer' });
        if (sent === undefined) return reply(400, { error: 'text, amountCents' });
        const id = randomUUID();
        orders.set(id, { owner: user.name, ...sent });
        return reply(201, { order: view(id) });
      },
      'PATCH /orders/{orderId}': (ask) => {
        const { orderId: id = '' } = ask.params;
        const [order, sent] = [orders.get(id), fitting(ask.body, { text: 'string?' })];
        if (order === undefined || !isOwn(ask)) return missing;
        if (sent === undefined) return reply(400, { error: 'text' });
        orders.set(id, { ...order, ...sent });
        return reply(200, { order: view(id) });
      },
      'DELETE /orders/{orderId}': (ask) => {
        if (!isOwn(ask)) return missing;
        if (deletes) orders.delete(ask.params['orderId'] ?? '');
        return reply(204);
      },
      'OPTIONS /orders/{orderId}': () => reply(204, undefined, { allow: 'GET, HEAD, PATCH, DELETE' }),
      '* /orders/{orderId}': (ask) => (isOwn(ask) ? reply(200, { order: view(ask.params['orderId'] ?? '') }) : missing),
    },
    refusal,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann-95e0d7c31b' },
    { name: 'bob', cookie: 'session=bob-6c41fb208e' },
  ],
  vulnerable: () => server({ deletes: true }),
  hardened: () => server({ deletes: false }),
};
