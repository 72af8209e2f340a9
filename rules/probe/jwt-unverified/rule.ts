import { tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-unverified',
  title: 'Signature of tokens is not verified',
  severity: 'critical',
  cwe: 347,
  requests: 10,
  why: `The server decodes tokens and does not verify them: whatever they claim is believed. Anybody who has seen one token writes the next one for another user or with more rights.`,
  fix: `Verify the signature with the algorithm and the key that you chose, before anything is read (RFC 8725 section 3.1):

\`\`\`js
jwt.verify(token, publicKey, { algorithms: ['RS256'], issuer, audience });
\`\`\`

\`decode\` of the same libraries verifies nothing.`,
  message: 'accepts tokens whose claims were changed and whose signature was broken.',
  yieldsTo: ['auth-missing'],
  forge: ({ target }) => ({
    attempts: [
      {
        says: 'a token with a changed claim and a broken signature',
        change: { kind: 'jwt', signature: 'flip', claims: { jti: target.random(20) } },
      },
    ],
    controls: [],
    // A broken signature is the question here; a token that is none must still be refused.
    broken: { kind: 'jwt', signature: 'keep', malformed: true },
  }),
});
