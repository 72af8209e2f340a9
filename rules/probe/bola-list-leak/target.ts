import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, signedIn, type Ask } from '#twin';

const users = new Map([
  ['ann-d07b5e4f12', { name: 'ann' }],
  ['bob-586cc0a9e3', { name: 'bob' }],
]);

/** Beside the disputes, which are each customer's own, what all customers and what everybody may read. */
function server({ showsOwnAlone }: { readonly showsOwnAlone: boolean }) {
  const newId = (prefix: string) => `${prefix}_${randomBytes(5).toString('hex')}`;
  const disputes = [
    { id: 'dsp_77c0f2a811', owner: 'ann', reason: 'Hotel never booked', amountCents: 41_900, status: 'open' },
    { id: 'dsp_02be9146d5', owner: 'bob', reason: 'Paid twice', amountCents: 7_450, status: 'won' },
  ];
  const texts = (prefix: string) => {
    const items = [{ id: newId(prefix), text: 'Quick, and friendly on the phone', stars: 5 }];
    const write = ({ body }: Ask) => {
      const sent = fitting(body, { text: 'string' });
      if (sent === undefined) return reply(400, { error: 'text' });
      const item = { id: newId(prefix), ...sent, stars: 4 };
      items.push(item);
      return reply(201, item);
    };
    return { list: () => reply(200, { items }), write };
  };
  const [reviews, forum] = [texts('rev'), texts('post')];
  const routes = {
    ...guarded({
      'GET /api/disputes': ({ user }) =>
        reply(200, { items: disputes.filter(({ owner }) => !showsOwnAlone || owner === user.name) }),
      'POST /api/disputes': ({ user, body }) => {
        const sent = fitting(body, { reason: 'string', amountCents: 'integer' });
        if (sent === undefined) return reply(400, { error: 'reason, amountCents' });
        const dispute = { id: newId('dsp'), owner: user.name, ...sent, status: 'open' };
        disputes.push(dispute);
        return reply(201, dispute);
      },
      'GET /api/disputes/{disputeId}': ({ user, params }) => {
        const dispute = disputes.find(({ id }) => id === params['disputeId']);
        return dispute?.owner === user.name ? reply(200, dispute) : reply(404, { error: 'no dispute' });
      },
    }),
    'GET /api/reviews': reviews.list,
    'POST /api/reviews': signedIn(reviews.write),
    'GET /api/forum': signedIn(forum.list),
    'POST /api/forum': signedIn(forum.write),
  };
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-d07b5e4f12' },
    { name: 'bob', token: 'bob-586cc0a9e3' },
  ],
  policy: { shared: ['GET /forum'] },
  vulnerable: () => server({ showsOwnAlone: false }),
  hardened: () => server({ showsOwnAlone: true }),
};
