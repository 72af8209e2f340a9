import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, isRsaOf, jwtOf, reply, rsaKey, typed, type JwtParts, type Route, type TwinUser } from '#twin';

const rsa = rsaKey('idp-1');
const ownJku = 'https://id.example.com/keys.json';
/** Of the answer with the keys. */
const keysBytesMax = 65_536;

interface Jwks {
  readonly keys?: readonly { readonly kid?: string; readonly n?: string; readonly e?: string }[];
}

function server(world: TwinWorld, { ownKeysOnly }: { readonly ownKeysOnly: boolean }): TwinHandler {
  const fetched = async (jku: string, { header }: JwtParts): Promise<object | undefined> => {
    const { text } = await world.fetch(jku, { bytesMax: keysBytesMax, msMax: 2_000 });
    const { keys = [] } = JSON.parse(text) as Jwks;
    return keys.find(({ kid }) => kid === header['kid']) ?? keys[0];
  };
  const keyOf = async (parts: JwtParts): Promise<object | undefined> => {
    const { jku } = parts.header;
    // A token may carry any `jku`; where it is not ours it is as if it were not there.
    if (typeof jku !== 'string' || jku === ownJku || ownKeysOnly) return rsa.jwk;
    return await fetched(jku, parts).catch(() => undefined);
  };
  const identify = async ({ token }: { readonly token: string }): Promise<TwinUser | undefined> => {
    const parts = jwtOf(token);
    const subject = parts?.claims['sub'];
    if (parts?.header['alg'] !== 'RS256' || typeof subject !== 'string') return undefined;
    const key = await keyOf(parts);
    return key !== undefined && isRsaOf(parts, { ...key }) ? { name: subject } : undefined;
  };
  const transfers = collection({
    path: '/transfers',
    take: typed({ description: 'string', amountCents: 'integer' }),
    newId: () => `tr_${crypto.randomUUID().slice(0, 12)}`,
    adds: () => ({ status: 'draft' }),
    listed: (items) => ({ transfers: [...items] }),
    stored: [
      {
        owner: 'ann',
        item: { id: 'tr_40b1e97c2d0', description: 'Deposit flat 12 b', amountCents: 284_117, status: 'done' },
      },
      {
        owner: 'bob',
        item: { id: 'tr_9a5cf03718e', description: 'Piano lessons', amountCents: 17_663, status: 'done' },
      },
    ],
  });
  // A link that is stored and never fetched.
  const hooks: Readonly<Record<string, Route>> = {
    'PUT /notify-url': ({ user }) =>
      user === undefined ? reply(401, { error: 'unauthorized' }) : reply(200, { stored: true }),
  };
  return app({ identify, routes: { ...transfers.routes, ...hooks } });
}

const header = { jku: ownJku };
const rest = { iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: rsa.token({ sub: 'ann', jti: '2c624232', ...rest }, header) },
    { name: 'bob', token: rsa.token({ sub: 'bob', jti: '19581e27', ...rest }, header) },
  ],
  vulnerable: (world) => server(world, { ownKeysOnly: false }),
  hardened: (world) => server(world, { ownKeysOnly: true }),
};
