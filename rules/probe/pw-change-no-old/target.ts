import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, people, reply, typed } from '#twin';

/** Takes every well-formed change with a 202 and tells by mail whether it was done. */
function server({ wantsOld }: { readonly wantsOld: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Copper-6203-finch', 'bob@example.com': 'Violet-8841-sedge' });
  const stamps = collection({
    path: '/receipts',
    take: typed({ merchant: 'string', cents: 'integer' }),
    adds: () => ({ status: 'filed' }),
    show: (item) => ({ data: item }),
    listed: (items) => ({ data: [...items] }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...stamps.routes,
      'POST /accounts': ({ body }) =>
        known.add(body['login'], body['secret']) === undefined ? reply(409, { error: 'no' }) : reply(201, { ok: true }),
      'POST /auth': ({ body }) => {
        const person = known.find(body['login']);
        if (person === undefined || person.password !== body['secret']) return reply(401, { error: 'wrong' });
        return reply(200, { ok: true }, { 'x-auth-token': known.open(person) });
      },
      'PUT /me/secret': ({ user, body }) => {
        const person = known.find(user?.name);
        if (person === undefined) return reply(401, { error: 'unauthorized' });
        const { current, replacement } = body;
        if (typeof replacement !== 'string' || replacement.length < 8) return reply(400, { error: 'too short' });
        if (current === person.password || !wantsOld) person.password = replacement;
        return reply(202, { status: 'we will write to you' });
      },
    },
  });
}

const account = (login: string, secret: string) =>
  ({
    register: { call: 'POST /accounts', body: { login, secret } },
    login: { call: 'POST /auth', body: { login, secret }, token: { header: 'x-auth-token' } },
  }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', ...account('ann@example.com', 'Copper-6203-finch') },
    { name: 'bob', ...account('bob@example.com', 'Violet-8841-sedge') },
  ],
  flows: {
    'password-change': {
      steps: { change: { call: 'PUT /me/secret', body: { current: '${old}', replacement: '${new}' } } },
    },
  },
  vulnerable: () => server({ wantsOld: false }),
  hardened: () => server({ wantsOld: true }),
};
