import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = '84fd2c07b3-pots-signing';

/** A refresh token is good for one thing, and an ID token for none: here a list is then empty, as it is for nobody. */
function server({ checksUse }: { readonly checksUse: boolean }): TwinHandler {
  const subjectOf = (token: string, uses: readonly unknown[]): string | undefined => {
    const parts = jwtOf(token);
    if (parts?.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
    const { sub, token_use: use } = parts.claims;
    return typeof sub === 'string' && uses.includes(use) ? sub : undefined;
  };
  const uses = checksUse ? ['access'] : ['access', 'refresh', 'id'];
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const name = subjectOf(token, uses);
    return name === undefined ? undefined : { name };
  };
  const pots = collection({
    path: '/pots',
    take: typed({ label: 'string', goalCents: 'integer' }),
    anonymous: reply(200, []),
    stored: [
      {
        owner: 'ann',
        item: { id: '2f81c6d0-5e9b-4a37-b04c-7d13fa85e926', label: 'Rainy days 1093-h', goalCents: 507_331 },
      },
      {
        owner: 'bob',
        item: { id: '9de04b75-1a2c-4f68-83b9-c60e57fa1d84', label: 'New kitchen 8840-s', goalCents: 1_198_020 },
      },
    ],
  });
  return app({
    identify,
    routes: {
      ...pots.routes,
      // Here a refresh token is right.
      'POST /oauth/token': ({ body }) => {
        const given = body['refresh_token'];
        const sub = typeof given === 'string' ? subjectOf(given, ['refresh']) : undefined;
        return sub === undefined
          ? reply(400, { error: 'invalid_grant' })
          : reply(200, { access_token: signed(sub, 'access') });
      },
    },
  });
}

function signed(sub: string, use: 'access' | 'refresh' | 'id'): string {
  return fakeJwt({ sub, token_use: use, iat: 1_760_000_000, exp: 4_102_444_800 }, key);
}

export const twins: ProbeTwins = {
  identities: [
    {
      name: 'ann',
      token: signed('ann', 'access'),
      others: { refresh: signed('ann', 'refresh'), id: signed('ann', 'id') },
    },
    { name: 'bob', token: signed('bob', 'access') },
  ],
  vulnerable: () => server({ checksUse: false }),
  hardened: () => server({ checksUse: true }),
};
