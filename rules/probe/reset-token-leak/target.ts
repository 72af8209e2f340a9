import { randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, people, reply, typed } from '#twin';

/** The answer has a `reference` for the support desk in any case; in one of the two it is the token itself. */
function server({ keepsToken }: { readonly keepsToken: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Walnut-7350-crane', 'bob@example.com': 'Indigo-2917-birch' });
  const resets = new Map<string, string>();
  const alerts = collection({
    path: '/alerts',
    take: typed({ label: 'string', cents: 'integer' }),
    adds: () => ({ status: 'armed' }),
    listed: (items) => ({ alerts: [...items] }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...alerts.routes,
      'POST /signup': ({ body }) =>
        known.add(body['email'], body['password']) === undefined
          ? reply(409, { error: 'no' })
          : reply(201, { ok: true }),
      'POST /login': ({ body }) => {
        const person = known.find(body['email']);
        if (person === undefined || person.password !== body['password']) return reply(401, { error: 'wrong' });
        return reply(200, { token: known.open(person) });
      },
      'POST /password/forgot': ({ body }) => {
        const token = randomBytes(16).toString('hex');
        const person = known.find(body['email']);
        if (person !== undefined) resets.set(token, person.email);
        const reference = keepsToken ? randomBytes(16).toString('hex') : token;
        return reply(202, { status: 'mail sent', delivery: { channel: 'email', reference } });
      },
      // Says ok to any token: whether the password is another one, only a login tells.
      'POST /password/reset': ({ body }) => {
        const { token, password } = body;
        if (typeof token !== 'string' || typeof password !== 'string') return reply(400, { error: 'invalid body' });
        const person = known.find(resets.get(token));
        if (person !== undefined) person.password = password;
        resets.delete(token);
        return reply(200, { status: 'ok' });
      },
    },
  });
}

const account = (email: string, password: string) =>
  ({
    register: { call: 'POST /signup', body: { email, password } },
    login: { call: 'POST /login', body: { email, password }, token: { body: '$.token' } },
  }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', ...account('ann@example.com', 'Walnut-7350-crane') },
    { name: 'bob', ...account('bob@example.com', 'Indigo-2917-birch') },
  ],
  flows: {
    'password-reset': {
      steps: {
        request: { call: 'POST /password/forgot', body: { email: 'ann@example.com' } },
        complete: { call: 'POST /password/reset', body: { token: '${token}', password: '${password}' } },
      },
    },
  },
  vulnerable: () => server({ keepsToken: false }),
  hardened: () => server({ keepsToken: true }),
};
