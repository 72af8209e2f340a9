import { randomInt } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-7d2240be91', { name: 'ann', tenant: 'org_481' }],
  ['bob-13c6fa8852', { name: 'bob', tenant: 'org_702' }],
]);

/** A foreign organisation in the header is no fault by itself: the caller's own is taken instead. */
function server({ checksMember }: { readonly checksMember: boolean }) {
  const invoices = [
    { id: 48_213_377, tenant: 'org_481', subject: 'Oslo fair, booth', amountCents: 1_204_000, state: 'sent' },
    { id: 91_005_612, tenant: 'org_702', subject: 'Printed menus', amountCents: 77_350, state: 'draft' },
  ];
  const routes = guarded({
    'GET /b2b/v2/invoices': ({ user, headers }) => {
      const asked = headers['x-tenant-id'] ?? '';
      if (!/^org_\w+$/.test(asked)) return reply(400, { error: 'X-Tenant-Id' });
      const tenant = checksMember ? user.tenant : asked;
      const data = invoices.filter((invoice) => invoice.tenant === tenant);
      return reply(200, { data, total: data.length });
    },
    'POST /b2b/v2/invoices': ({ user, headers, body }) => {
      if (headers['x-tenant-id'] !== user.tenant) return reply(404, { error: 'no such organisation' });
      const sent = fitting(body, { subject: 'string', amountCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'subject, amountCents' });
      const invoice = { id: randomInt(10_000_000, 99_999_999), tenant: user.tenant ?? '', ...sent, state: 'draft' };
      invoices.push(invoice);
      return reply(201, { data: invoice });
    },
    'GET /b2b/v2/invoices/{invoiceId}': ({ user, params }) => {
      const invoice = invoices.find(({ id }) => String(id) === params['invoiceId']);
      if (invoice?.tenant !== user.tenant) return reply(404, { error: 'no invoice' });
      return reply(200, { data: invoice });
    },
    'GET /b2b/v2/summary': ({ user }) =>
      reply(200, { subjects: invoices.filter(({ tenant }) => tenant === user.tenant).map(({ subject }) => subject) }),
    'GET /b2b/v2/vat': () => reply(200, { standard: 0.25, reduced: 0.15 }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', tenant: 'org_481', token: 'ann-7d2240be91', owns: { 'X-Tenant-Id': 'org_481' } },
    { name: 'bob', tenant: 'org_702', token: 'bob-13c6fa8852', owns: { 'X-Tenant-Id': 'org_702' } },
  ],
  vulnerable: () => server({ checksMember: false }),
  hardened: () => server({ checksMember: true }),
};
