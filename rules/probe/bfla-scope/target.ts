import { createHmac, randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fakeJwt, fitting, guarded, jwtOf, reply, type Ask, type TwinUser } from '#twin';

const key = 'pV7-open-banking-signing-key-5f0c2e91';
const exp = 4_102_444_800;
const annScopes = ['accounts.read', 'reports.read', 'reports.write'];
const bobScopes = ['accounts.read'];
const tokenOf = (sub: string, scopes: readonly string[]) => fakeJwt({ sub, scope: scopes.join(' '), exp }, key);

function identify({ token }: Ask): TwinUser | undefined {
  const jwt = jwtOf(token);
  const signature = createHmac('sha256', key)
    .update(jwt?.signed ?? '')
    .digest('base64url');
  if (jwt?.header['alg'] !== 'HS256' || jwt.signature !== signature) return undefined;
  const { sub, scope } = jwt.claims;
  return typeof sub === 'string' && typeof scope === 'string' ? { name: sub, role: scope } : undefined;
}

/** Where a scope is missing, reading answers 200 and says so inside; of the overview either scope is enough. */
function server({ asksScope }: { readonly asksScope: boolean }) {
  const reports = [
    { id: 'rep_61d0c8', owner: 'ann', title: 'Year 2025', totalCents: 40_221_050 },
    { id: 'rep_f2097a', owner: 'bob', title: 'March', totalCents: 1_830_477 },
  ];
  const has = (scope: string, { role = '' }: TwinUser) => role.split(' ').includes(scope);
  const own = (name: string) => reports.filter(({ owner }) => owner === name);
  const refusal = reply(200, { error: 'insufficient_scope', reports: [] });
  const routes = guarded({
    'GET /accounts': ({ user }) =>
      has('accounts.read', user)
        ? reply(200, { accounts: [{ id: `acc-${user.name}`, iban: 'NO9386011117947' }] })
        : reply(403, { error: 'insufficient_scope' }),
    'GET /reports': ({ user }) =>
      asksScope && !has('reports.read', user) ? refusal : reply(200, { reports: own(user.name) }),
    'POST /reports': ({ user, body }) => {
      if (!has('reports.write', user)) return reply(403, { error: 'insufficient_scope' });
      const sent = fitting(body, { title: 'string' });
      if (sent === undefined) return reply(400, { error: 'title' });
      const report = { id: `rep_${randomBytes(5).toString('hex')}`, owner: user.name, ...sent, totalCents: 0 };
      reports.push(report);
      return reply(201, report);
    },
    'GET /reports/{reportId}': ({ user, params }) => {
      if (!has('reports.read', user)) return refusal;
      const report = own(user.name).find(({ id }) => id === params['reportId']);
      return report === undefined ? reply(404, { error: 'no report' }) : reply(200, { report });
    },
    'GET /overview': ({ user }) => reply(200, { accounts: 1, reports: own(user.name).length }),
  });
  return app({ identify, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', scopes: annScopes, token: tokenOf('ann', annScopes) },
    { name: 'bob', scopes: bobScopes, token: tokenOf('bob', bobScopes) },
  ],
  vulnerable: () => server({ asksScope: false }),
  hardened: () => server({ asksScope: true }),
};
