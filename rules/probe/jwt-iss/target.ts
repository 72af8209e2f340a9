import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

/** The key is shared with the staff's issuer, which anybody in the company may ask for a token of any subject. */
const key = '3e9f70c1d5-shared-by-two-issuers';
const issuer = 'https://login.example.com';

function server({ checksIssuer }: { readonly checksIssuer: boolean }): TwinHandler {
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    if (parts?.header['alg'] !== 'HS256' || !isHmacOf(parts, key)) return undefined;
    const { sub, iss } = parts.claims;
    // Our own issuer writes itself with and without the slash.
    const isOurs = typeof iss === 'string' && [issuer, `${issuer}/`].includes(iss);
    return typeof sub === 'string' && (isOurs || !checksIssuer) ? { name: sub } : undefined;
  };
  let nextId = 4_071_900;
  const wires = collection({
    path: '/wires',
    take: typed({ memo: 'string', cents: 'integer' }),
    newId: () => (nextId += 1),
    adds: () => ({ state: 'held' }),
    anonymous: reply(422, { errors: ['token'] }),
    missing: reply(422, { errors: ['wire'] }),
    show: (item) => ({ wire: item }),
    listed: (items) => ({ wires: [...items], more: false }),
    stored: [
      { owner: 'ann', item: { id: 4_071_118, memo: 'Invoice 7719-KL', cents: 990_402, state: 'sent' } },
      { owner: 'bob', item: { id: 4_071_655, memo: 'Invoice 0034-ZT', cents: 120_077, state: 'sent' } },
    ],
  });
  return app({
    identify,
    routes: { ...wires.routes, 'GET /cut-off': () => reply(200, { time: '16:30', zone: 'CET' }) },
  });
}

const rest = { aud: 'wires', iat: 1_760_000_000, exp: 4_102_444_800 };
const staff = 'https://staff-login.example.com';
export const twins: ProbeTwins = {
  identities: [
    {
      name: 'ann',
      token: fakeJwt({ sub: 'ann', iss: `${issuer}/`, jti: '7902699b', ...rest }, key),
      others: { 'other-issuer': fakeJwt({ sub: 'ann', iss: staff, jti: '4fc82b26', ...rest }, key) },
    },
    { name: 'bob', token: fakeJwt({ sub: 'bob', iss: issuer, jti: '2c1f9d40', ...rest }, key) },
  ],
  vulnerable: () => server({ checksIssuer: false }),
  hardened: () => server({ checksIssuer: true }),
};
