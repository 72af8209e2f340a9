import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

/** One issuer, one key, several APIs: the audience alone tells their tokens apart. */
const key = 'd88c41f06e-issuer-of-all-products';
const audience = 'https://insurance.example.com';

function server({ checksAudience }: { readonly checksAudience: boolean }): TwinHandler {
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    if (parts?.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
    const { sub, aud } = parts.claims;
    const isForUs = Array.isArray(aud) ? aud.includes(audience) : aud === audience;
    return typeof sub === 'string' && (isForUs || !checksAudience) ? { name: sub } : undefined;
  };
  const claims = collection({
    path: '/claims',
    take: typed({ summary: 'string', amountCents: 'integer' }),
    adds: () => ({ status: 'submitted' }),
    anonymous: reply(200, { items: [], error: { code: 'NOT_LOGGED_IN' } }),
    listed: (items) => ({ items: [...items] }),
    stored: [
      {
        owner: 'p-5502',
        item: {
          id: '6c19e0d4-2b7f-4e85-91ac-5df03b78c6e2',
          summary: 'Water damage, cellar 3-B',
          amountCents: 318_840,
          status: 'paid',
        },
      },
      {
        owner: 'p-8871',
        item: {
          id: 'b07d4a3c-95e1-4f28-8c60-e1a92f5d7308',
          summary: 'Stolen bicycle 61-Q',
          amountCents: 94_215,
          status: 'submitted',
        },
      },
    ],
  });
  // What any customer of the group may read, with a token of whichever product.
  const group = { 'GET /group/contacts': () => reply(200, { phone: '+49 30 0000', mail: 'help@example.com' }) };
  return app({ identify, routes: { ...claims.routes, ...group } });
}

const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
const own = ['https://login.example.com/userinfo', audience];
export const twins: ProbeTwins = {
  identities: [
    {
      name: 'ann',
      token: fakeJwt({ sub: 'p-5502', aud: own, jti: '0a1b77c9', ...rest }, key),
      others: {
        'other-audience': fakeJwt({ sub: 'p-5502', aud: 'https://shop.example.com', jti: '5b20', ...rest }, key),
      },
    },
    { name: 'bob', token: fakeJwt({ sub: 'p-8871', aud: audience, jti: '93fe02d1', ...rest }, key) },
  ],
  vulnerable: () => server({ checksAudience: false }),
  hardened: () => server({ checksAudience: true }),
};
