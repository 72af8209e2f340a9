import { tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-aud',
  title: 'Token for another audience is accepted',
  severity: 'high',
  cwe: 345,
  requests: 8,
  why: `A token that was issued for another service opens this one: whoever operates or compromises any service of the same issuer calls this API as its users.`,
  fix: `Demand your own audience (RFC 8725 section 3.9):

\`\`\`js
jwt.verify(token, key, { algorithms: ['RS256'], audience: 'https://api.example.com' });
\`\`\``,
  message: 'accepts tokens that were issued for another audience.',
  holds: (user) => user.others?.includes('other-audience') === true,
  lacking:
    'no identity has such a token; add to sallyport.yaml: identities: { <name>: { others: { other-audience: ... } } }',
  forge: () => ({
    attempts: [{ says: 'the token for another audience', change: { kind: 'other', name: 'other-audience' } }],
    controls: [],
  }),
});
