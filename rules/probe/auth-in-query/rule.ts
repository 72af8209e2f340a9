import { tokenProbe } from '#rule';

export default tokenProbe({
  id: 'auth-in-query',
  title: 'Credential is accepted in the URL',
  severity: 'low',
  cwe: 598,
  requests: 12,
  why: `What stands in a URL is written to access logs, proxies, browser histories and Referer headers: a token in the query ends up where nobody guards it, and the server takes it there.`,
  fix: `Read credentials from the header alone (RFC 9700 section 4.3.2):

\`\`\`js
const token = req.get('authorization')?.replace(/^Bearer /, ''); // not req.query.access_token
\`\`\``,
  message: 'accepts the credential in the query.',
  jwtOnly: false,
  schemes: (scheme) => scheme.in !== 'query' && scheme.in !== 'cookie' && scheme.httpScheme !== 'basic',
  forge: ({ scheme }) => {
    const name = scheme.kind === 'apiKey' ? 'api_key' : 'access_token';
    return {
      attempts: [{ says: 'the credential in the query', change: { kind: 'query', name, broken: false } }],
      controls: [{ says: 'a broken one in the query', change: { kind: 'query', name, broken: true } }],
    };
  },
});
