import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-1e90b4cc37', { name: 'ann' }],
  ['bob-a8f2275d60', { name: 'bob' }],
]);
const idsMax = 50;

/** What is not the caller's comes back as well: its id alone, among those that are missing. */
function server({ checksEach }: { readonly checksEach: boolean }) {
  const vouchers = new Map<string, { readonly owner: string; readonly text: string; readonly state: string }>();
  const idsOf = (ids: readonly unknown[] | undefined) =>
    ids?.every((id) => typeof id === 'string') === true && ids.length <= idsMax ? ids : undefined;
  const routes = guarded({
    'GET /vouchers': ({ user }) => {
      const own = [...vouchers].filter(([, { owner }]) => owner === user.name);
      return reply(200, { vouchers: own.map(([id, voucher]) => ({ id, ...voucher })) });
    },
    'POST /vouchers': ({ user, body }) => {
      const sent = fitting(body, { text: 'string' });
      if (sent === undefined) return reply(422, { error: 'text' });
      const [id, voucher] = [`vch_${randomBytes(5).toString('hex')}`, { owner: user.name, ...sent, state: 'new' }];
      vouchers.set(id, voucher);
      return reply(201, { id, ...voucher });
    },
    'GET /vouchers/{voucherId}': ({ user, params }) => {
      const { voucherId = '' } = params;
      const voucher = vouchers.get(voucherId);
      return voucher?.owner === user.name ? reply(200, { id: voucherId, ...voucher }) : reply(404, { error: 'none' });
    },
    'POST /vouchers/batch': ({ user, body }) => {
      const ids = idsOf(fitting(body, { ids: 'array' })?.ids);
      if (ids === undefined) return reply(422, { error: 'ids' });
      const found = ids.flatMap((id) => {
        const voucher = vouchers.get(id);
        return voucher === undefined || (checksEach && voucher.owner !== user.name) ? [] : [{ id, ...voucher }];
      });
      return reply(200, { found, missing: ids.filter((id) => found.every((voucher) => voucher.id !== id)) });
    },
    'POST /vouchers/count': ({ body }) => {
      const ids = idsOf(fitting(body, { ids: 'array' })?.ids);
      return ids === undefined ? reply(422, { error: 'ids' }) : reply(200, { asked: ids.length, ids });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-1e90b4cc37' },
    { name: 'bob', token: 'bob-a8f2275d60' },
  ],
  vulnerable: () => server({ checksEach: false }),
  hardened: () => server({ checksEach: true }),
};
