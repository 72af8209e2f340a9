import { isCleartext, isInternalUrl, isUnprotected, lintRule, servedBy, serverOverTls } from '#rule';

export default lintRule({
  id: 'tls-credentials-cleartext',
  title: 'Credentials in clear text',
  severity: 'critical',
  tiers: [
    { name: 'public', severity: 'critical' },
    { name: 'internal', severity: 'medium' },
  ],
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1', 'PCI DSS 8.3.2'],
  why: `Tokens and keys of every caller travel over \`http://\`. Whoever shares a network with one of them, or runs a hop on the way, has them and may do all that they allow. On a host of the inside it takes somebody who is in already.`,
  mends:
    'Writes https (wss) in its address, its scheme or the default and list of its variable; takes an entry out where the one over TLS stands beside it. Left alone: ports, addresses in numbers, internal hosts.',
  fix: `Name the https address alone:

\`\`\`yaml
servers:
  - url: https://api.example.com/v1
\`\`\`

In Swagger 2.0: \`schemes: [https]\`. Answer on port 80 with a redirect of browsers at most, and rotate the keys that were sent there.`,

  server(server, api) {
    if (!isCleartext(server)) return undefined;
    const callers = servedBy(server, api).filter((operation) => !isUnprotected(operation));
    if (callers.length === 0) return undefined;
    return {
      at: server.at,
      subject: `server/${server.level}/http${isInternalUrl(server.resolvedUrl) ? '/internal' : ''}`,
      tier: isInternalUrl(server.resolvedUrl) ? 'internal' : 'public',
      operations: callers.map(({ id }) => id),
      ...serverOverTls(server, api),
      message: `Credentials are sent to a server of the ${server.level} in clear text (${server.resolvedUrl.split(':', 1)[0]?.toLowerCase()}).`,
    };
  },
});
