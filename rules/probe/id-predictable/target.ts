import { randomInt } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['k-ann-90cd1174ab', { name: 'ann' }],
  ['k-bob-3f5b02e8d6', { name: 'bob' }],
]);

/** Numbers for people go up one by one; what a path takes is another one, or one that counts for each customer apart. */
function server({ countsIds }: { readonly countsIds: boolean }) {
  let number = 48_210;
  const transfers = new Map<number, { readonly owner: string; readonly number: number; readonly reference: string }>();
  const drafts = new Map<string, { readonly id: number; readonly subject: string }[]>();
  const routes = guarded({
    'GET /transfers': ({ user }) => {
      const own = [...transfers].filter(([, { owner }]) => owner === user.name);
      return reply(200, { transfers: own.map(([id, transfer]) => ({ id, ...transfer })) });
    },
    'POST /transfers': ({ user, body }) => {
      const sent = fitting(body, { reference: 'string', amountCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'reference, amountCents' });
      number += 1;
      const id = countsIds ? number : randomInt(10 ** 12, 10 ** 14);
      const transfer = { owner: user.name, number, ...sent };
      transfers.set(id, transfer);
      return reply(201, { number, transfer: { id, ...transfer } });
    },
    'GET /transfers/{transferId}': ({ user, params }) => {
      const transfer = transfers.get(Number(params['transferId']));
      if (transfer?.owner !== user.name) return reply(404, { error: 'no transfer' });
      return reply(200, { id: Number(params['transferId']), ...transfer });
    },
    'GET /drafts': ({ user }) => reply(200, { drafts: drafts.get(user.name) ?? [] }),
    'POST /drafts': ({ user, body }) => {
      const sent = fitting(body, { subject: 'string' });
      if (sent === undefined) return reply(400, { error: 'subject' });
      const own = drafts.get(user.name) ?? [];
      const draft = { id: own.length + 1, ...sent };
      drafts.set(user.name, [...own, draft]);
      return reply(201, draft);
    },
    'GET /drafts/{draftId}': ({ user, params }) => {
      const draft = drafts.get(user.name)?.find(({ id }) => String(id) === params['draftId']);
      return draft === undefined ? reply(404, { error: 'no draft' }) : reply(200, draft);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'k-ann-90cd1174ab' },
    { name: 'bob', apiKey: 'k-bob-3f5b02e8d6' },
  ],
  vulnerable: () => server({ countsIds: true }),
  hardened: () => server({ countsIds: false }),
};
