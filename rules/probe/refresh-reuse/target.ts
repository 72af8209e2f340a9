import { randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, people, reply, typed, type Person } from '#twin';

/** Like some large APIs it answers 200 to a refresh that it refuses, with an `error` in the body. */
function server({ spendsTokens }: { readonly spendsTokens: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Ginger-4472-hawk', 'bob@example.com': 'Cobalt-3390-fern' });
  const refreshTokens = new Map<string, Person>();
  const grant = (person: Person) => {
    const refresh = randomBytes(20).toString('base64url');
    refreshTokens.set(refresh, person);
    return reply(200, { access_token: known.open(person), refresh_token: refresh, token_type: 'Bearer' });
  };
  const plans = collection({
    path: '/plans',
    take: typed({ title: 'string', cents: 'integer' }),
    adds: () => ({ status: 'on' }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...plans.routes,
      'POST /oauth/login': ({ body }) => {
        const person = known.find(body['email']);
        if (person === undefined || person.password !== body['password']) return reply(200, { error: 'access_denied' });
        return grant(person);
      },
      'POST /oauth/refresh': ({ body }) => {
        const given = body['refresh_token'];
        const person = typeof given === 'string' ? refreshTokens.get(given) : undefined;
        if (typeof given !== 'string' || person === undefined) return reply(200, { error: 'bad_refresh_token' });
        if (spendsTokens) refreshTokens.delete(given);
        return grant(person);
      },
    },
  });
}

const account = (email: string, password: string) => {
  const token = { body: '$.access_token', refresh: '$.refresh_token' };
  return {
    login: { call: 'POST /oauth/login', body: { email, password }, token },
    refresh: { call: 'POST /oauth/refresh', body: { refresh_token: '${refresh}' }, token },
  };
};
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', ...account('ann@example.com', 'Ginger-4472-hawk') },
    { name: 'bob', ...account('bob@example.com', 'Cobalt-3390-fern') },
  ],
  vulnerable: () => server({ spendsTokens: false }),
  hardened: () => server({ spendsTokens: true }),
};
