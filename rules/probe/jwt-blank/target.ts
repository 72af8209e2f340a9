import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = '2a8f60d1c7e94b35-budgets-2026-01';
/** From the environment: between two rotations the second one is unset. */
const configured = [key, ''];

function server({ skipsUnset }: { readonly skipsUnset: boolean }): TwinHandler {
  const keys = skipsUnset ? configured.filter((one) => one !== '') : configured;
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    const subject = parts?.claims['sub'];
    if (parts?.header['alg'] !== 'HS256' || typeof subject !== 'string') return undefined;
    return keys.some((one) => isHmacOf(parts, one)) ? { name: subject } : undefined;
  };
  const budgets = collection({
    path: '/budgets',
    take: typed({ label: 'string', monthlyCents: 'integer', shared: 'boolean' }),
    stored: [
      {
        owner: 'ann',
        item: {
          id: '0b6a3f8e-5d12-4c90-a7e4-93c1f20b6d58',
          label: 'Groceries & market 8812',
          monthlyCents: 41_730,
          shared: false,
        },
      },
      {
        owner: 'bob',
        item: {
          id: 'c95e07d4-81ab-4e63-b2f0-5a7d3c19e846',
          label: 'Car and parking 2290',
          monthlyCents: 23_815,
          shared: true,
        },
      },
    ],
    listed: (items) => ({ budgets: [...items], total: items.length }),
    show: (item) => ({ budget: item }),
  });
  const tips = ['Put 10 % aside', 'Round up'];
  return app({
    identify,
    // The tips greet whoever is known and are there for all.
    routes: { ...budgets.routes, 'GET /tips': ({ user }) => reply(200, { tips, ...(user && { hello: user.name }) }) },
  });
}

const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: fakeJwt({ sub: 'ann', jti: 'd41f8cd9', ...rest }, key) },
    { name: 'bob', token: fakeJwt({ sub: 'bob', jti: '8f00b204', ...rest }, key) },
  ],
  vulnerable: () => server({ skipsUnset: false }),
  hardened: () => server({ skipsUnset: true }),
};
