import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['pat_5e90b1c7d2f84a36', { name: 'ann' }],
  ['pat_c08d73ea15f92b64', { name: 'bob' }],
]);
/** The ticket of a download: of one file and no credential. */
const ticket = 'tk-2209';

function server({ readsQuery }: { readonly readsQuery: boolean }): TwinHandler {
  const invoices = collection({
    path: '/invoices',
    take: typed({ customer: 'string', totalCents: 'integer' }),
    adds: () => ({ status: 'draft' }),
    anonymous: reply(401, { message: 'Bad credentials' }),
    listed: (items) => ({ invoices: [...items] }),
    stored: [
      {
        owner: 'ann',
        item: {
          id: '4b6f0c1d-8e25-47d9-a3c0-19f7e5b8d264',
          customer: 'Brauhaus Süd 3307',
          totalCents: 81_655,
          status: 'sent',
        },
      },
      {
        owner: 'bob',
        item: {
          id: 'd71a93e5-06cb-4258-9f4e-b83c20a7f516',
          customer: 'Atelier Nord 9914',
          totalCents: 240_190,
          status: 'paid',
        },
      },
    ],
  });
  return app({
    identify: ({ token, query }) =>
      users.get(token) ?? (readsQuery ? users.get(query.get('access_token') ?? '') : undefined),
    routes: {
      ...invoices.routes,
      // Echoes its query and serves anybody: that a token stands in it means nothing.
      'GET /ping': ({ query }) => reply(200, { pong: true, query: [...query.keys()] }),
      'GET /downloads/terms.txt': ({ query }) =>
        query.get('ticket') === ticket ? { status: 200, text: 'Terms of 2026' } : reply(403, { message: 'No ticket' }),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'pat_5e90b1c7d2f84a36' },
    { name: 'bob', token: 'pat_c08d73ea15f92b64' },
  ],
  vulnerable: () => server({ readsQuery: true }),
  hardened: () => server({ readsQuery: false }),
};
