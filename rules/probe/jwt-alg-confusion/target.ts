import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, isHmacOf, isRsaOf, jwtOf, reply, rsaKey, typed, type TwinUser } from '#twin';

const rsa = rsaKey('signing-2026');
/** Partners sign with a secret of theirs: HS256 by itself is nothing bad here. */
const partnerKey = 'c40d9be27f-partner-settlement-81';

function server({ verifiesByAlgorithm }: { readonly verifiesByAlgorithm: boolean }): TwinHandler {
  const identify = ({ token }: { readonly token: string }): TwinUser | undefined => {
    const parts = jwtOf(token);
    const subject = parts?.claims['sub'];
    if (parts === undefined || typeof subject !== 'string') return undefined;
    const isPartner = parts.header['kid'] === 'partner';
    const hmacKey = isPartner || verifiesByAlgorithm ? partnerKey : rsa.pem;
    const isValid = parts.header['alg'] === 'HS256' ? isHmacOf(parts, hmacKey) : isRsaOf(parts, rsa.jwk);
    return isValid ? { name: subject } : undefined;
  };
  const statements = collection({
    path: '/statements',
    take: typed({ period: 'string', note: 'string' }),
    newId: () => `st_${crypto.randomUUID().slice(0, 8)}`,
    adds: () => ({ status: 'queued' }),
    stored: [
      { owner: 'u-7710', item: { id: 'st_5be01c93', period: '2026-02', note: 'closing 10,492.77', status: 'ready' } },
      { owner: 'u-8143', item: { id: 'st_c7f2068a', period: '2026-02', note: 'closing 3,018.41', status: 'ready' } },
    ],
    listed: (items) => ({ statements: [...items] }),
  });
  return app({
    identify,
    routes: { ...statements.routes, 'GET /.well-known/jwks.json': () => reply(200, { keys: [rsa.jwk] }) },
  });
}

const rest = { iss: 'https://id.example.com', aud: 'statements', iat: 1_760_000_000, exp: 4_102_444_800 };
export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: rsa.token({ sub: 'u-7710', jti: '6b86b273', ...rest }) },
    { name: 'bob', token: rsa.token({ sub: 'u-8143', jti: 'd4735e3a', ...rest }) },
  ],
  vulnerable: () => server({ verifiesByAlgorithm: false }),
  hardened: () => server({ verifiesByAlgorithm: true }),
};
