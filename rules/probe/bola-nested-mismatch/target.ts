import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-b1a6c07d54', { name: 'ann' }],
  ['bob-70e3f92c1d', { name: 'bob' }],
]);
const refusal = reply(403, { error: 'forbidden' });

/** Whose the wallet is is checked; a card that is not in it is null in a 200, and the design is one for all cards. */
function server({ checksChild }: { readonly checksChild: boolean }) {
  const wallets = new Map<string, { readonly owner: string; readonly title: string }>();
  const cards = new Map<string, { readonly wallet: string; readonly alias: string; readonly dailyLimit: number }>();
  const newId = (prefix: string) => `${prefix}-${randomBytes(5).toString('hex')}`;
  const walletOf = ({ params, user }: SignedIn) => {
    const { walletId = '' } = params;
    const wallet = wallets.get(walletId);
    return wallet?.owner === user.name ? { walletId, title: wallet.title } : undefined;
  };
  const routes = guarded(
    {
      'GET /wallets': ({ user }) => {
        const own = [...wallets].filter(([, { owner }]) => owner === user.name);
        return reply(200, { wallets: own.map(([walletId, { title }]) => ({ walletId, title })) });
      },
      'POST /wallets': ({ user, body }) => {
        const sent = fitting(body, { title: 'string' });
        if (sent === undefined) return reply(400, { error: 'title' });
        const walletId = newId('w');
        wallets.set(walletId, { owner: user.name, ...sent });
        return reply(201, { wallet: { walletId, ...sent } });
      },
      'GET /wallets/{walletId}': (ask) => {
        const wallet = walletOf(ask);
        return wallet === undefined ? refusal : reply(200, { wallet });
      },
      'GET /wallets/{walletId}/cards': (ask) => {
        const wallet = walletOf(ask);
        if (wallet === undefined) return refusal;
        const inside = [...cards].filter(([, card]) => card.wallet === wallet.walletId);
        return reply(200, { cards: inside.map(([cardId, card]) => ({ cardId, ...card })) });
      },
      'POST /wallets/{walletId}/cards': (ask) => {
        const wallet = walletOf(ask);
        if (wallet === undefined) return refusal;
        const sent = fitting(ask.body, { alias: 'string', dailyLimit: 'integer?' });
        if (sent === undefined) return reply(400, { error: 'alias, dailyLimit' });
        const card = { wallet: wallet.walletId, dailyLimit: 500, ...sent };
        const cardId = newId('c');
        cards.set(cardId, card);
        return reply(201, { card: { cardId, ...card } });
      },
      'GET /wallets/{walletId}/cards/{cardId}': (ask) => {
        const { cardId = '' } = ask.params;
        const wallet = walletOf(ask);
        if (wallet === undefined) return refusal;
        const card = cards.get(cardId);
        if (card === undefined || (checksChild && card.wallet !== wallet.walletId)) return reply(200, { card: null });
        return reply(200, { card: { cardId, alias: card.alias, dailyLimit: card.dailyLimit } });
      },
      'GET /wallets/{walletId}/design/{cardId}': (ask) =>
        walletOf(ask) === undefined ? refusal : reply(200, { colour: 'petrol blue', material: 'recycled PVC' }),
    },
    refusal,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann-b1a6c07d54' },
    { name: 'bob', cookie: 'session=bob-70e3f92c1d' },
  ],
  vulnerable: () => server({ checksChild: false }),
  hardened: () => server({ checksChild: true }),
};
