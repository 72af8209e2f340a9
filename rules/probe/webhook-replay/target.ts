import { createHmac } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, callersOnly, reply, type Ask } from '#twin';

const users = new Map([
  ['b70e4c19d8f5a3', { name: 'ann' }],
  ['28d6f1a05e9c47', { name: 'bob' }],
]);
const wallets: Readonly<Record<string, string>> = { w_4471: 'ann', w_9020: 'bob' };
const secret = 'cbsec-19f4a06c7e2d58b3';
/** How old an event may be, in seconds, as most senders of webhooks advise. */
const ageSecondsMax = 300;

/** The signature of an event that is rightly signed, its time with it. */
function signatureOf({ headers, text }: Ask): string | undefined {
  const signed = `${headers['x-event-time'] ?? ''}.${text}`;
  const right = createHmac('sha512', secret).update(signed).digest('base64');
  return headers['x-event-signature'] === right ? right : undefined;
}

/** An event that came before is received with the same words: the balance alone tells that nothing came of it. */
function server(world: TwinWorld, { refusesReplays }: { readonly refusesReplays: boolean }): TwinHandler {
  const balances = new Map([
    ['ann', 3_200],
    ['bob', 90],
  ]);
  const seen = new Set<string>();
  const isReplay = (signature: string, time: string | undefined): boolean => {
    const age = Math.abs(world.clock.now() / 1_000 - Number(time));
    return seen.has(signature) || !(age <= ageSecondsMax);
  };
  const routes = callersOnly({
    'GET /wallet': ({ user }) => {
      const name = user?.name ?? '';
      const id = Object.keys(wallets).find((one) => wallets[one] === name) ?? '';
      return reply(200, { id, balanceCents: balances.get(name) ?? 0 });
    },
  });
  return app({
    users,
    routes: {
      ...routes,
      'POST /events/cashback': (ask) => {
        const { type, wallet, cents } = ask.body;
        const isEvent = type === 'cashback.granted' && typeof wallet === 'string' && Number.isInteger(cents);
        if (!isEvent || Number(cents) < 1 || Number(cents) > 100_000) return reply(400, { error: 'no event' });
        const signature = signatureOf(ask);
        const owner = Object.hasOwn(wallets, wallet) ? wallets[wallet] : undefined;
        if (signature === undefined || owner === undefined) return reply(200, { received: true });
        if (refusesReplays && isReplay(signature, ask.headers['x-event-time'])) return reply(200, { received: true });
        seen.add(signature);
        balances.set(owner, (balances.get(owner) ?? 0) + Number(cents));
        return reply(200, { received: true });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'b70e4c19d8f5a3' },
    { name: 'bob', token: '28d6f1a05e9c47' },
  ],
  flows: {
    webhook: {
      steps: {
        deliver: { call: 'POST /events/cashback', body: { type: 'cashback.granted', wallet: 'w_4471', cents: 250 } },
      },
      sign: {
        header: 'X-Event-Signature',
        algorithm: 'hmac-sha512',
        secret,
        encoding: 'base64',
        timestamp: 'X-Event-Time',
      },
      effect: { call: 'GET /wallet', at: '$.balanceCents' },
    },
  },
  vulnerable: (world) => server(world, { refusesReplays: false }),
  hardened: (world) => server(world, { refusesReplays: true }),
};
