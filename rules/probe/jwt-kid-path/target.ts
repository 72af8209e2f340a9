import { posix } from 'node:path';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = 'e1b4c09a-disputes-key-of-2026-q1';
/** The disk of the server. */
const files: ReadonlyMap<string, string> = new Map([
  ['/srv/app/keys/2026-q1', key],
  ['/srv/app/package.json', '{"name":"disputes"}'],
  ['/dev/null', ''],
]);

/** Who may not call is sent to log in. A `kid` that is unknown means the newest key. */
function server({ takesNamesOnly }: { readonly takesNamesOnly: boolean }): TwinHandler {
  const keyOf = (kid: string): string | undefined => {
    const isName = /^[\w-]{1,40}$/.test(kid);
    if (takesNamesOnly && !isName) return key;
    return files.get(posix.resolve('/srv/app/keys', kid)) ?? (isName ? key : undefined);
  };
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    const { kid, alg } = parts?.header ?? {};
    const found = typeof kid === 'string' && alg === 'HS256' ? keyOf(kid) : undefined;
    if (parts === undefined || found === undefined || !isHmacOf(parts, found)) return undefined;
    return typeof parts.claims['sub'] === 'string' ? { name: parts.claims['sub'] } : undefined;
  };
  const disputes = collection({
    path: '/disputes',
    take: typed({ reason: 'string', chargeId: 'string' }),
    adds: () => ({ status: 'open' }),
    anonymous: { status: 302, headers: { location: '/login' } },
    stored: [
      {
        owner: 'ann',
        item: {
          id: 'a3f09d1c-7be2-4580-9c6d-1e84b05f7a29',
          reason: 'Never ordered 61-B',
          chargeId: 'ch_90217',
          status: 'open',
        },
      },
      {
        owner: 'bob',
        item: {
          id: '1c7e52b8-04fd-4a39-8e1b-d96a3f708c45',
          reason: 'Charged twice 17-K',
          chargeId: 'ch_55108',
          status: 'won',
        },
      },
    ],
  });
  return app({ identify, routes: { ...disputes.routes, 'GET /login': () => reply(200, { form: ['email', 'code'] }) } });
}

const header = { alg: 'HS256', typ: 'JWT', kid: '2026-q1' };
const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: fakeJwt({ sub: 'ann', jti: '4e074085', ...rest }, key, header) },
    { name: 'bob', token: fakeJwt({ sub: 'bob', jti: '62bedb60', ...rest }, key, header) },
  ],
  vulnerable: () => server({ takesNamesOnly: false }),
  hardened: () => server({ takesNamesOnly: true }),
};
