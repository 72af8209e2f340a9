import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, people, reply, typed } from '#twin';

/** What a password hash costs, in milliseconds. */
const hashMs = 120;
/** The first login connects to the store, and every seventh waits for it: slow for reasons of their own. */
const connectMs = 400;
const busyMs = 90;

function server({ clock }: TwinWorld, { hashesAlways }: { readonly hashesAlways: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Basalt-5129-wren', 'bob@example.com': 'Nutmeg-8406-pine' });
  let logins = 0;
  const limits = collection({
    path: '/spending-limits',
    take: typed({ category: 'string', cents: 'integer' }),
    adds: () => ({ status: 'on' }),
    anonymous: reply(403, { error: 'forbidden' }),
  });
  return app({
    users: known.sessions,
    routes: {
      ...limits.routes,
      'POST /signup': ({ body }) =>
        known.add(body['email'], body['password']) === undefined
          ? reply(409, { error: 'no' })
          : reply(201, { ok: true }),
      'POST /login': ({ body }) => {
        const { email, password } = body;
        if (typeof email !== 'string' || typeof password !== 'string') return reply(400, { error: 'invalid body' });
        clock.spend(logins === 0 ? connectMs : logins % 7 === 0 ? busyMs : 2);
        logins += 1;
        const person = known.find(email);
        if (person !== undefined || hashesAlways) clock.spend(hashMs);
        if (person?.password !== password) return reply(403, { error: 'forbidden' });
        return reply(200, { token: known.open(person) });
      },
    },
  });
}

const login = (email: string, password: string) =>
  ({ call: 'POST /login', body: { email, password }, token: { body: '$.token' } }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', login: login('ann@example.com', 'Basalt-5129-wren') },
    { name: 'bob', login: login('bob@example.com', 'Nutmeg-8406-pine') },
  ],
  vulnerable: (world) => server(world, { hashesAlways: false }),
  hardened: (world) => server(world, { hashesAlways: true }),
};
