import { lintRule, operationsRequiring, schemeUse } from '#rule';

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
\`\`\``,

  authScheme(scheme, api) {
    if (scheme.kind !== 'http' || scheme.httpScheme !== 'basic') return undefined;
    return {
      at: scheme.at,
      tier: schemeUse(api, scheme),
      operations: operationsRequiring(api, scheme).map(({ id }) => id),
      message: `Scheme ${scheme.name} is HTTP basic: the password travels with every request.`,
    };
  },
});
