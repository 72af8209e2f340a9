import { laterEnd, tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-kid-path',
  title: 'Key of a token is read from a file that the token names',
  severity: 'critical',
  cwe: 22,
  requests: 10,
  why: `The id of the key becomes a path. Pointed at an empty file, the secret is the empty text, which anybody can sign with; pointed at any file whose content is known, it is that.`,
  fix: `Look the id up in a fixed list; never make a path or a query of it:

\`\`\`js
const key = keys.get(header.kid);      // a Map of the keys you issued
if (!key) return res.status(401).end();
\`\`\``,
  message: 'reads the key of a token from the file that its kid names.',
  forge: ({ target, user }) => {
    const claims = laterEnd(user);
    const signature = { hmac: { text: '' } } as const;
    const up = '../'.repeat(12);
    return {
      attempts: [`${up}dev/null`, '/dev/null'].map((kid) => ({
        says: 'a token whose key is an empty file of the server',
        change: { kind: 'jwt', header: { alg: 'HS256', kid }, claims, signature },
      })),
      controls: [
        {
          says: 'one that names a file which does not exist',
          change: { kind: 'jwt', header: { alg: 'HS256', kid: `${up}${target.random(16)}` }, claims, signature },
        },
      ],
    };
  },
});
