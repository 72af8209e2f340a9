import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['rf-e90c1b74d2', { name: 'ann' }],
  ['rf-36d0be5a8f', { name: 'bob' }],
]);
const bonusPoints = 500;
/** What the ledger takes to write an entry, in milliseconds. */
const bookingMs = 40;

/** One after another nobody gets the bonus twice; answers look the same for the first and the late. */
function server({ clock }: TwinWorld, { marksFirst }: { readonly marksFirst: boolean }): TwinHandler {
  const points = new Map<string, number>();
  const open = new Set<string>();
  const friends = collection({
    path: '/friends',
    take: typed({ nickname: 'string', since: 'integer' }),
    listed: (items) => ({ friends: [...items] }),
  });
  const book = async (name: string): Promise<void> => {
    if (marksFirst) open.delete(name);
    await clock.sleep(bookingMs);
    points.set(name, (points.get(name) ?? 0) + bonusPoints);
    open.delete(name);
  };
  return app({
    users,
    routes: {
      ...friends.routes,
      'GET /points': ({ user }) =>
        user === undefined ? reply(401, { error: 'unauthorized' }) : reply(200, { points: points.get(user.name) ?? 0 }),
      'POST /bonus/unlock': ({ user }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        open.add(user.name);
        return reply(200, { unlocked: true });
      },
      'POST /bonus/collect': async ({ user }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        if (open.has(user.name)) await book(user.name);
        return reply(200, { bonus: bonusPoints, status: 'thank you' });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'rf-e90c1b74d2' },
    { name: 'bob', token: 'rf-36d0be5a8f' },
  ],
  flows: {
    'single-use': {
      steps: { prepare: { call: 'POST /bonus/unlock' }, use: { call: 'POST /bonus/collect' } },
      effect: { call: 'GET /points', at: '$.points' },
    },
  },
  vulnerable: (world) => server(world, { marksFirst: false }),
  hardened: (world) => server(world, { marksFirst: true }),
};
