import { laterEnd, tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-blank',
  title: 'Token signed with an empty secret is accepted',
  severity: 'critical',
  cwe: 1391,
  requests: 10,
  why: `A secret that was never set is the empty text, and the server takes it: anybody signs tokens with it, for any user.`,
  fix: `Refuse to start without a secret, and demand a length:

\`\`\`js
if ((process.env.JWT_SECRET ?? '').length < 32) throw new Error('JWT_SECRET is missing or short');
\`\`\``,
  message: 'accepts tokens signed with an empty secret.',
  forge: ({ user }) => {
    const claims = laterEnd(user);
    const header = { alg: 'HS256' };
    return {
      attempts: [
        {
          says: 'a token signed with an empty secret',
          change: { kind: 'jwt', header, claims, signature: { hmac: { text: '' } } },
        },
      ],
      controls: [
        {
          says: 'one signed with another secret',
          change: { kind: 'jwt', header, claims, signature: { hmac: 'wrong' } },
        },
      ],
    };
  },
});
