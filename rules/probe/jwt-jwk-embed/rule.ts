import { laterEnd, tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-jwk-embed',
  title: 'Token is verified with the key that it brings along',
  severity: 'critical',
  cwe: 347,
  requests: 10,
  why: `The server takes the public key out of the token's own header. Anybody makes a key pair, signs a token for any user, and sends the key with it.`,
  fix: `Ignore \`jwk\`, \`jku\`, \`x5c\` and \`x5u\` in headers (RFC 8725 section 3.10); take the key from your own configuration:

\`\`\`js
jwt.verify(token, await ownKeys.find(header.kid), { algorithms: ['RS256'] });
\`\`\``,
  message: 'verifies tokens with the key in their own header.',
  forge: ({ target, user }) => {
    const claims = laterEnd(user);
    const header = { alg: 'RS256', jwk: target.ownJwk('a') };
    return {
      attempts: [
        {
          says: 'a token with a key of ours in its header',
          change: { kind: 'jwt', header, claims, signature: { own: 'a' } },
        },
      ],
      controls: [
        { says: 'the same signed by another key', change: { kind: 'jwt', header, claims, signature: { own: 'b' } } },
      ],
    };
  },
});
