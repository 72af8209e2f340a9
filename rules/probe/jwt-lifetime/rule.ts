import { isJwtHolder, NotTested, operationsRequiring, own, probeRule, type Identity } from '#rule';

/** An access token that lives longer is as good as a password, in seconds: a day. */
const lifeSecondsMax = 24 * 60 * 60;

export default probeRule({
  id: 'jwt-lifetime',
  title: 'Token lives too long or for ever',
  severity: 'low',
  owasp: ['API2:2023'],
  cwe: 613,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'scheme',
  requests: 0,
  identities: 1,
  why: `A signed token cannot be taken back: whoever has a copy uses it until its end. With no end, or one that is weeks away, every leak stays open.`,
  fix: `Give access tokens minutes, and a refresh token that can be revoked (RFC 9700 section 4.14):

\`\`\`js
jwt.sign(claims, key, { algorithm: 'RS256', expiresIn: '15m' });
\`\`\``,

  applies: ({ scheme }) => scheme !== undefined && scheme.kind !== 'mutualTLS' && scheme.httpScheme !== 'basic',

  async *probe(subject, target) {
    const { scheme } = subject;
    const holders = target.users.filter(isJwtHolder(subject));
    if (scheme === undefined || holders.length === 0)
      throw new NotTested(`no identity has a JWT for ${scheme?.name ?? 'the API'}`);
    const lives = holders.map(lifeOf);
    const worst = Math.max(...lives);
    if (worst <= lifeSecondsMax) return 'decided';
    yield {
      at: scheme.at,
      subject: `scheme/${scheme.name}`,
      message: `A token of ${scheme.name} ${worst === Infinity ? 'has no end' : `lives for ${Math.round(worst / 3_600)} hours`}.`,
      operations: operationsRequiring(target.api, scheme).map(({ id }) => id),
      evidence: [
        {
          kind: 'comparison',
          note: 'The claims of the token that the target gave',
          before: 'a day at most',
          after: worst === Infinity ? 'no exp' : `exp is ${Math.round(worst)} seconds after iat`,
        },
      ],
    };
    return 'decided';
  },
});

/** In seconds; from now on where the token does not say when it was made. */
function lifeOf({ jwt }: Identity): number {
  const [iat, exp] = [own(jwt?.claims, 'iat'), own(jwt?.claims, 'exp')];
  if (typeof exp !== 'number') return Infinity;
  return typeof iat === 'number' ? exp - iat : 0;
}
