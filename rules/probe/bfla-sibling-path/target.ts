import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-1cb7e90d45', { name: 'ann', role: 'customer' }],
  ['bob-f8305ad2c9', { name: 'bob', role: 'customer' }],
  ['kari-70ed4b16fa', { name: 'kari', role: 'admin' }],
]);

/** Beside `/user` there are `/admin` and `/internal`, which take every order with a 202: few of them do anything. */
function server({ asksRole }: { readonly asksRole: boolean }) {
  const limits = new Map<string, { readonly owner: string; readonly purpose: string; readonly amountCents: number }>();
  const view = (id: string) => ({ id, purpose: limits.get(id)?.purpose, amountCents: limits.get(id)?.amountCents });
  const change = ({ params, body }: SignedIn, isAllowed: boolean) => {
    const { limitId: id = '' } = params;
    const [limit, sent] = [limits.get(id), fitting(body, { amountCents: 'integer' })];
    if (sent === undefined) return reply(400, { error: 'amountCents' });
    if (limit !== undefined && isAllowed) limits.set(id, { ...limit, ...sent });
    return reply(202, { accepted: true, id, ...sent });
  };
  const routes = guarded({
    'GET /user/limits': ({ user }) => {
      const own = [...limits].filter(([, { owner }]) => owner === user.name);
      return reply(200, { limits: own.map(([id]) => view(id)) });
    },
    'POST /user/limits': ({ user, body }) => {
      const sent = fitting(body, { purpose: 'string' });
      if (sent === undefined) return reply(400, { error: 'purpose' });
      const id = `lim_${randomBytes(5).toString('hex')}`;
      limits.set(id, { owner: user.name, ...sent, amountCents: 0 });
      return reply(201, view(id));
    },
    'GET /user/limits/{limitId}': ({ user, params }) => {
      const { limitId: id = '' } = params;
      const isReader = limits.get(id)?.owner === user.name || (user.role === 'admin' && limits.has(id));
      return isReader ? reply(200, view(id)) : reply(404, { error: 'no limit' });
    },
    'PATCH /user/limits/{limitId}': (ask) =>
      ask.user.role === 'admin' ? change(ask, true) : reply(403, { error: 'ask the bank' }),
    'PATCH /admin/limits/{limitId}': (ask) => change(ask, ask.user.role === 'admin' || !asksRole),
    '* /internal/limits/{limitId}': (ask) => change(ask, false),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', token: 'ann-1cb7e90d45' },
    { name: 'bob', role: 'customer', token: 'bob-f8305ad2c9' },
    { name: 'kari', role: 'admin', token: 'kari-70ed4b16fa' },
  ],
  policy: { privileged: ['PATCH /user/limits/*'] },
  vulnerable: () => server({ asksRole: false }),
  hardened: () => server({ asksRole: true }),
};
