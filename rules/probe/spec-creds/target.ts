import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, people, reply, typed, type TwinUser } from '#twin';

const demo = { 'demo@payrail.example': 'PayRail-demo-2024' };

/** A wrong login is answered with 200 and no token. The tour is for all: it takes whatever it is sent. */
function server({ hasDemoAccount }: { readonly hasDemoAccount: boolean }): TwinHandler {
  const staff = { 'ann@example.com': 'Heather-6150-mole', 'bob@example.com': 'Amber-7724-ash' };
  const known = people({ ...staff, ...(hasDemoAccount ? demo : {}) });
  const tour: TwinUser = { name: 'tour' };
  const links = collection({
    path: '/payment-links',
    take: typed({ title: 'string', cents: 'integer' }),
    adds: () => ({ status: 'live' }),
    listed: (items) => ({ links: [...items] }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...links.routes,
      'POST /auth/login': ({ body }) => {
        const person = known.find(body['email']);
        if (person === undefined || person.password !== body['password'])
          return reply(200, { token: null, message: 'Email or password is wrong' });
        return reply(200, { token: known.open(person), message: 'Welcome' });
      },
      'POST /tour/login': () => {
        const token = `tour-${crypto.randomUUID()}`;
        known.sessions.set(token, tour);
        return reply(200, { token, message: 'Nothing here is real' });
      },
    },
  });
}

const login = (email: string, password: string) =>
  ({ call: 'POST /auth/login', body: { email, password }, token: { body: '$.token' } }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', login: login('ann@example.com', 'Heather-6150-mole') },
    { name: 'bob', login: login('bob@example.com', 'Amber-7724-ash') },
  ],
  vulnerable: () => server({ hasDemoAccount: true }),
  hardened: () => server({ hasDemoAccount: false }),
};
