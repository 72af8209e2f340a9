import { randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, people, reply, typed, type TwinUser } from '#twin';

const key = 'fa3370be19-wallet-signing';
const pan = '4539578763621486';

/** All that looks like something in a token: a session of 32 digits, hashes of a certificate, numbers that pass Luhn. */
function server({ clock }: TwinWorld, { masksPan }: { readonly masksPan: boolean }): TwinHandler {
  const known = people({ 'ann@example.com': 'Lantern-4417-moss', 'bob@example.com': 'Copper-9023-reed' });
  const tokenOf = (email: string): string => {
    const iat = Math.floor(clock.now() / 1000);
    return fakeJwt(
      {
        sub: email.split('@', 1)[0] ?? '',
        jti: randomUUID(),
        sid: '5d41402abc4b2a76b9719d911017c592',
        card: masksPan ? pan.replace(/^(.{6}).*(.{4})$/, '$1******$2') : pan,
        customer_no: '9000000000000001',
        at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng',
        cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' },
        pwd_changed_at: iat - 86_400 * 40,
        iat,
        exp: iat + 900,
      },
      key,
    );
  };
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    const sub = parts?.claims['sub'];
    return parts?.header['alg'] === 'HS256' && isHmacOf(parts, key) && typeof sub === 'string'
      ? { name: sub }
      : undefined;
  };
  const topUps = collection({
    path: '/top-ups',
    take: typed({ note: 'string', cents: 'integer' }),
    adds: () => ({ status: 'new' }),
  });
  return app({
    identify,
    routes: {
      ...topUps.routes,
      'POST /login': ({ body }) => {
        const person = known.find(body['email']);
        if (person === undefined || person.password !== body['password']) return reply(401, { error: 'unauthorized' });
        return reply(200, { access_token: tokenOf(person.email), token_type: 'Bearer', expires_in: 900 });
      },
    },
  });
}

const login = (email: string, password: string) =>
  ({ call: 'POST /login', body: { email, password }, token: { body: '$.access_token' } }) as const;
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', login: login('ann@example.com', 'Lantern-4417-moss') },
    { name: 'bob', login: login('bob@example.com', 'Copper-9023-reed') },
  ],
  vulnerable: (world) => server(world, { masksPan: false }),
  hardened: (world) => server(world, { masksPan: true }),
};
