import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['sk_test_c71e09b4', { name: 'ann' }],
  ['sk_test_5da8f236', { name: 'bob' }],
]);
/** From this call of a minute on each one waits longer: nobody is ever refused. */
const freeCalls = 10;
const stepMs = 60;
const delayMsMax = 2_000;
const windowMs = 60_000;

function server({ clock }: TwinWorld, { slowsDown }: { readonly slowsDown: boolean }): TwinHandler {
  const calls = new Map<string, readonly number[]>();
  const vouchers = collection({
    path: '/gift-cards',
    take: typed({ message: 'string', cents: 'integer' }),
    adds: () => ({ status: 'unsent' }),
    listed: (items) => ({ giftCards: [...items] }),
  });
  return app({
    users,
    routes: {
      ...vouchers.routes,
      'POST /invitations': ({ user, body }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        if (typeof body['email'] !== 'string') return reply(400, { error: 'invalid body' });
        const recent = [...(calls.get(user.name) ?? []).filter((at) => clock.now() - at < windowMs), clock.now()];
        calls.set(user.name, recent);
        const over = recent.length - freeCalls;
        if (slowsDown && over > 0) clock.spend(Math.min(delayMsMax, over * stepMs));
        return reply(202, { invited: body['email'], number: recent.length });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'sk_test_c71e09b4' },
    { name: 'bob', token: 'sk_test_5da8f236' },
  ],
  policy: { sensitive: ['POST /invitations'] },
  vulnerable: (world) => server(world, { slowsDown: false }),
  hardened: (world) => server(world, { slowsDown: true }),
};
