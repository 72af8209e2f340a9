import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-7be21c09df', { name: 'ann', role: 'customer' }],
  ['bob-d3f0485ac6', { name: 'bob', role: 'customer' }],
  ['kari-19a6d7eb50', { name: 'kari', role: 'admin' }],
]);
const refusal = reply(403, { error: 'no access' });
const isInside = (address: string) => /^(127\.|10\.|192\.168\.|::1$)/.test(address);

/** With a header it refuses in other words than without: 200, and the header's value in the answer. */
function server({ trustsAddress }: { readonly trustsAddress: boolean }) {
  const settlements = [{ id: 'stl_c0772f19be', memo: 'Week 12, cards', totalCents: 771_204_455 }];
  const admin =
    (answer: (ask: SignedIn) => ReturnType<typeof reply>) =>
    (ask: SignedIn): ReturnType<typeof reply> => {
      const from = ask.headers['x-forwarded-for'] ?? '';
      const asRole = ask.headers['x-user-role'] ?? '';
      if (ask.user.role === 'admin' || (trustsAddress && isInside(from))) return answer(ask);
      if (from === '' && asRole === '') return refusal;
      return reply(200, { status: 'refused', from, asRole, settlements: [] });
    };
  const routes = guarded(
    {
      'GET /me': ({ user, headers }) =>
        reply(200, { name: user.name, from: headers['x-forwarded-for'] ?? '', asRole: headers['x-user-role'] ?? '' }),
      'GET /admin/settlements': admin(() => reply(200, { settlements })),
      'POST /admin/settlements': ({ user, body }) => {
        if (user.role !== 'admin') return refusal;
        const sent = fitting(body, { memo: 'string' });
        if (sent === undefined) return reply(400, { error: 'memo' });
        const settlement = { id: `stl_${randomBytes(5).toString('hex')}`, ...sent, totalCents: 0 };
        settlements.push(settlement);
        return reply(201, settlement);
      },
      'GET /admin/settlements/{settlementId}': admin(({ params }) => {
        const settlement = settlements.find(({ id }) => id === params['settlementId']);
        return settlement === undefined ? reply(404, { error: 'no settlement' }) : reply(200, settlement);
      }),
      'GET /closing-times': () => reply(200, { times: ['06:10', '11:10', '13:20', '15:45'] }),
    },
    refusal,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', token: 'ann-7be21c09df' },
    { name: 'bob', role: 'customer', token: 'bob-d3f0485ac6' },
    { name: 'kari', role: 'admin', token: 'kari-19a6d7eb50' },
  ],
  policy: { privileged: ['* /admin/*'] },
  vulnerable: () => server({ trustsAddress: true }),
  hardened: () => server({ trustsAddress: false }),
};
