import { createHash, randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-60cc1f8b27', { name: 'ann' }],
  ['bob-e9450da7f3', { name: 'bob' }],
]);
/** What a card's number and a hash look like, and is none: a parcel, a picture, a tag of the version. */
const parcel = '9400118503204429';
const bcrypt = '$2b$12$Kx3mQ0f7dVb1LrYt9ZsUeOHn5cWgJpA2iTqE8yRkXvMDlBuCz4S6a';

/** More fields come than the document has. All of them are harmless, but for the one. */
function server({ showsHash }: { readonly showsHash: boolean }) {
  const members = new Map<string, { readonly owner: string; readonly name: string; readonly memo: string }>();
  const view = (id: string) => {
    const { name = '', memo = '' } = members.get(id) ?? {};
    const sum = (kind: string) => createHash(kind).update(`${id} ${name} ${memo}`).digest('hex');
    const joinedAt = '2025-11-03T12:00:41.118Z';
    const harmless = { etag: sum('sha256'), avatar: sum('md5'), parcel, card: '4571 **** **** 0213' };
    const keys = { publicKey: 'pk_test_51Hc9QqK2eZvTn0bWx7LrD', traceId: randomBytes(16).toString('hex') };
    return { id, name, memo, joinedAt, ...harmless, ...keys, pw: showsHash ? bcrypt : 'set' };
  };
  const ownIds = (name: string) => [...members].filter(([, { owner }]) => owner === name).map(([id]) => id);
  const routes = guarded({
    'GET /members': ({ user }) => {
      const own = ownIds(user.name).map((id) => ({ id, name: members.get(id)?.name, memo: members.get(id)?.memo }));
      return reply(200, { members: own });
    },
    'POST /members': ({ user, body }) => {
      const sent = fitting(body, { name: 'string', memo: 'string' });
      if (sent === undefined) return reply(400, { error: 'name, memo' });
      const id = `mem_${randomBytes(5).toString('hex')}`;
      members.set(id, { owner: user.name, ...sent });
      return reply(201, { id, ...sent });
    },
    'GET /members/{memberId}': ({ user, params }) => {
      const { memberId = '' } = params;
      return ownIds(user.name).includes(memberId) ? reply(200, view(memberId)) : reply(404, { error: 'no member' });
    },
    'DELETE /members/{memberId}': ({ user, params }) => {
      const { memberId = '' } = params;
      return reply(ownIds(user.name).includes(memberId) && members.delete(memberId) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-60cc1f8b27' },
    { name: 'bob', token: 'bob-e9450da7f3' },
  ],
  vulnerable: () => server({ showsHash: true }),
  hardened: () => server({ showsHash: false }),
};
