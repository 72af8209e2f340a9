import type { Json, ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['72f0c8d5e1b946', { name: 'ann' }]]);
const membership = { number: 'LY-5520193', tier: 'silver', points: 1_840, expiresOn: null };

/** Names that no document lists are no drift where it says that there are such: partners, kinds, refusals by range. */
function server({ extra }: { readonly extra: Readonly<Record<string, Json>> }): TwinHandler {
  const routes = callersOnly(
    {
      'GET /membership': () => reply(200, { ...membership, ...extra }),
      'GET /balances': () => reply(200, { total: 1_840, airline: 1_200, grocer: 640 }),
      'GET /offers': () =>
        reply(200, [
          { kind: 'discount', percent: 12.5 },
          { kind: 'gift', gift: 'Umbrella' },
        ]),
    },
    reply(419, { error: 'sign in again' }),
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '72f0c8d5e1b946' }],
  vulnerable: () => server({ extra: { churnScore: 0.31 } }),
  // A card number that no schema has is a leak, which rules of their own say.
  hardened: () => server({ extra: { pan: '5425233430109903' } }),
};
