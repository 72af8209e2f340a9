import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-4d08c1fe72', { name: 'ann', role: 'customer' }],
  ['bob-a95b30e7c6', { name: 'bob', role: 'customer' }],
  ['kari-e7216bd094', { name: 'kari', role: 'admin' }],
]);

/** Nobody is turned away from the administrators' pages: customers see their own there, and their orders do nothing. */
function server({ narrows }: { readonly narrows: boolean }) {
  const payouts = [
    { id: 'po_d7710c2e94', owner: 'ann', note: 'Refund of a flight', amountCents: 204_500, status: 'waiting' },
    { id: 'po_4be0f1a863', owner: 'bob', note: 'Sold a bicycle', amountCents: 81_000, status: 'waiting' },
  ];
  const own = (name: string) => payouts.filter(({ owner }) => owner === name).map((payout) => ({ ...payout }));
  const routes = guarded({
    'GET /api/payouts': ({ user }) => reply(200, { payouts: own(user.name) }),
    'POST /api/payouts': ({ user, body }) => {
      const sent = fitting(body, { note: 'string', amountCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'note, amountCents' });
      const payout = { id: `po_${randomBytes(5).toString('hex')}`, owner: user.name, ...sent, status: 'waiting' };
      payouts.push(payout);
      return reply(201, payout);
    },
    'GET /api/payouts/{payoutId}': ({ user, params }) => {
      const payout = own(user.name).find(({ id }) => id === params['payoutId']);
      return payout === undefined ? reply(404, { error: 'no payout' }) : reply(200, payout);
    },
    'GET /api/admin/payouts': ({ user }) =>
      reply(200, { payouts: user.role === 'admin' || !narrows ? payouts : own(user.name) }),
    'POST /api/admin/payouts/{payoutId}/release': ({ user, params }) => {
      const payout = payouts.find(({ id }) => id === params['payoutId']);
      if (payout !== undefined && user.role === 'admin') payout.status = 'released';
      return reply(202, { accepted: true });
    },
    'GET /api/admin/notice': () => reply(200, { text: 'Payouts of more than 5,000 take two days.' }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', token: 'ann-4d08c1fe72' },
    { name: 'bob', role: 'customer', token: 'bob-a95b30e7c6' },
    { name: 'kari', role: 'admin', token: 'kari-e7216bd094' },
  ],
  policy: { privileged: ['GET /admin/payouts', 'POST /admin/payouts/*'] },
  vulnerable: () => server({ narrows: false }),
  hardened: () => server({ narrows: true }),
};
