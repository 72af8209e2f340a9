import { randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, typed, type Reply, type Route, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['ann-2d90c7e1b4', { name: 'ann' }],
  ['bob-8f51a06ec3', { name: 'bob' }],
]);

/** A repeated payment is answered like the first one, with a 201 and a new time and trace: only the list tells. */
function server({ clock }: TwinWorld, { keepsKeys }: { readonly keepsKeys: boolean }): TwinHandler {
  const answers = new Map<string, Reply>();
  const payments = collection({
    path: '/payments',
    take: typed({ description: 'string', cents: 'integer' }),
    adds: () => ({ status: 'executed', bookedAt: new Date(clock.now()).toISOString() }),
    show: (item) => ({ payment: item, traceId: randomUUID() }),
    listed: (items) => ({ payments: [...items] }),
  });
  const pay: Route = async (ask) => {
    const key = ask.user && ask.headers['idempotency-key'];
    const known = key === undefined || !keepsKeys ? undefined : answers.get(`${ask.user?.name} ${key}`);
    if (known !== undefined) return { ...known, headers: { 'x-served-at': String(clock.now()) } };
    const answer = await payments.routes['POST /payments']?.(ask);
    if (answer?.status === 201 && key !== undefined) answers.set(`${ask.user?.name} ${key}`, answer);
    return answer ?? reply(500, { error: 'no route' });
  };
  return app({ users, routes: { ...payments.routes, 'POST /payments': pay } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-2d90c7e1b4' },
    { name: 'bob', token: 'bob-8f51a06ec3' },
  ],
  vulnerable: (world) => server(world, { keepsKeys: false }),
  hardened: (world) => server(world, { keepsKeys: true }),
};
