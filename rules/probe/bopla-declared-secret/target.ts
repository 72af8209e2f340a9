import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann_key_8d0be1749c', { name: 'ann' }],
  ['bob_key_27fac9d035', { name: 'bob' }],
]);
const pan = '4929620711834403';

/** The names promise secrets, the values are masked; those beside them only talk about secrets. */
function server({ masks }: { readonly masks: boolean }) {
  const cards = new Map<string, { readonly owner: string; readonly label: string }>();
  const view = (id: string) => ({
    id,
    label: cards.get(id)?.label ?? '',
    pan: masks ? `${pan.slice(0, 6)}******${pan.slice(-4)}` : pan,
    cvv: '***',
    cvvResult: 'M',
    password: '********',
    passwordChangedAt: '2026-01-19T08:02:55.301Z',
    pinTriesLeft: 3,
  });
  const ownIds = (name: string) => [...cards].filter(([, { owner }]) => owner === name).map(([id]) => id);
  const routes = guarded({
    'GET /cards': ({ user }) =>
      reply(200, { cards: ownIds(user.name).map((id) => ({ id, label: cards.get(id)?.label })) }),
    'POST /cards': ({ user, body }) => {
      const sent = fitting(body, { label: 'string' });
      if (sent === undefined) return reply(400, { error: 'label' });
      const id = `crd_${randomBytes(6).toString('hex')}`;
      cards.set(id, { owner: user.name, ...sent });
      return reply(201, { id, ...sent });
    },
    'GET /cards/{cardId}': ({ user, params }) => {
      const { cardId = '' } = params;
      return ownIds(user.name).includes(cardId) ? reply(200, view(cardId)) : reply(404, { error: 'no card' });
    },
    'DELETE /cards/{cardId}': ({ user, params }) => {
      const { cardId = '' } = params;
      return reply(ownIds(user.name).includes(cardId) && cards.delete(cardId) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'ann_key_8d0be1749c' },
    { name: 'bob', apiKey: 'bob_key_27fac9d035' },
  ],
  vulnerable: () => server({ masks: false }),
  hardened: () => server({ masks: true }),
};
