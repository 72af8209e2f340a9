import { NotTested, own, tokenProbe, type Identity, type TokenQuestion } from '#rule';

/** Clocks may differ: accepted for so long after its end, a token tells nothing yet. In seconds. */
const leewaySeconds = 60;
/** A token that lives longer is not waited for, in seconds. */
const lifeSecondsMax = 120;

export default tokenProbe({
  id: 'jwt-expired',
  title: 'Token is accepted after its end',
  severity: 'high',
  cwe: 613,
  requests: 12,
  why: `A token that is stolen once, from a log, a backup or an old telephone, opens the API for ever: its end is written in it and nobody reads it.`,
  fix: `Demand the end and check it, with a minute for clocks that differ (RFC 7519 section 4.1.4):

\`\`\`js
jwt.verify(token, key, { algorithms: ['RS256'], clockTolerance: 30 }); // and never ignoreExpiration: true
\`\`\``,
  message: 'accepts tokens after their end.',
  holds: (user) => user.others?.includes('expired') === true || lifeOf(user) <= lifeSecondsMax,
  lacking:
    'every token lives longer than two minutes; add to sallyport.yaml: identities: { <name>: { others: { expired: <a token that has ended> } } }',
  forge: async (question) => ({
    attempts: [{ says: 'a token that ended more than a minute ago', change: await ended(question) }],
    controls: [],
  }),
});

async function ended({ target, user }: TokenQuestion): Promise<{ readonly kind: 'other'; readonly name: string }> {
  if (user.others?.includes('expired') === true) return { kind: 'other', name: 'expired' };
  const exp = own(user.jwt?.claims, 'exp');
  if (typeof exp !== 'number') throw new NotTested('the token says no end');
  const name = target.keep(user);
  await target.sleep(Math.max(0, (exp + leewaySeconds) * 1_000 - target.epochMs()) + 1_000);
  return { kind: 'other', name };
}

function lifeOf({ jwt }: Identity): number {
  const [iat, exp] = [own(jwt?.claims, 'iat'), own(jwt?.claims, 'exp')];
  return typeof iat === 'number' && typeof exp === 'number' ? exp - iat : Infinity;
}
