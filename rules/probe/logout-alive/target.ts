import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, people, reply, typed } from '#twin';

/** Logging out empties the cookie in both; who is not logged in gets 200 and an envelope that says so. */
function server({ endsSessions }: { readonly endsSessions: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Thistle-5517-dune', 'bob@example.com': 'Marble-0926-jay' });
  const trips = collection({
    path: '/trips',
    take: typed({ destination: 'string', cents: 'integer' }),
    adds: () => ({ status: 'planned' }),
    anonymous: reply(200, { ok: false, error: 'NO_SESSION', data: null }),
    missing: reply(200, { ok: false, error: 'NO_TRIP', data: null }),
    show: (item) => ({ ok: true, data: item }),
    listed: (items) => ({ ok: true, data: [...items] }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...trips.routes,
      'POST /session': ({ body }) => {
        const person = known.find(body['email']);
        if (person === undefined || person.password !== body['password'])
          return reply(200, { ok: false, error: 'WRONG', data: null });
        const cookie = `session=${known.open(person)}; Path=/; HttpOnly; Secure; SameSite=Lax`;
        return reply(200, { ok: true, data: { name: person.email } }, { 'set-cookie': cookie });
      },
      'DELETE /session': ({ token }) => {
        if (endsSessions) known.sessions.delete(token);
        return reply(200, { ok: true, data: null }, { 'set-cookie': 'session=; Path=/; Max-Age=0' });
      },
      'GET /session': ({ user }) => reply(200, { ok: true, data: user === undefined ? null : { name: user.name } }),
    },
  });
}

const account = (email: string, password: string) =>
  ({
    login: { call: 'POST /session', body: { email, password }, token: { cookie: 'session' } },
    logout: { call: 'DELETE /session' },
  }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', ...account('ann@example.com', 'Thistle-5517-dune') },
    { name: 'bob', ...account('bob@example.com', 'Marble-0926-jay') },
  ],
  vulnerable: () => server({ endsSessions: false }),
  hardened: () => server({ endsSessions: true }),
};
