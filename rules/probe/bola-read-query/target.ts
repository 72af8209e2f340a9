import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['key-ann-0b7c55e1d2', { name: 'ann' }],
  ['key-bob-91fe20c6a4', { name: 'bob' }],
]);
const refusal = reply(403, { error: 'no access' });

/** Asked for an id that is not to be had, it does not refuse: it has nothing, or goes on with the caller's own. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  const statements = [
    { id: 'st_5b0c41aa', owner: 'ann', title: 'Spring', month: '2026-03', totalCents: 410_554, status: 'closed' },
    { id: 'st_c7719e02', owner: 'bob', title: 'Garden', month: '2026-03', totalCents: 88_120, status: 'closed' },
  ];
  const routes = guarded(
    {
      'GET /statements': ({ user }) => reply(200, { items: statements.filter(({ owner }) => owner === user.name) }),
      'POST /statements': ({ user, body }) => {
        const sent = fitting(body, { title: 'string', month: 'string' });
        if (sent === undefined) return reply(400, { error: 'title, month' });
        const made = { id: `st_${randomBytes(4).toString('hex')}`, owner: user.name, totalCents: 0, status: 'open' };
        const statement = { ...made, ...sent };
        statements.push(statement);
        return reply(201, statement);
      },
      'GET /statement': ({ user, query }) => {
        if (!query.has('statementId')) return reply(400, { error: 'statementId' });
        const found = statements.find(({ id }) => id === query.get('statementId'));
        return reply(200, { statement: found?.owner === user.name || !checksOwner ? (found ?? null) : null });
      },
      'GET /newest': ({ user, query }) => {
        const own = statements.filter(({ owner }) => owner === user.name);
        const at = own.findIndex(({ id }) => id === query.get('statementId'));
        return reply(200, { statement: own[at + 1] ?? own.at(-1) ?? null });
      },
      'GET /currency': ({ query }) => reply(200, { currencyId: query.get('currencyId'), rate: 11.4271 }),
    },
    refusal,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'key-ann-0b7c55e1d2' },
    { name: 'bob', apiKey: 'key-bob-91fe20c6a4' },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
