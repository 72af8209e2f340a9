import { randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, people, reply, typed } from '#twin';

/** A refusal repeats the address and is numbered: no two are alike, whoever asks. */
function server({ tellsWhy }: { readonly tellsWhy: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Quartz-3081-tide', 'bob@example.com': 'Saffron-6642-elm' });
  const notes = collection({
    path: '/reminders',
    take: typed({ text: 'string', cents: 'integer' }),
    adds: () => ({ status: 'set' }),
    listed: (items) => ({ reminders: [...items] }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...notes.routes,
      'POST /sessions': ({ body }) => {
        const { email, password } = body;
        if (typeof email !== 'string' || typeof password !== 'string') return reply(400, { error: 'invalid body' });
        const person = known.find(email);
        if (person?.password === password) return reply(201, { token: known.open(person) });
        const code = tellsWhy && person === undefined ? 'E-1102' : 'E-1101';
        return reply(401, { error: 'Login failed', code, email, incident: randomUUID() });
      },
      'POST /customers': ({ body }) =>
        known.add(body['email'], body['password']) === undefined
          ? reply(400, { error: 'invalid body' })
          : reply(201, { email: body['email'] ?? null }),
    },
  });
}

const account = (email: string, password: string) =>
  ({
    register: { call: 'POST /customers', body: { email, password } },
    login: { call: 'POST /sessions', body: { email, password }, token: { body: '$.token' } },
  }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', ...account('ann@example.com', 'Quartz-3081-tide') },
    { name: 'bob', ...account('bob@example.com', 'Saffron-6642-elm') },
  ],
  vulnerable: () => server({ tellsWhy: true }),
  hardened: () => server({ tellsWhy: false }),
};
