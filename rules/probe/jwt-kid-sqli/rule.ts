import { laterEnd, tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-kid-sqli',
  title: 'Key of a token is looked up with SQL that the token writes',
  severity: 'critical',
  cwe: 89,
  requests: 10,
  why: `The id of the key is pasted into a query. With a UNION the token brings its own key along and is verified with it: anybody signs tokens for any user, and reads the database besides.`,
  fix: `Bind it as a value, or look it up in a fixed list:

\`\`\`js
const row = await db.get('SELECT secret FROM keys WHERE id = ?', [header.kid]);
\`\`\``,
  message: 'verifies a token with a key that its kid brings along by SQL.',
  forge: ({ target, user }) => {
    const claims = laterEnd(user);
    const [key, other] = [target.random(20), target.random(20)];
    const header = { alg: 'HS256', kid: `${target.random(8)}' UNION SELECT '${key}' -- x` };
    return {
      attempts: [
        {
          says: 'a token signed with a key that its kid selects',
          change: { kind: 'jwt', header, claims, signature: { hmac: { text: key } } },
        },
      ],
      controls: [
        {
          says: 'one signed with another key',
          change: { kind: 'jwt', header, claims, signature: { hmac: { text: other } } },
        },
      ],
    };
  },
});
