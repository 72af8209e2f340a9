import { randomInt } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann.77c1e0f94b', { name: 'ann' }],
  ['bob.05ad3be612', { name: 'bob' }],
]);
const refusal = reply(403, { error: 'not yours' });

/** PUT and DELETE refuse; PATCH answers anybody what the budget would be, which is no change yet. */
function server({ checksPatch }: { readonly checksPatch: boolean }) {
  const budgets = new Map<number, { readonly owner: string; readonly name: string; readonly limitCents: number }>();
  const isOwn = ({ user, params }: SignedIn) => budgets.get(Number(params['budgetId']))?.owner === user.name;
  const routes = guarded(
    {
      'GET /budgets': ({ user }) => {
        const own = [...budgets].filter(([, { owner }]) => owner === user.name);
        return reply(
          200,
          own.map(([id, budget]) => ({ id, ...budget })),
        );
      },
      'POST /budgets': ({ user, body }) => {
        const sent = fitting(body, { name: 'string', limitCents: 'integer' });
        if (sent === undefined) return reply(400, { error: 'name, limitCents' });
        const id = randomInt(1_000_000, 99_999_999);
        budgets.set(id, { owner: user.name, ...sent });
        return reply(201, { id, ...sent });
      },
      'GET /budgets/{budgetId}': (ask) => {
        const id = Number(ask.params['budgetId']);
        return isOwn(ask) ? reply(200, { id, ...budgets.get(id) }) : refusal;
      },
      'PUT /budgets/{budgetId}': (ask) => {
        if (!isOwn(ask)) return refusal;
        const id = Number(ask.params['budgetId']);
        const sent = fitting(ask.body, { name: 'string', limitCents: 'integer' });
        if (sent === undefined) return reply(400, { error: 'name, limitCents' });
        budgets.set(id, { owner: ask.user.name, ...sent });
        return reply(200, { id, ...sent });
      },
      'PATCH /budgets/{budgetId}': (ask) => {
        const id = Number(ask.params['budgetId']);
        const sent = fitting(ask.body, { name: 'string?', limitCents: 'integer?' });
        if (sent === undefined) return reply(400, { error: 'name, limitCents' });
        const budget = budgets.get(id);
        if (budget !== undefined && (!checksPatch || isOwn(ask))) budgets.set(id, { ...budget, ...sent });
        return reply(200, { id, name: 'Budget', limitCents: 0, ...sent });
      },
      'DELETE /budgets/{budgetId}': (ask) => {
        if (!isOwn(ask)) return refusal;
        budgets.delete(Number(ask.params['budgetId']));
        return reply(204);
      },
    },
    refusal,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann.77c1e0f94b' },
    { name: 'bob', cookie: 'session=bob.05ad3be612' },
  ],
  vulnerable: () => server({ checksPatch: false }),
  hardened: () => server({ checksPatch: true }),
};
