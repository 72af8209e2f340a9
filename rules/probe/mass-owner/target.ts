import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann.3b91fd04e6', { name: 'ann', id: 'u_7714' }],
  ['bob.c80a5527de', { name: 'bob', id: 'u_9038' }],
]);

/** Says the owner that was sent in the answer; a request for a payment is in the lists of both, by design. */
function server({ takesOwner }: { readonly takesOwner: boolean }) {
  const invoices = new Map<string, { readonly ownerId: string; readonly subject: string; readonly state: string }>();
  const requests: { readonly id: string; readonly fromId: string; readonly payerId: string }[] = [];
  const idOf = (name: string) => [...users.values()].find((user) => user.name === name)?.id ?? '';
  const newId = () => randomBytes(8).toString('hex');
  const routes = guarded({
    'GET /me': ({ user }) => reply(200, { id: idOf(user.name), name: user.name }),
    'GET /invoices': ({ user }) => {
      const own = [...invoices].filter(([, { ownerId }]) => ownerId === idOf(user.name));
      return reply(200, { invoices: own.map(([id, invoice]) => ({ id, ...invoice })) });
    },
    'POST /invoices': ({ user, body }) => {
      const sent = fitting(body, { subject: 'string', ownerId: 'string?' });
      if (sent === undefined) return reply(400, { error: 'subject' });
      const [id, mine] = [newId(), idOf(user.name)];
      const invoice = { ownerId: mine, ...sent, state: 'draft' };
      invoices.set(id, takesOwner ? invoice : { ...invoice, ownerId: mine });
      return reply(201, { invoice: { id, ...invoice } });
    },
    'GET /invoices/{invoiceId}': ({ user, params }) => {
      const { invoiceId: id = '' } = params;
      const invoice = invoices.get(id);
      if (invoice?.ownerId !== idOf(user.name)) return reply(404, { error: 'no invoice' });
      return reply(200, { invoice: { id, ...invoice } });
    },
    'DELETE /invoices/{invoiceId}': ({ user, params }) => {
      const { invoiceId: id = '' } = params;
      return reply(invoices.get(id)?.ownerId === idOf(user.name) && invoices.delete(id) ? 204 : 404);
    },
    'GET /payment-requests': ({ user }) => {
      const me = idOf(user.name);
      const own = requests.filter(({ fromId, payerId }) => fromId === me || payerId === me);
      return reply(200, { requests: own.map((request) => ({ ...request })) });
    },
    'POST /payment-requests': ({ user, body }) => {
      const sent = fitting(body, { message: 'string', payerId: 'string' });
      if (sent === undefined) return reply(400, { error: 'message, payerId' });
      const request = { id: newId(), fromId: idOf(user.name), ...sent };
      requests.push(request);
      return reply(201, { request });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann.3b91fd04e6', owns: { ownerId: 'u_7714', payerId: 'u_7714' } },
    { name: 'bob', cookie: 'session=bob.c80a5527de', owns: { ownerId: 'u_9038', payerId: 'u_9038' } },
  ],
  vulnerable: () => server({ takesOwner: true }),
  hardened: () => server({ takesOwner: false }),
};
