import { randomInt } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['ann-f27a10c95b', { name: 'ann' }],
  ['bob-3390de41a7', { name: 'bob' }],
]);

/** Answers 201 with the account of the path in it: where that is not the caller's, the child lands in an own one. */
function server({ checksParent }: { readonly checksParent: boolean }) {
  const newId = () => randomInt(100_000, 999_999_999);
  const accounts = [
    { id: 771_204, owner: 'ann', label: 'Household', currency: 'NOK' },
    { id: 90_412_338, owner: 'bob', label: 'Studio', currency: 'NOK' },
  ];
  const children: { readonly parent: number; readonly json: Readonly<Record<string, string | number>> }[] = [];
  const accountOf = ({ params }: SignedIn) => accounts.find(({ id }) => String(id) === params['accountId']);
  const ownAccountOf = (ask: SignedIn) => {
    const account = accountOf(ask);
    return account?.owner === ask.user.name ? account : undefined;
  };
  const routes = guarded({
    'GET /accounts': ({ user }) =>
      reply(
        200,
        accounts.filter(({ owner }) => owner === user.name),
      ),
    'POST /accounts': ({ user, body }) => {
      const sent = fitting(body, { label: 'string' });
      if (sent === undefined) return reply(400, { error: 'label' });
      const account = { id: newId(), owner: user.name, ...sent, currency: 'NOK' };
      accounts.push(account);
      return reply(201, account);
    },
    'GET /accounts/{accountId}': (ask) => {
      const account = ownAccountOf(ask);
      return account === undefined ? reply(404, { error: 'no account' }) : reply(200, account);
    },
    'GET /accounts/{accountId}/beneficiaries': (ask) => {
      const account = ownAccountOf(ask);
      if (account === undefined) return reply(404, { error: 'no account' });
      return reply(
        200,
        children.filter(({ parent }) => parent === account.id).map(({ json }) => json),
      );
    },
    'POST /accounts/{accountId}/beneficiaries': (ask) => {
      const { body, user } = ask;
      const sent = fitting(body, { fullName: 'string', reference: 'string' });
      if (sent === undefined) return reply(400, { error: 'fullName, reference' });
      const asked = checksParent ? ownAccountOf(ask) : accountOf(ask);
      const parent = asked ?? accounts.find(({ owner }) => owner === user.name);
      const json = { id: newId(), ...sent };
      children.push({ parent: parent?.id ?? 0, json });
      return reply(201, { ...json, accountId: Number(ask.params['accountId']) });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'Bearer ann-f27a10c95b' },
    { name: 'bob', token: 'Bearer bob-3390de41a7' },
  ],
  vulnerable: () => server({ checksParent: false }),
  hardened: () => server({ checksParent: true }),
};
