import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fakeJwt, isHmacOf, jwtOf, reply, typed, type TwinUser } from '#twin';

const key = '90c5f7ab1e-cards-key-in-the-table';

function server(world: TwinWorld, { binds }: { readonly binds: boolean }): TwinHandler {
  const opened = world.database(
    `CREATE TABLE signing_keys (kid TEXT, secret TEXT); INSERT INTO signing_keys VALUES ('k-2026', '${key}')`,
  );
  const identify = async ({ token }: { readonly token: string }): Promise<TwinUser | undefined> => {
    const parts = jwtOf(token);
    const { kid, alg } = parts?.header ?? {};
    if (parts === undefined || typeof kid !== 'string' || alg !== 'HS256') return undefined;
    try {
      const select = 'SELECT secret FROM signing_keys WHERE kid = ';
      const [row] = binds ? (await opened).all(`${select}?`, [kid]) : (await opened).all(`${select}'${kid}'`);
      const { sub, exp } = parts.claims;
      const isLive = typeof exp === 'number' && exp * 1000 > world.clock.now();
      const isValid = isLive && typeof row?.['secret'] === 'string' && isHmacOf(parts, row['secret']);
      return isValid && typeof sub === 'string' ? { name: sub } : undefined;
    } catch {
      return undefined;
    }
  };
  const cards = collection({
    path: '/cards',
    take: typed({ nickname: 'string', monthlyLimit: 'integer' }),
    adds: () => ({ status: 'inactive', last4: '4471' }),
    show: (item) => ({ card: item }),
    listed: (items) => ({ cards: [...items] }),
    stored: [
      {
        owner: 'ann',
        item: {
          id: '5ad80e2f-91c3-4b76-a0d5-72e9c4f1b638',
          nickname: 'Travel blue 3391',
          last4: '0927',
          status: 'active',
        },
      },
      {
        owner: 'bob',
        item: {
          id: 'f2619b0d-c85e-47a4-93d7-0b6e8a15d2c9',
          nickname: 'Online only 7704',
          last4: '8815',
          status: 'active',
        },
      },
    ],
  });
  return app({
    identify,
    routes: { ...cards.routes, 'GET /card-designs': () => reply(200, { designs: ['blue', 'sand'] }) },
  });
}

const header = { alg: 'HS256', typ: 'JWT', kid: 'k-2026' };
const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: fakeJwt({ sub: 'ann', jti: 'ef2d127d', ...rest }, key, header) },
    { name: 'bob', token: fakeJwt({ sub: 'bob', jti: 'e7f6c011', ...rest }, key, header) },
  ],
  vulnerable: (world) => server(world, { binds: false }),
  hardened: (world) => server(world, { binds: true }),
};
