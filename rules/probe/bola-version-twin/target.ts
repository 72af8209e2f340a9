import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-5be7d109c2', { name: 'ann' }],
  ['bob-f04c8831ea', { name: 'bob' }],
]);

/** The old version still answers: own loans as before, and for all others 200 with the way to the new one. */
function server({ oldChecksOwner }: { readonly oldChecksOwner: boolean }) {
  const loans = new Map<string, { readonly owner: string; readonly purpose: string; readonly amountCents: number }>();
  const view = (loanId: string) => {
    const { purpose, amountCents } = loans.get(loanId) ?? {};
    return { loanId, purpose, amountCents, ratePercent: 6.9 };
  };
  const isOwn = ({ user, params }: SignedIn) => loans.get(params['loanId'] ?? '')?.owner === user.name;
  const ownIds = (name: string) => [...loans].filter(([, { owner }]) => owner === name).map(([loanId]) => loanId);
  const routes = guarded({
    'GET /v2/loans': ({ user }) => reply(200, { data: ownIds(user.name).map(view) }),
    'POST /v2/loans': ({ user, body }) => {
      const sent = fitting(body, { purpose: 'string', amountCents: 'integer' });
      if (sent === undefined) return reply(400, { error: 'purpose, amountCents' });
      const loanId = `LN-${randomBytes(6).toString('hex').toUpperCase()}`;
      loans.set(loanId, { owner: user.name, ...sent });
      return reply(201, { data: view(loanId) });
    },
    'GET /v2/loans/{loanId}': (ask) =>
      isOwn(ask) ? reply(200, { data: view(ask.params['loanId'] ?? '') }) : reply(404, { error: 'no loan' }),
    'DELETE /v2/loans/{loanId}': (ask) => {
      if (!isOwn(ask)) return reply(404, { error: 'no loan' });
      loans.delete(ask.params['loanId'] ?? '');
      return reply(204);
    },
    'GET /v1/loans': ({ user }) => reply(200, ownIds(user.name).map(view)),
    'GET /v1/loans/{loanId}': (ask) => {
      const { loanId = '' } = ask.params;
      if (loans.has(loanId) && (!oldChecksOwner || isOwn(ask))) return reply(200, view(loanId));
      return reply(200, { status: 'moved', loanId, successor: `/v2/loans/${loanId}` });
    },
  });
  return app({ users, routes: { ...routes, 'GET /v2/rates': () => reply(200, { data: [5.4, 6.9, 8.1] }) } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-5be7d109c2' },
    { name: 'bob', token: 'bob-f04c8831ea' },
  ],
  vulnerable: () => server({ oldChecksOwner: false }),
  hardened: () => server({ oldChecksOwner: true }),
};
