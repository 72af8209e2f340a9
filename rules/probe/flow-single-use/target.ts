import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['wl_c7e01b94d2', { name: 'ann' }],
  ['wl_5a8f36d0be', { name: 'bob' }],
]);
const code = 'WELCOME-20';
const worthCents = 2_000;

/** Says 200 and what a voucher is worth to every try; the wallet says whether it was booked. */
function server({ spends }: { readonly spends: boolean }): TwinHandler {
  const balances = new Map<string, number>();
  /** Who has a voucher that is not used. */
  const unused = new Set<string>();
  const cards = collection({
    path: '/saved-cards',
    take: typed({ label: 'string', month: 'integer' }),
    adds: () => ({ status: 'on' }),
    listed: (items) => ({ cards: [...items] }),
  });
  return app({
    users,
    routes: {
      ...cards.routes,
      'GET /wallet': ({ user }) =>
        user === undefined
          ? reply(401, { error: 'unauthorized' })
          : reply(200, { balanceCents: balances.get(user.name) ?? 0 }),
      'POST /vouchers/claim': ({ user }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        unused.add(user.name);
        return reply(200, { code });
      },
      'POST /vouchers/redeem': ({ user, body }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        if (typeof body['code'] !== 'string') return reply(400, { error: 'invalid body' });
        if (body['code'] !== code) return reply(404, { error: 'no such voucher' });
        if (unused.has(user.name)) balances.set(user.name, (balances.get(user.name) ?? 0) + worthCents);
        if (spends) unused.delete(user.name);
        return reply(200, { code, worthCents });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'wl_c7e01b94d2' },
    { name: 'bob', token: 'wl_5a8f36d0be' },
  ],
  flows: {
    'single-use': {
      steps: {
        prepare: { call: 'POST /vouchers/claim' },
        use: { call: 'POST /vouchers/redeem', body: { code: '${code}' } },
      },
      values: { code },
      effect: { call: 'GET /wallet', at: '$.balanceCents' },
    },
  },
  vulnerable: () => server({ spends: false }),
  hardened: () => server({ spends: true }),
};
