import { laterEnd, tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-weak-hmac',
  title: 'Tokens are signed with a guessable secret',
  severity: 'critical',
  cwe: 1391,
  requests: 10,
  why: `The secret that signs tokens stands in public lists of words. Whoever has one token finds it offline in a second, without a single request, and then signs tokens for every user.`,
  fix: `Use 256 random bits from the secret store, a different one in each environment (RFC 7518 section 3.2), and end all tokens that the old one signed:

\`\`\`sh
openssl rand -base64 32
\`\`\``,
  message: 'accepts tokens signed with a secret that stands in public lists.',
  forge: ({ target, user }) => {
    if (!target.isGuessable(user)) return 'decided';
    const claims = laterEnd(user);
    return {
      attempts: [
        {
          says: 'a token that we signed with the guessed secret',
          change: { kind: 'jwt', claims, signature: { hmac: 'guessed' } },
        },
      ],
      controls: [
        { says: 'one signed with another secret', change: { kind: 'jwt', claims, signature: { hmac: 'wrong' } } },
      ],
    };
  },
});
