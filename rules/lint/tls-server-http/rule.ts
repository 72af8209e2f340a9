import { isCleartext, isInternalUrl, lintRule, serverOverTls } from '#rule';

export default lintRule({
  id: 'tls-server-http',
  title: 'Server without TLS',
  severity: 'high',
  tiers: [
    { name: 'public', severity: 'high' },
    { name: 'internal', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  why: `Over \`http://\` everybody on the way reads and changes requests: tokens, card numbers, amounts. Clients generated from the document use what it names. On a host of the inside a mesh may encrypt below what the document says; that is asked for all the same, as not every caller is part of it.`,
  mends:
    'Writes https (wss) in its address, its scheme or the default and list of its variable; takes an entry out where the one over TLS stands beside it. Left alone: ports, addresses in numbers, internal hosts.',
  fix: `Name the https address alone:

\`\`\`yaml
servers:
  - url: https://api.example.com/v1
\`\`\`

In Swagger 2.0: \`schemes: [https]\`; of a WebSocket \`wss\`.`,

  server(server, api) {
    if (!isCleartext(server)) return undefined;
    return {
      at: server.at,
      subject: `server/${server.level}/http${isInternalUrl(server.resolvedUrl) ? '/internal' : ''}`,
      tier: isInternalUrl(server.resolvedUrl) ? 'internal' : 'public',
      message: `A server of the ${server.level} is reached in clear text (${schemeOf(server.resolvedUrl)}).`,
      ...serverOverTls(server, api),
    };
  },
});

function schemeOf(url: string): string {
  return url.split(':', 1)[0]?.toLowerCase() ?? '';
}
