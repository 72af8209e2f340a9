import { tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-stripped',
  title: 'Token is accepted with its signature cut off',
  severity: 'critical',
  cwe: 347,
  requests: 10,
  why: `A token without its last part still says who calls, and the server believes it. Anybody writes one with any user's id and any role; no key is needed.`,
  fix: `A token that has not exactly three parts is none. Libraries know that; code that splits at dots and decodes does not:

\`\`\`js
const claims = jwt.verify(token, key, { algorithms: ['RS256'] }); // not JSON.parse(atob(token.split('.')[1]))
\`\`\``,
  message: 'accepts a token without its signature.',
  forge: () => ({
    attempts: [
      { says: 'the token with an empty signature', change: { kind: 'jwt', signature: 'without' } },
      { says: 'the token without its last part', change: { kind: 'jwt', signature: 'cut' } },
    ],
    controls: [
      { says: 'one whose claims are no JSON', change: { kind: 'jwt', signature: 'without', malformed: true } },
    ],
  }),
});
