import { isCleartext, isUnprotected, lintRule, type ApiModel, type Operation, type Server } from '#rule';

export default lintRule({
  id: 'tls-credentials-cleartext',
  title: 'Credentials in clear text',
  severity: 'critical',
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1', 'PCI DSS 8.3.2'],
  why: `Tokens and keys of every caller travel over \`http://\`. Whoever shares a network with one of them, or runs a hop on the way, has them and may do all that they allow.`,
  fix: `Name the https address alone:

\`\`\`yaml
servers:
  - url: https://api.example.com/v1
\`\`\`

Answer on port 80 with a redirect of browsers at most, and rotate the keys that were sent there.`,

  server(server, api) {
    if (!isCleartext(server)) return undefined;
    const callers = servedBy(server, api).filter((operation) => !isUnprotected(operation));
    if (callers.length === 0) return undefined;
    return {
      at: server.at,
      subject: `server/${server.level}/http`,
      operations: callers.map(({ id }) => id),
      message: `Credentials are sent to a server of the ${server.level} in clear text (http).`,
    };
  },
});

function servedBy({ at, url }: Server, api: ApiModel): readonly Operation[] {
  return api.operations.filter(({ servers }) =>
    servers.some((server) => server.at.path === at.path && server.at.source === at.source && server.url === url),
  );
}
