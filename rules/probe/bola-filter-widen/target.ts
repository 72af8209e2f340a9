import { randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['key-ann-c20d18b7f5', { name: 'ann', id: 'usr_20417' }],
  ['key-bob-64e1f90a3c', { name: 'bob', id: 'usr_83350' }],
]);

/** The filter of a foreign user is taken, said again in the answer, and finds the caller's own payments alone. */
function server({ keepsToOwn }: { readonly keepsToOwn: boolean }) {
  const at = '2026-04-02T07:41:19.330Z';
  const payments = [
    { id: randomUUID(), userId: 'usr_20417', message: 'Rent of April', amountCents: 1_180_000, bookedAt: at },
    { id: randomUUID(), userId: 'usr_83350', message: 'Two tickets', amountCents: 64_000, bookedAt: at },
  ];
  const idOf = (name: string) => [...users.values()].find((user) => user.name === name)?.id ?? '';
  const routes = guarded({
    'GET /payments': ({ user, query }) => {
      const me = idOf(user.name);
      const [userId, q] = [query.get('userId') ?? me, query.get('q') ?? ''];
      const owner = keepsToOwn ? me : userId;
      const items = payments.filter((one) => one.userId === owner && one.message.includes(q));
      return reply(200, { filter: { userId, q }, items: items.toReversed() });
    },
    'POST /payments': ({ user, body }) => {
      const sent = fitting(body, { message: 'string', amountCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'message, amountCents' });
      const payment = { id: randomUUID(), userId: idOf(user.name), ...sent, bookedAt: at };
      payments.push(payment);
      return reply(201, payment);
    },
    'GET /payments/{paymentId}': ({ user, params }) => {
      const payment = payments.find(({ id }) => id === params['paymentId']);
      return payment?.userId === idOf(user.name) ? reply(200, payment) : reply(404, { error: 'no payment' });
    },
    'GET /refunds': ({ user, query }) => {
      const me = idOf(user.name);
      const refunds = payments.map((payment) => ({ ...payment, amountCents: -payment.amountCents }));
      const asked = query.get('userId') ?? me;
      return reply(200, { items: refunds.filter(({ userId }) => userId === me && userId === asked) });
    },
    'GET /tips': () => reply(200, { items: ['Set a monthly limit', 'Freeze a card you do not use'] }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'key-ann-c20d18b7f5', owns: { userId: 'usr_20417' } },
    { name: 'bob', apiKey: 'key-bob-64e1f90a3c', owns: { userId: 'usr_83350' } },
  ],
  vulnerable: () => server({ keepsToOwn: false }),
  hardened: () => server({ keepsToOwn: true }),
};
