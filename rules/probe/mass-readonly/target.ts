import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-d4719ce0b8', { name: 'ann' }],
  ['bob-5a06f3e27c', { name: 'bob' }],
]);

interface Company {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly sector?: string;
  readonly riskScore: number;
  readonly reviewState: string;
  readonly revision: number;
}

/** Whatever is sent comes back in the answer to the change; what is kept of it, a later read says. */
function server({ picks }: { readonly picks: boolean }) {
  const companies = new Map<string, Company>();
  // The slug follows the name and the revision counts: both are read-only, and both change by a PATCH.
  const view = ({ owner, ...company }: Company) => ({
    ...company,
    accountManager: owner === 'ann' ? 'kari' : 'ola',
    slug: company.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
  });
  const routes = guarded({
    'GET /companies': ({ user }) =>
      reply(200, { companies: [...companies.values()].filter(({ owner }) => owner === user.name).map(view) }),
    'POST /companies': ({ user, body }) => {
      const sent = fitting(body, { name: 'string', sector: 'string?' });
      if (sent === undefined) return reply(400, { error: 'name, sector' });
      const id = `co_${randomBytes(5).toString('hex')}`;
      const company = { id, owner: user.name, ...sent, riskScore: 55, reviewState: 'pending', revision: 1 };
      companies.set(id, company);
      return reply(201, view(company));
    },
    'GET /companies/{companyId}': ({ user, params }) => {
      const company = companies.get(params['companyId'] ?? '');
      return company?.owner === user.name ? reply(200, view(company)) : reply(404, { error: 'no company' });
    },
    'PATCH /companies/{companyId}': ({ user, params, body }) => {
      const company = companies.get(params['companyId'] ?? '');
      if (company?.owner !== user.name) return reply(404, { error: 'no company' });
      const own = fitting(body, { name: 'string?', sector: 'string?' });
      const score = picks ? {} : fitting(body, { riskScore: 'integer?' });
      if (own === undefined || score === undefined) return reply(400, { error: 'name, sector' });
      const changed = { ...company, ...own, ...score, revision: company.revision + 1 };
      companies.set(company.id, changed);
      return reply(200, { ...view(changed), ...body });
    },
    'DELETE /companies/{companyId}': ({ user, params }) => {
      const { companyId: id = '' } = params;
      return reply(companies.get(id)?.owner === user.name && companies.delete(id) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-d4719ce0b8' },
    { name: 'bob', token: 'bob-5a06f3e27c' },
  ],
  vulnerable: () => server({ picks: false }),
  hardened: () => server({ picks: true }),
};
