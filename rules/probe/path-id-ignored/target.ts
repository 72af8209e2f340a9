import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-b80e62c1f7', { name: 'ann' }],
  ['bob-1d97fa304e', { name: 'bob' }],
]);

interface Goal {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly targetCents: number;
}

/** PUT says that it has saved in any case, and shows what was sent. */
function server({ fallsBack }: { readonly fallsBack: boolean }) {
  const goals = new Map<string, Goal>();
  const own = (name: string) => [...goals.values()].filter(({ owner }) => owner === name);
  const routes = guarded({
    'GET /goals': ({ user }) => reply(200, { goals: own(user.name).map((goal) => ({ ...goal })) }),
    'POST /goals': ({ user, body }) => {
      const sent = fitting(body, { name: 'string', targetCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'name, targetCents' });
      const goal = { id: randomBytes(9).toString('base64url'), owner: user.name, ...sent };
      goals.set(goal.id, goal);
      return reply(201, goal);
    },
    'GET /goals/{goalId}': ({ user, params }) => {
      const goal = goals.get(params['goalId'] ?? '');
      return goal?.owner === user.name ? reply(200, { ...goal }) : reply(404, { error: 'no goal' });
    },
    'PUT /goals/{goalId}': ({ user, params, body }) => {
      const sent = fitting(body, { name: 'string', targetCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'name, targetCents' });
      const asked = goals.get(params['goalId'] ?? '');
      const goal = asked?.owner === user.name ? asked : fallsBack ? own(user.name).at(-1) : undefined;
      if (goal !== undefined) goals.set(goal.id, { ...goal, ...sent });
      return reply(200, { saved: true, goal: { id: params['goalId'], ...sent } });
    },
    'PATCH /goals/{goalId}': ({ user, params, body }) => {
      const sent = fitting(body, { name: 'string' });
      if (sent === undefined) return reply(400, { error: 'name' });
      const goal = goals.get(params['goalId'] ?? '');
      if (goal?.owner !== user.name) return reply(404, { error: 'no goal' });
      goals.set(goal.id, { ...goal, ...sent });
      return reply(200, { ...goal, ...sent });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-b80e62c1f7' },
    { name: 'bob', token: 'bob-1d97fa304e' },
  ],
  vulnerable: () => server({ fallsBack: true }),
  hardened: () => server({ fallsBack: false }),
};
