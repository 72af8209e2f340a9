import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['ib-71c0e9d4b2', { name: 'acme' }],
  ['ib-0f83ba62d5', { name: 'globex' }],
]);
/** A bucket that holds so many calls and gets one back a second: after a 429 another call may well pass by itself. */
const burst = 20;
const refillMs = 1_000;

function server({ clock }: TwinWorld, { byCaller }: { readonly byCaller: boolean }): TwinHandler {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  const take = (key: string): boolean => {
    const { left, at } = buckets.get(key) ?? { left: burst, at: clock.now() };
    const filled = Math.min(burst, left + (clock.now() - at) / refillMs);
    buckets.set(key, { left: Math.max(0, filled - 1), at: clock.now() });
    return filled >= 1;
  };
  const mandates = collection({
    path: '/mandates',
    take: typed({ creditor: 'string', cents: 'integer' }),
    adds: () => ({ status: 'active' }),
    listed: (items) => ({ mandates: [...items] }),
  });
  return app({
    users,
    routes: {
      ...mandates.routes,
      'GET /iban-checks': ({ user, headers, query }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        const forwarded = headers['x-forwarded-for']?.split(',', 1)[0]?.trim();
        const key = byCaller ? user.name : `${user.name} ${forwarded ?? ''}`;
        if (!take(key)) return reply(429, { error: 'slow down' }, { 'retry-after': '1' });
        const iban = query.get('iban') ?? '';
        return reply(200, { iban, valid: /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban), seenFrom: forwarded ?? null });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'acme', apiKey: 'ib-71c0e9d4b2' },
    { name: 'globex', apiKey: 'ib-0f83ba62d5' },
  ],
  policy: { sensitive: ['GET /iban-checks'] },
  vulnerable: (world) => server(world, { byCaller: false }),
  hardened: (world) => server(world, { byCaller: true }),
};
