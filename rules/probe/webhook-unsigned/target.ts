import { createHmac } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type Ask } from '#twin';

const users = new Map([
  ['3f6c0b91e8d7a2', { name: 'ann' }],
  ['e15a7d2c94f0b8', { name: 'bob' }],
]);
const wallets: Readonly<Record<string, string>> = { w_4471: 'ann', w_9020: 'bob' };
const secret = 'whsec-7d0e52b9f3a84c16';

function isSigned({ headers, text }: Ask): boolean {
  const sent = headers['x-processor-signature'];
  return sent === `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
}

/** Whoever sends an event hears that it was received: only the balance tells whether anything came of it. */
function server({ wantsSignature }: { readonly wantsSignature: boolean }): TwinHandler {
  const balances = new Map([
    ['ann', 10_000],
    ['bob', 700],
  ]);
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
      'POST /hooks/processor': (ask) => {
        const { type, wallet, cents } = ask.body;
        const isEvent = type === 'topup.settled' && typeof wallet === 'string' && Number.isInteger(cents);
        if (!isEvent || Number(cents) < 1 || Number(cents) > 100_000) return reply(400, { error: 'no event' });
        const owner = Object.hasOwn(wallets, wallet) ? wallets[wallet] : undefined;
        const counts = owner !== undefined && (isSigned(ask) || !wantsSignature);
        if (counts) balances.set(owner, (balances.get(owner) ?? 0) + Number(cents));
        return reply(200, { received: true });
      },
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: '3f6c0b91e8d7a2' },
    { name: 'bob', token: 'e15a7d2c94f0b8' },
  ],
  flows: {
    webhook: {
      steps: {
        deliver: { call: 'POST /hooks/processor', body: { type: 'topup.settled', wallet: 'w_4471', cents: 250 } },
      },
      sign: { header: 'X-Processor-Signature', algorithm: 'hmac-sha256', secret, prefix: 'sha256=' },
      effect: { call: 'GET /wallet', at: '$.balanceCents' },
    },
  },
  vulnerable: () => server({ wantsSignature: false }),
  hardened: () => server({ wantsSignature: true }),
};
