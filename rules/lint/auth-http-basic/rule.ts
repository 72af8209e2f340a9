import { isOauthEndpoint, lintRule, operationsRequiring, schemeUse } from '#rule';

export default lintRule({
  id: 'auth-http-basic',
  title: 'HTTP basic authentication',
  severity: 'medium',
  tiers: [
    { name: 'declared', severity: 'low' },
    { name: 'required', severity: 'medium' },
    { name: 'cleartext', severity: 'critical' },
  ],
  owasp: ['API2:2023'],
  cwe: 522,
  controls: ['PCI DSS 8.3.2'],
  why: `Basic authentication (RFC 7617) sends the password itself with every request. One logged header, one proxy or one clear-text hop gives away a credential that neither expires nor has a scope.`,
  fix: `Use short-lived tokens:

\`\`\`yaml
type: oauth2
flows:
  clientCredentials:
    tokenUrl: https://auth.example.com/oauth/token
    scopes: { 'cards:read': Read cards }
\`\`\`

In Swagger 2.0: \`flow: application\`, with \`tokenUrl\` and \`scopes\` beside it.`,

  authScheme(scheme, api) {
    if (scheme.kind !== 'http' || scheme.httpScheme !== 'basic') return undefined;
    const users = operationsRequiring(api, scheme);
    const tier = schemeUse(api, scheme);
    // OAuth's own calls take the client's id and secret this way (RFC 6749 section 2.3.1, RFC 7662, RFC 7009).
    if (tier !== 'cleartext' && users.length > 0 && users.every(isOauthEndpoint)) return undefined;
    return {
      at: scheme.at,
      tier,
      operations: users.map(({ id }) => id),
      message: `Scheme ${scheme.name} is HTTP basic: the password travels with every request.`,
    };
  },
});
