import { randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-06fb4e81d2', { name: 'ann', role: 'admin', tenant: 'tn-north' }],
  ['bob-c29d70a5fe', { name: 'bob', role: 'admin', tenant: 'tn-south' }],
  ['cleo-91e3b8f064', { name: 'cleo', role: 'clerk', tenant: 'tn-north' }],
]);
const refusal = reply(403, { error: 'for administrators' });

/** An administrator who names another company gets a 200: with the own staff, under the name that was asked for. */
function server({ keepsToOwn }: { readonly keepsToOwn: boolean }) {
  const staff = [
    { id: randomUUID(), tenant: 'tn-north', fullName: 'Siv Aas', title: 'Treasurer', hiredAt: '2021-08-02' },
    { id: randomUUID(), tenant: 'tn-south', fullName: 'Per Lund', title: 'Controller', hiredAt: '2023-01-16' },
  ];
  const tenantOf = ({ user, params }: SignedIn) => (keepsToOwn ? user.tenant : params['tenantId']);
  const found = ({ user, params }: SignedIn) =>
    staff.find(({ id, tenant }) => id === params['staffId'] && tenant === user.tenant && tenant === params['tenantId']);
  const routes = guarded({
    'GET /tenants/{tenantId}/staff': (ask) => {
      if (ask.user.role !== 'admin') return refusal;
      return reply(200, {
        tenant: ask.params['tenantId'],
        staff: staff.filter(({ tenant }) => tenant === tenantOf(ask)).map((one) => ({ ...one })),
      });
    },
    'POST /tenants/{tenantId}/staff': ({ user, params, body }) => {
      const { tenantId: tenant = '' } = params;
      if (user.role !== 'admin' || tenant !== user.tenant) return refusal;
      const sent = fitting(body, { fullName: 'string', title: 'string?' });
      if (sent === undefined) return reply(400, { error: 'fullName, title' });
      const one = { id: randomUUID(), tenant, title: 'Clerk', hiredAt: '2026-02-01', ...sent };
      staff.push(one);
      return reply(201, one);
    },
    'GET /tenants/{tenantId}/staff/{staffId}': (ask) => {
      const one = ask.user.role === 'admin' ? found(ask) : undefined;
      return one === undefined ? reply(404, { error: 'nobody' }) : reply(200, one);
    },
    'DELETE /tenants/{tenantId}/staff/{staffId}': (ask) => {
      const one = ask.user.role === 'admin' ? found(ask) : undefined;
      if (one === undefined) return reply(404, { error: 'nobody' });
      staff.splice(staff.indexOf(one), 1);
      return reply(204);
    },
    'GET /holidays': () => reply(200, { days: ['2026-05-01', '2026-05-17', '2026-12-25'] }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'admin', tenant: 'tn-north', token: 'ann-06fb4e81d2', owns: { tenantId: 'tn-north' } },
    { name: 'bob', role: 'admin', tenant: 'tn-south', token: 'bob-c29d70a5fe', owns: { tenantId: 'tn-south' } },
    { name: 'cleo', role: 'clerk', tenant: 'tn-north', token: 'cleo-91e3b8f064', owns: { tenantId: 'tn-north' } },
  ],
  policy: { privileged: ['* /tenants/*'] },
  vulnerable: () => server({ keepsToOwn: false }),
  hardened: () => server({ keepsToOwn: true }),
};
