import { createHash, randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-ce03d9154b', { name: 'ann' }],
  ['bob-7f68a2b0d1', { name: 'bob' }],
]);

/** The property is in every answer: with stars in it, its last letters and its sum beside it. */
function server({ hides }: { readonly hides: boolean }) {
  const all = new Map<string, { readonly owner: string; readonly name: string; readonly sharedSecret: string }>();
  const view = (id: string) => {
    const { name = '', sharedSecret = '' } = all.get(id) ?? {};
    const fingerprint = createHash('sha256').update(sharedSecret).digest('hex').slice(0, 16);
    const shown = { sharedSecret: hides ? '************' : sharedSecret, secretHint: sharedSecret.slice(-4) };
    return { id, name, ...shown, fingerprint };
  };
  const ownIds = (name: string) => [...all].filter(([, { owner }]) => owner === name).map(([id]) => id);
  const routes = guarded({
    'GET /integrations': ({ user }) =>
      reply(200, { integrations: ownIds(user.name).map((id) => ({ id, name: all.get(id)?.name })) }),
    'POST /integrations': ({ user, body }) => {
      const sent = fitting(body, { name: 'string', sharedSecret: 'string' });
      if (sent === undefined || sent.sharedSecret.length < 12) return reply(422, { error: 'name, sharedSecret' });
      const id = randomUUID();
      all.set(id, { owner: user.name, ...sent });
      return reply(201, { id, name: sent.name });
    },
    'GET /integrations/{integrationId}': ({ user, params }) => {
      const { integrationId: id = '' } = params;
      return ownIds(user.name).includes(id) ? reply(200, view(id)) : reply(404, { error: 'no integration' });
    },
    'DELETE /integrations/{integrationId}': ({ user, params }) => {
      const { integrationId: id = '' } = params;
      return reply(ownIds(user.name).includes(id) && all.delete(id) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann-ce03d9154b' },
    { name: 'bob', cookie: 'session=bob-7f68a2b0d1' },
  ],
  vulnerable: () => server({ hides: false }),
  hardened: () => server({ hides: true }),
};
