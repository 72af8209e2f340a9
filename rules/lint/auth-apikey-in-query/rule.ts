import { lintRule, operationsRequiring, schemeUse } from '#rule';

export default lintRule({
  id: 'auth-apikey-in-query',
  title: 'API key in the query string',
  severity: 'medium',
  tiers: [
    { name: 'declared', severity: 'low' },
    { name: 'required', severity: 'medium' },
    { name: 'cleartext', severity: 'high' },
  ],
  owasp: ['API2:2023', 'API8:2023'],
  cwe: 598,
  controls: ['PCI DSS 8.3.2', 'RFC 6750 5.3'],
  why: `URLs are written to access logs, browser histories, proxies and \`Referer\` headers. Whoever reads one of those holds a working key.`,
  fix: `Send the key in a header:

\`\`\`yaml
type: apiKey
in: header
name: X-Api-Key
\`\`\`

Accept both for one release, then refuse the query parameter and rotate the keys.`,

  authScheme(scheme, api) {
    if (scheme.kind !== 'apiKey' || scheme.in !== 'query') return undefined;
    return {
      at: scheme.at,
      tier: schemeUse(api, scheme),
      operations: operationsRequiring(api, scheme).map(({ id }) => id),
      message: `Scheme ${scheme.name} sends its key in the query string.`,
    };
  },
});
