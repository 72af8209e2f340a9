import { diffRule, isCleartext, type ApiModel, type Server } from '#rule';

export default diffRule({
  id: 'server-http-added',
  title: 'Server without TLS added',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  posture: 'widens',
  compat: 'no',
  why: `Generated clients and gateways use the servers that the document names. Over \`http://\` everybody on the way reads and changes requests: tokens, card numbers, amounts.`,
  fix: `Name the https address alone:

\`\`\`yaml
servers:
  - url: https://api.example.com/v1
\`\`\`

In Swagger 2.0: \`schemes: [https]\`.`,

  server(change, { before }) {
    if (change.kind === 'removed' || !reachableInClear(change.after)) return undefined;
    if (change.kind === 'changed' && reachableInClear(change.before)) return undefined;
    if (serversOf(before).some((server) => reachableInClear(server) && hostOf(server) === hostOf(change.after))) {
      return undefined;
    }
    return {
      at: change.after.at,
      subject: `server/${change.after.level}/http`,
      message: `A server of the ${change.after.level} is reached in clear text (http) now.`,
    };
  },
});

/** Also by a variable for the scheme that allows `http` beside its default. */
function reachableInClear(server: Server): boolean {
  if (isCleartext(server)) return true;
  const scheme = /^\{([^{}]+)\}:\/\//.exec(server.url)?.[1];
  const variable = server.variables.find(({ name }) => name === scheme);
  if (!(variable?.enum ?? []).includes('http')) return false;
  return isCleartext({ ...server, resolvedUrl: server.resolvedUrl.replace(/^[a-z]+:/i, 'http:') });
}

/** A host that was reached in clear text before is not news, whatever its path. */
function hostOf(server: Server): string {
  return (/^[a-z]+:\/\/([^/?#]*)/i.exec(server.resolvedUrl)?.[1] ?? '').toLowerCase();
}

function serversOf(api: ApiModel): readonly Server[] {
  return [...api.servers, ...api.operations.flatMap(({ servers }) => servers)];
}
