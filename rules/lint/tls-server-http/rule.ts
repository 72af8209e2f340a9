import { isCleartext, lintRule } from '#rule';

export default lintRule({
  id: 'tls-server-http',
  title: 'Server without TLS',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  why: `Over \`http://\` everybody on the way reads and changes requests: tokens, card numbers, amounts. Clients generated from the document use what it names.`,
  fix: `Name the https address alone:

\`\`\`yaml
servers:
  - url: https://api.example.com/v1
\`\`\`

In Swagger 2.0: \`schemes: [https]\`.`,

  server(server) {
    if (!isCleartext(server)) return undefined;
    return {
      at: server.at,
      subject: `server/${server.level}/http`,
      message: `A server of the ${server.level} is reached in clear text (http).`,
    };
  },
});
