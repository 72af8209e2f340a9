import { randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, people, reply, typed, type TwinUser } from '#twin';

const key = '0db4e62f81-rewards-signing';
const day = 86_400;

/** To the second as long as a policy of a day allows; the login itself was weeks ago. */
function server({ clock }: TwinWorld, { secondsMax }: { readonly secondsMax: number }): TwinHandler {
  const known = people({ 'ann@example.com': 'Juniper-2208-fox', 'bob@example.com': 'Harbour-7715-oak' });
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    if (parts?.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
    const { sub, exp } = parts.claims;
    return typeof sub === 'string' && Number(exp) * 1000 > clock.now() ? { name: sub } : undefined;
  };
  const rewards = collection({
    path: '/rewards',
    take: typed({ message: 'string', points: 'integer' }),
    adds: () => ({ status: 'reserved' }),
    listed: (items) => ({ rewards: [...items] }),
  });
  return app({
    identify,
    routes: {
      ...rewards.routes,
      'POST /auth/token': ({ body }) => {
        const person = known.find(body['username']);
        if (person === undefined || person.password !== body['password']) return reply(400, { error: 'invalid_grant' });
        const iat = Math.floor(clock.now() / 1000);
        const times = { auth_time: iat - 40 * day, iat, nbf: iat, exp: iat + secondsMax, refresh_exp: iat + 90 * day };
        return reply(200, { data: { token: fakeJwt({ sub: person.email, jti: randomUUID(), ...times }, key) } });
      },
    },
  });
}

const login = (username: string, password: string) =>
  ({ call: 'POST /auth/token', body: { username, password }, token: { body: '$.data.token' } }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', login: login('ann@example.com', 'Juniper-2208-fox') },
    { name: 'bob', login: login('bob@example.com', 'Harbour-7715-oak') },
  ],
  vulnerable: (world) => server(world, { secondsMax: 30 * day }),
  hardened: (world) => server(world, { secondsMax: day }),
};
