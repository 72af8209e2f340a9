import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = '71d0ab95c2-loans-signing';
/** Clocks of two hosts differ: a token lives that much longer than it says, in seconds. */
const leewaySeconds = 30;

function server({ clock }: TwinWorld, { checksExpiry }: { readonly checksExpiry: boolean }): TwinHandler {
  const seconds = (): number => clock.now() / 1000;
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    if (parts?.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
    const { sub, exp } = parts.claims;
    if (typeof sub !== 'string' || typeof exp !== 'number') return undefined;
    return !checksExpiry || exp + leewaySeconds > seconds() ? { name: sub } : undefined;
  };
  const loans = collection({
    path: '/loans',
    take: typed({ purpose: 'string', principalCents: 'integer' }),
    newId: () => `L-${crypto.randomUUID().slice(0, 8).toUpperCase()}`,
    adds: () => ({ status: 'requested' }),
    listed: (items) => ({ loans: [...items] }),
    stored: [
      {
        owner: 'ann',
        item: { id: 'L-90C1F7E2', purpose: 'Heat pump 44-071', principalCents: 1_204_418, status: 'running' },
      },
      { owner: 'bob', item: { id: 'L-3D58A06B', purpose: 'Used van', principalCents: 873_905, status: 'running' } },
    ],
  });
  return app({
    identify,
    routes: {
      ...loans.routes,
      // Answers 200 to a token that is over, to say just that.
      'GET /session': ({ token }) => {
        const parts = jwtOf(token);
        if (parts === undefined || !isHmacOf(parts, key)) return reply(401, { error: 'unauthorized' });
        return reply(200, { active: Number(parts.claims['exp']) > seconds(), subject: parts.claims['sub'] ?? null });
      },
    },
  });
}

function signed(sub: string, exp: number): string {
  return fakeJwt({ sub, iat: exp - 900, exp }, key);
}
const later = 4_102_444_800;
const longOver = 1_700_000_000;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: signed('ann', later), others: { expired: signed('ann', longOver) } },
    { name: 'bob', token: signed('bob', later) },
  ],
  vulnerable: (world) => server(world, { checksExpiry: false }),
  hardened: (world) => server(world, { checksExpiry: true }),
};
