import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, people, reply, typed } from '#twin';

/** So many wrong passwords lock an account for a while; its answers then look as before. */
const wrongMax = 10;
const lockedMs = 900_000;

function server({ clock }: TwinWorld, { locks }: { readonly locks: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Meadow-1196-kite', 'bob@example.com': 'Pewter-4038-lark' });
  const wrong = new Map<string, { readonly count: number; readonly at: number }>();
  const wrongOf = (email: string): number => {
    const last = wrong.get(email);
    return last === undefined || clock.now() - last.at > lockedMs ? 0 : last.count;
  };
  const beneficiaries = collection({
    path: '/beneficiaries',
    take: typed({ fullName: 'string', cents: 'integer' }),
    adds: () => ({ status: 'new' }),
    show: (item) => ({ beneficiary: item }),
    listed: (items) => ({ beneficiaries: [...items] }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...beneficiaries.routes,
      'POST /users': ({ body }) =>
        known.add(body['email'], body['password']) === undefined
          ? reply(409, { error: 'taken or invalid' })
          : reply(201, { email: body['email'] ?? null }),
      'POST /users/login': ({ body }) => {
        const { email, password } = body;
        if (typeof email !== 'string' || typeof password !== 'string') return reply(400, { error: 'invalid body' });
        const count = wrongOf(email);
        const person = known.find(email);
        if (person?.password !== password || (locks && count >= wrongMax)) {
          wrong.set(email, { count: count + 1, at: clock.now() });
          return reply(401, { error: 'wrong email or password' });
        }
        wrong.delete(email);
        return reply(200, { session: { token: known.open(person) } });
      },
    },
  });
}

const account = (email: string, password: string) =>
  ({
    register: { call: 'POST /users', body: { email, password } },
    login: { call: 'POST /users/login', body: { email, password }, token: { body: '$.session.token' } },
  }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', ...account('ann@example.com', 'Meadow-1196-kite') },
    { name: 'bob', ...account('bob@example.com', 'Pewter-4038-lark') },
  ],
  vulnerable: (world) => server(world, { locks: false }),
  hardened: (world) => server(world, { locks: true }),
};
