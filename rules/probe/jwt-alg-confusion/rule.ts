import { algorithmOf, laterEnd, NotTested, tokenProbe } from '#rule';

/** How libraries take a public key for a text. */
const forms = ['jwks-pem', 'jwks-pem-newline', 'jwks-der', 'jwks-x5c', 'jwks-n'] as const;

export default tokenProbe({
  id: 'jwt-alg-confusion',
  title: 'Public key is accepted as the secret of an HMAC',
  severity: 'critical',
  cwe: 347,
  requests: 14,
  why: `The token chooses the algorithm. Told that it is HMAC, the server takes its own public key for the secret, and that key is known to everybody: anybody signs tokens for any user.`,
  fix: `Tie the key to the algorithm, on your side and not on the token's (RFC 8725 section 3.1):

\`\`\`js
jwt.verify(token, publicKey, { algorithms: ['RS256'] }); // never ['RS256', 'HS256']
\`\`\``,
  message: 'accepts tokens signed with its public key as the secret of an HMAC.',
  holds: (user) => /^(RS|PS|ES)/.test(algorithmOf(user)),
  lacking: 'no identity has a token that is signed with a private key',
  forge: async ({ target, user }) => {
    if (!(await target.hasPublicKeys()))
      throw new NotTested(
        'the target shows no public keys; add to sallyport.yaml: identities: { <name>: { jwks: <URL> } }',
      );
    const header = { alg: 'HS256' };
    const claims = laterEnd(user);
    return {
      attempts: forms.map((hmac) => ({
        says: 'a token signed with the public key as the secret',
        change: { kind: 'jwt', header, claims, signature: { hmac } },
      })),
      controls: [
        {
          says: 'one signed with another secret',
          change: { kind: 'jwt', header, claims, signature: { hmac: 'wrong' } },
        },
      ],
    };
  },
});
