import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['gb_0d7ce41b92', { name: 'ann' }],
  ['gb_f85a36d0be', { name: 'bob' }],
]);
const others: Readonly<Record<string, string>> = { ann: 'bob', bob: 'ann' };
/** Cents: no step is smaller. */
const startCents = 500_000;

/** Every number is answered with 200 and a status; what is no whole cent or more than there is moves nothing. */
function server({ wantsPositive }: { readonly wantsPositive: boolean }): TwinHandler {
  const balances = new Map([...users.values()].map(({ name }): readonly [string, number] => [name, startCents]));
  const of = (name: string): number => balances.get(name) ?? 0;
  const move = (from: string, to: string, cents: number): boolean => {
    const isPossible = Number.isSafeInteger(cents) && cents <= of(from) && (cents > 0 || !wantsPositive);
    if (!isPossible) return false;
    balances.set(from, of(from) - cents);
    balances.set(to, of(to) + cents);
    return true;
  };
  const requests = collection({
    path: '/money-requests',
    take: typed({ reason: 'string', cents: 'integer' }),
    adds: () => ({ status: 'sent' }),
    listed: (items) => ({ requests: [...items] }),
  });
  return app({
    users,
    routes: {
      ...requests.routes,
      'GET /balance': ({ user }) =>
        user === undefined ? reply(401, { error: 'unauthorized' }) : reply(200, { balance: { cents: of(user.name) } }),
      'POST /send': ({ user, body }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        const { to, cents } = body;
        if (typeof to !== 'string' || typeof cents !== 'number') return reply(400, { error: 'invalid body' });
        if (to !== others[user.name]) return reply(404, { error: 'no such friend' });
        return reply(200, { status: move(user.name, to, cents) ? 'sent' : 'rejected', cents });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'gb_0d7ce41b92' },
    { name: 'bob', token: 'gb_f85a36d0be' },
  ],
  flows: {
    transfer: {
      steps: { send: { call: 'POST /send', body: { to: 'bob', cents: '${amount}' } } },
      effect: { call: 'GET /balance', at: '$.balance.cents' },
    },
  },
  vulnerable: () => server({ wantsPositive: false }),
  hardened: () => server({ wantsPositive: true }),
};
