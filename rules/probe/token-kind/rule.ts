import { tokenProbe } from '#rule';

const kinds = [
  { name: 'refresh', says: 'the refresh token' },
  { name: 'id', says: 'the ID token' },
] as const;

export default tokenProbe({
  id: 'token-kind',
  title: 'Token of another kind is accepted as an access token',
  severity: 'high',
  cwe: 287,
  requests: 9,
  why: `A refresh token lives for weeks and an ID token is handed to front ends: neither is meant to open the API. Where they do, a stolen one is worth far more than it should be, and ending access tokens early helps nobody.`,
  fix: `Check what kind a token is (RFC 9068 section 2.1; \`typ: at+jwt\`, or your own claim), and its audience:

\`\`\`js
if (header.typ !== 'at+jwt') return res.status(401).end();
\`\`\``,
  message: 'accepts a token that is no access token.',
  jwtOnly: false,
  holds: (user) => kinds.some(({ name }) => user.others?.includes(name) === true),
  lacking:
    'no identity has a refresh or ID token; add to sallyport.yaml: identities: { <name>: { others: { refresh: ... } } }',
  forge: ({ user }) => ({
    attempts: kinds
      .filter(({ name }) => user.others?.includes(name) === true)
      .map(({ name, says }) => ({ says, change: { kind: 'other', name } })),
    controls: [],
  }),
});
