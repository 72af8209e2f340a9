import { randomInt } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['key.ann.8a20fd71b3', { name: 'ann' }],
  ['key.bob.2c96e04d5f', { name: 'bob' }],
]);

/** Both read `0017` and `17.json` as 17, and give an own account to its owner under each of these names. */
function server({ guardParses }: { readonly guardParses: boolean }) {
  const accounts = new Map([
    ['40412', { owner: 'ann', nickname: 'Savings', balanceCents: 9_120_400 }],
    ['7719330', { owner: 'bob', nickname: 'Daily', balanceCents: 31_077 }],
  ]);
  const idOf = ({ params }: SignedIn) => String(Number.parseInt(params['accountId'] ?? '', 10));
  const isForeign = (ask: SignedIn) => {
    const account = accounts.get(guardParses ? idOf(ask) : (ask.params['accountId'] ?? ''));
    return account !== undefined && account.owner !== ask.user.name;
  };
  const view = (id: string) => {
    const { nickname, balanceCents } = accounts.get(id) ?? {};
    return { id: Number(id), nickname, balanceCents };
  };
  const routes = guarded({
    'GET /accounts': ({ user }) => {
      const own = [...accounts].filter(([, { owner }]) => owner === user.name);
      return reply(200, { accounts: own.map(([id]) => view(id)) });
    },
    'POST /accounts': ({ user, body }) => {
      const sent = fitting(body, { nickname: 'string' });
      if (sent === undefined) return reply(400, { error: 'nickname' });
      const id = String(randomInt(10_000, 99_999_999));
      accounts.set(id, { owner: user.name, ...sent, balanceCents: 0 });
      return reply(201, view(id));
    },
    'GET /accounts/{accountId}': (ask) => {
      if (isForeign(ask)) return reply(403, { error: 'not your account' });
      return accounts.has(idOf(ask)) ? reply(200, view(idOf(ask))) : reply(404, { error: 'no account' });
    },
    'DELETE /accounts/{accountId}': (ask) => {
      if (accounts.get(idOf(ask))?.owner !== ask.user.name) return reply(403, { error: 'not your account' });
      accounts.delete(idOf(ask));
      return reply(204);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'key.ann.8a20fd71b3' },
    { name: 'bob', apiKey: 'key.bob.2c96e04d5f' },
  ],
  vulnerable: () => server({ guardParses: false }),
  hardened: () => server({ guardParses: true }),
};
