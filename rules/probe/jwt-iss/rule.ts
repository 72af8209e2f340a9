import { tokenProbe } from '#rule';

export default tokenProbe({
  id: 'jwt-iss',
  title: 'Token of another issuer is accepted',
  severity: 'high',
  cwe: 345,
  requests: 8,
  why: `A token of another issuer, such as the test tenant's, opens this API: what nobody controls there is believed here.`,
  fix: `Demand your own issuer, and take keys from it alone (RFC 8725 section 3.8):

\`\`\`js
jwt.verify(token, key, { algorithms: ['RS256'], issuer: 'https://login.example.com' });
\`\`\``,
  message: 'accepts tokens of another issuer.',
  holds: (user) => user.others?.includes('other-issuer') === true,
  lacking:
    'no identity has such a token; add to sallyport.yaml: identities: { <name>: { others: { other-issuer: ... } } }',
  forge: () => ({
    attempts: [{ says: 'the token of another issuer', change: { kind: 'other', name: 'other-issuer' } }],
    controls: [],
  }),
});
