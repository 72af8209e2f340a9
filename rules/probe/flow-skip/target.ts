import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type Reply, type Route, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['po_91c7d04eb2', { name: 'ann' }],
  ['po_6d0be5a83f', { name: 'bob' }],
]);
const payoutCents = 12_500;
type Step = 'quoted' | 'confirmed';

/** Each step answers 200 with the state it leaves; a payout that is not due leaves it as it was. */
function server({ wantsConfirmed }: { readonly wantsConfirmed: boolean }): TwinHandler {
  const steps = new Map<string, Step>();
  const paid = new Map<string, number>();
  const targets = collection({
    path: '/payout-accounts',
    take: typed({ label: 'string', priority: 'integer' }),
    adds: () => ({ status: 'active' }),
    listed: (items) => ({ accounts: [...items] }),
  });
  const guarded =
    (step: (name: string) => Reply): Route =>
    ({ user }) =>
      user === undefined ? reply(401, { error: 'unauthorized' }) : step(user.name);
  return app({
    users,
    routes: {
      ...targets.routes,
      'GET /payouts/summary': guarded((name) => reply(200, { paidCents: paid.get(name) ?? 0 })),
      'POST /payouts/quote': guarded((name) => {
        steps.set(name, 'quoted');
        return reply(200, { state: 'quoted', cents: payoutCents });
      }),
      'POST /payouts/confirm': guarded((name) => {
        if (steps.get(name) === 'quoted') steps.set(name, 'confirmed');
        return reply(200, { state: steps.get(name) ?? 'none' });
      }),
      'POST /payouts/execute': guarded((name) => {
        const step = steps.get(name);
        const isDue = step === 'confirmed' || !wantsConfirmed;
        if (!isDue) return reply(200, { state: step ?? 'none' });
        paid.set(name, (paid.get(name) ?? 0) + payoutCents);
        steps.delete(name);
        return reply(200, { state: 'executed' });
      }),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'po_91c7d04eb2' },
    { name: 'bob', token: 'po_6d0be5a83f' },
  ],
  flows: {
    checkout: {
      steps: {
        quote: { call: 'POST /payouts/quote' },
        confirm: { call: 'POST /payouts/confirm' },
        execute: { call: 'POST /payouts/execute' },
      },
      effect: { call: 'GET /payouts/summary', at: '$.paidCents' },
    },
  },
  vulnerable: () => server({ wantsConfirmed: false }),
  hardened: () => server({ wantsConfirmed: true }),
};
