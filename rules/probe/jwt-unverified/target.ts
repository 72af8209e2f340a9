import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = '5f0e6c8d21b94a7fa0c3-standing-orders';

/** The claims are read by a library; whether anybody asks it to verify is the difference. */
function server({ verifies }: { readonly verifies: boolean }): TwinHandler {
  let nextId = 88_410;
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    const subject = parts?.claims['sub'];
    if (parts?.header['alg'] !== 'HS256' || typeof subject !== 'string' || parts.signature.length !== 43)
      return undefined;
    return !verifies || isHmacOf(parts, key) ? { name: subject } : undefined;
  };
  const orders = collection({
    path: '/standing-orders',
    take: typed({ payee: 'string', amountCents: 'integer', note: 'string' }),
    newId: () => (nextId += 1),
    adds: () => ({ status: 'active' }),
    listed: (items) => ({ count: items.length, items: [...items] }),
    stored: [
      {
        owner: 'cus_20417',
        item: { id: 71_203, payee: 'Gym Ostkreuz', amountCents: 2_990, note: 'member 40817-x', status: 'active' },
      },
      {
        owner: 'cus_33950',
        item: { id: 71_988, payee: 'Kita Sonnenblume', amountCents: 18_450, note: 'child 2093-k', status: 'paused' },
      },
    ],
  });
  return app({
    identify,
    routes: {
      ...orders.routes,
      // Says whom a token names and not that it is any good: for the support desk.
      'POST /tokens/decode': ({ body }) =>
        typeof body['token'] === 'string'
          ? reply(200, { claims: jwtOf(body['token'])?.claims ?? null, verified: false })
          : reply(400, { error: 'no token' }),
    },
  });
}

const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: fakeJwt({ sub: 'cus_20417', jti: 'b1946ac9', ...rest }, key) },
    { name: 'bob', token: fakeJwt({ sub: 'cus_33950', jti: '2cf24dba', ...rest }, key) },
  ],
  vulnerable: () => server({ verifies: false }),
  hardened: () => server({ verifies: true }),
};
