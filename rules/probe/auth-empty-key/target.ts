import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const clients: ReadonlyMap<string, TwinUser> = new Map([
  ['fxk_7b20c9e41d6f8a35', { name: 'acme' }],
  ['fxk_e15d90b7c2483f6a', { name: 'globex' }],
]);
const fallbackKey = 'fxk_7b20c9e41d6f8a35';

/** Without the header nobody is let in. Rates are for all, and say `plan` to whoever asks. */
function server({ fallsBack }: { readonly fallsBack: boolean }): TwinHandler {
  const conversions = collection({
    path: '/conversions',
    take: typed({ note: 'string', sellCents: 'integer' }),
    newId: () => `cv-${crypto.randomUUID()}`,
    adds: () => ({ status: 'booked' }),
    anonymous: reply(200, { ok: false, conversions: [], reason: 'API key required' }),
    listed: (items) => ({ ok: true, conversions: [...items] }),
    show: (item) => ({ ok: true, conversion: item }),
    stored: [
      { owner: 'acme', item: { id: 'cv-30f1', note: 'Q3 hedge 7741-d', sellCents: 90_411_200, status: 'booked' } },
      { owner: 'globex', item: { id: 'cv-88b2', note: 'Payroll PLN 5520-w', sellCents: 12_903_118, status: 'booked' } },
    ],
  });
  return app({
    identify({ headers }) {
      const key = headers['x-api-key'];
      if (key === undefined) return undefined;
      return clients.get(fallsBack && key.trim() === '' ? fallbackKey : key);
    },
    routes: {
      ...conversions.routes,
      'GET /rates': ({ user }) => reply(200, { eurusd: 1.083_417, plan: user === undefined ? 'trial' : 'pro' }),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'acme', apiKey: 'fxk_7b20c9e41d6f8a35' },
    { name: 'globex', apiKey: 'fxk_e15d90b7c2483f6a' },
  ],
  vulnerable: () => server({ fallsBack: true }),
  hardened: () => server({ fallsBack: false }),
};
