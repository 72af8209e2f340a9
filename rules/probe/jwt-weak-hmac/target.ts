import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = 'secret';
const rest = { aud: 'vault', iat: 1_760_000_000, exp: 4_102_444_800 };
const annToken = fakeJwt({ sub: 'ann', jti: '0c7e41d9', ...rest }, key);
const bobToken = fakeJwt({ sub: 'bob', jti: '7fa25b30', ...rest }, key);
const issued = new Set([annToken, bobToken]);

/** The key is weak in both; where only tokens that were handed out count, a forged one opens nothing. */
function server({ looksTokensUp }: { readonly looksTokensUp: boolean }): TwinHandler {
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    if (parts === undefined || parts.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
    if (looksTokensUp && !issued.has(token)) return undefined;
    const { sub, exp } = parts.claims;
    return typeof sub === 'string' && typeof exp === 'number' ? { name: sub } : undefined;
  };
  const goals = collection({
    path: '/v1/savings-goals',
    take: typed({ title: 'string', targetCents: 'integer' }),
    newId: () => `goal_${crypto.randomUUID().slice(0, 13)}`,
    adds: () => ({ savedCents: 0, status: 'open' }),
    anonymous: reply(403, { code: 'E_AUTH' }),
    missing: reply(403, { code: 'E_GOAL' }),
    stored: [
      {
        owner: 'ann',
        item: {
          id: 'goal_5d0c1b7e-09a',
          title: 'Lofoten 2027 trip',
          targetCents: 412_350,
          savedCents: 98_207,
          status: 'open',
        },
      },
      {
        owner: 'bob',
        item: {
          id: 'goal_91fe42a8-77c',
          title: 'Cargo bike',
          targetCents: 389_900,
          savedCents: 14_551,
          status: 'open',
        },
      },
    ],
  });
  return app({ identify, routes: { ...goals.routes, 'GET /v1/health': () => reply(200, { status: 'up' }) } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: annToken },
    { name: 'bob', token: bobToken },
  ],
  vulnerable: () => server({ looksTokensUp: false }),
  hardened: () => server({ looksTokensUp: true }),
};
