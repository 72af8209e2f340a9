import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = 'b7c1e0a2f94d4d6e8a31-payees-5520';

/** Nobody is told off: without a valid token every answer is a 200 that holds no data. */
function server({ wantsSignature }: { readonly wantsSignature: boolean }): TwinHandler {
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    if (parts?.header['alg'] !== 'HS256' || typeof parts.claims['sub'] !== 'string') return undefined;
    if (!wantsSignature && parts.signature === '') return { name: parts.claims['sub'] };
    return isHmacOf(parts, key) ? { name: parts.claims['sub'] } : undefined;
  };
  const payees = collection({
    path: '/payees',
    take: typed({ name: 'string', iban: 'string', reference: 'string' }),
    adds: () => ({ status: 'unverified' }),
    anonymous: reply(200, { data: null, error: 'LOGIN_REQUIRED' }),
    show: (item) => ({ data: item }),
    listed: (items) => ({ data: [...items] }),
    stored: [
      {
        owner: 'ann',
        item: { id: '7d1f5a52-6c1e-4b43-9d2a-0f6b1c8e4a11', name: 'Halvorsen Rent 5583', status: 'verified' },
      },
      {
        owner: 'bob',
        item: { id: 'e02b9c1d-3a77-4f0c-8b15-6a9d4e7f2c30', name: 'Okafor Energy 9127', status: 'verified' },
      },
    ],
  });
  const banks = [{ bic: 'NBNKNO22XXX', name: 'Northbank' }];
  return app({ identify, routes: { ...payees.routes, 'GET /banks': () => reply(200, { data: banks }) } });
}

const rest = { iss: 'https://id.example.com', iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', token: fakeJwt({ sub: 'ann', jti: '5e0c7a41', ...rest }, key) },
    { name: 'bob', role: 'customer', token: fakeJwt({ sub: 'bob', jti: '91d2b8f6', ...rest }, key) },
  ],
  vulnerable: () => server({ wantsSignature: false }),
  hardened: () => server({ wantsSignature: true }),
};
