import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, isRsaOf, jwtOf, reply, rsaKey, typed, type TwinUser } from '#twin';

const rsa = rsaKey('issuer-7');

/** The issuer puts its key into every token's header: that a header holds one is nothing bad. */
function server({ knowsItsKey }: { readonly knowsItsKey: boolean }): TwinHandler {
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    const subject = parts?.claims['sub'];
    if (parts?.header['alg'] !== 'RS256' || typeof subject !== 'string') return undefined;
    return isRsaOf(parts, knowsItsKey ? rsa.jwk : parts.header['jwk']) ? { name: subject } : undefined;
  };
  const cases = collection({
    path: '/chargebacks',
    take: typed({ comment: 'string', cents: 'integer' }),
    anonymous: reply(403, { title: 'Forbidden', status: 403 }),
    missing: reply(404, { title: 'Not Found', status: 404 }),
    adds: () => ({ stage: 'received' }),
    listed: (items) => ({ _embedded: { chargebacks: [...items] } }),
    stored: [
      {
        owner: 'm-301',
        item: { id: '8e20c6f1-7a4d-4d15-b9c3-60f5e81a2b97', comment: 'Order 55-19-C', cents: 12_409, stage: 'won' },
      },
      {
        owner: 'm-644',
        item: { id: '3bd95e07-f16a-4c82-a40e-c7128d9f05b6', comment: 'Order 80-02-F', cents: 7_731, stage: 'lost' },
      },
    ],
  });
  return app({
    identify,
    routes: { ...cases.routes, 'GET /reason-codes': () => reply(200, ['10.4', '13.1', '13.7']) },
  });
}

const header = { jwk: rsa.jwk };
const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'shop-a', token: rsa.token({ sub: 'm-301', jti: '4b227777', ...rest }, header) },
    { name: 'shop-b', token: rsa.token({ sub: 'm-644', jti: 'ef2d127d', ...rest }, header) },
  ],
  vulnerable: () => server({ knowsItsKey: false }),
  hardened: () => server({ knowsItsKey: true }),
};
