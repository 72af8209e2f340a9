import { randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['k.ann.51d0e7cb28', { name: 'ann' }],
  ['k.bob.f9a2640d83', { name: 'bob' }],
]);
const pinHash = '$argon2id$v=19$m=65536,t=3,p=4$c2FsdGVkLXNhbHQ$Rk1hQ3pXd1ZqTnBEeUxoU2tRdEdlWm9CdUl4Q2tBb1E';

/** Says again what was asked for, and adds harmless fields that are not there by default. */
function server({ hasList }: { readonly hasList: boolean }) {
  const holders = new Map<string, { readonly owner: string; readonly name: string; readonly city?: string }>();
  const byDefault = ['id', 'name', 'city'];
  const open = new Set([...byDefault, 'createdAt', 'locale', 'hasPassword', 'password', 'checksum']);
  const record = (id: string): Readonly<Record<string, string | boolean>> => {
    const { name = '', city = '' } = holders.get(id) ?? {};
    const more = { createdAt: '2026-03-05T15:20:08.044Z', locale: 'nb', hasPassword: true, password: '********' };
    return { id, name, city, ...more, checksum: 'b5d4045c3f466fa91fe2cc6abe79232a', passwordHash: pinHash, pinHash };
  };
  const ownIds = (name: string) => [...holders].filter(([, { owner }]) => owner === name).map(([id]) => id);
  const select = (id: string, names: readonly string[]) => {
    const isAll = names.includes('*') || names.includes('all');
    const fields = Object.entries(record(id)).filter(([name]) => isAll || names.includes(name));
    return Object.fromEntries(fields.filter(([name]) => !hasList || open.has(name)));
  };
  const routes = guarded({
    'GET /holders': ({ user }) => reply(200, { holders: ownIds(user.name).map((id) => select(id, byDefault)) }),
    'POST /holders': ({ user, body }) => {
      const sent = fitting(body, { name: 'string', city: 'string?' });
      if (sent === undefined) return reply(400, { error: 'name, city' });
      const id = randomUUID();
      holders.set(id, { owner: user.name, ...sent });
      return reply(201, select(id, byDefault));
    },
    'GET /holders/{holderId}': ({ user, params, query }) => {
      const { holderId: id = '' } = params;
      if (!ownIds(user.name).includes(id)) return reply(404, { error: 'no cardholder' });
      const requested = query.get('fields')?.split(',') ?? byDefault;
      return reply(200, { requested, holder: select(id, requested) });
    },
    'DELETE /holders/{holderId}': ({ user, params }) => {
      const { holderId: id = '' } = params;
      return reply(ownIds(user.name).includes(id) && holders.delete(id) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'k.ann.51d0e7cb28' },
    { name: 'bob', apiKey: 'k.bob.f9a2640d83' },
  ],
  vulnerable: () => server({ hasList: false }),
  hardened: () => server({ hasList: true }),
};
