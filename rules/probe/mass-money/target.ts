import { randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-8e13b7d05f', { name: 'ann' }],
  ['bob-41cc90fa62', { name: 'bob' }],
]);

/** A new account is said to be what was sent; an amount that sticks is that of a quote, which is what a quote is for. */
function server({ takesMoney }: { readonly takesMoney: boolean }) {
  const accounts = new Map<string, Readonly<Record<string, string | number>>>();
  const quotes = new Map<string, { readonly owner: string; readonly amountCents: number; readonly note?: string }>();
  const ownIds = (name: string) => [...accounts].filter(([, { owner }]) => owner === name).map(([id]) => id);
  const routes = guarded({
    'GET /accounts': ({ user }) => reply(200, { data: ownIds(user.name).map((id) => accounts.get(id) ?? {}) }),
    'POST /accounts': ({ user, body }) => {
      const sent = fitting(body, { label: 'string' });
      const money = fitting(body, { balanceCents: 'integer?', overdraftLimitCents: 'integer?' });
      if (sent === undefined || money === undefined) return reply(422, { error: 'label' });
      const id = randomUUID();
      const account = { id, owner: user.name, ...sent, balanceCents: 0, overdraftLimitCents: 0 };
      accounts.set(id, takesMoney ? { ...account, ...money } : account);
      return reply(201, { data: { ...account, ...money } });
    },
    'GET /accounts/{accountId}': ({ user, params }) => {
      const account = accounts.get(params['accountId'] ?? '');
      return account?.['owner'] === user.name ? reply(200, { data: account }) : reply(404, { error: 'no account' });
    },
    'PATCH /accounts/{accountId}': ({ user, params, body }) => {
      const { accountId: id = '' } = params;
      const [account, sent] = [accounts.get(id), fitting(body, { label: 'string' })];
      if (account?.['owner'] !== user.name) return reply(404, { error: 'no account' });
      if (sent === undefined) return reply(422, { error: 'label' });
      accounts.set(id, { ...account, ...sent });
      return reply(200, { data: { ...account, ...sent } });
    },
    'DELETE /accounts/{accountId}': ({ user, params }) => {
      const { accountId: id = '' } = params;
      return reply(ownIds(user.name).includes(id) && accounts.delete(id) ? 204 : 404);
    },
    'POST /quotes': ({ user, body }) => {
      const sent = fitting(body, { amountCents: 'integer', note: 'string?' });
      if (sent === undefined || sent.amountCents < 100) return reply(422, { error: 'amountCents' });
      const id = randomUUID();
      quotes.set(id, { owner: user.name, ...sent });
      return reply(201, { data: { id, ...sent, feeCents: Math.round(sent.amountCents / 100) } });
    },
    'GET /quotes/{quoteId}': ({ user, params }) => {
      const { quoteId: id = '' } = params;
      const quote = quotes.get(id);
      if (quote?.owner !== user.name) return reply(404, { error: 'no quote' });
      return reply(200, { data: { id, ...quote, feeCents: Math.round(quote.amountCents / 100) } });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-8e13b7d05f' },
    { name: 'bob', token: 'bob-41cc90fa62' },
  ],
  vulnerable: () => server({ takesMoney: true }),
  hardened: () => server({ takesMoney: false }),
};
