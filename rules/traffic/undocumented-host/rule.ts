import {
  child,
  header,
  hostKind,
  hostOf,
  isInternalUrl,
  isServedStatus,
  serversOf,
  trafficRule,
  type ApiModel,
  type Pointer,
} from '#rule';

const cleartext = trafficRule({
  id: 'cleartext-traffic',
  title: 'Served over http, where the document says https',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  why: `Whoever is on the way reads and changes requests and answers, tokens included. The document promises encryption, so nobody looks for it to be missing.`,
  fix: `Answer http with a redirect and nothing else, and tell browsers not to try again:

\`\`\`http
HTTP/1.1 308 Permanent Redirect
Location: https://api.example.com/v1/cards
\`\`\``,
  only: 'captured',
  exchange({ request, response }, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !request.origin.startsWith('http:')) return undefined;
    if (response === undefined || !isServedStatus({ response }) || isInternalUrl(request.origin)) return undefined;
    // Captured behind what ends TLS: the caller's own way was encrypted.
    if (/^https\b/i.test(header(request.headers, 'x-forwarded-proto') ?? '')) return undefined;
    const servers = serversOf(api).map(({ resolvedUrl }) => resolvedUrl);
    if (!servers.some((url) => /^https:/i.test(url)) || servers.some((url) => /^http:/i.test(url))) return undefined;
    return {
      at: api.servers[0]?.at ?? api.at,
      message: 'Operations are served over http, and every server of the document is https.',
      subject: 'server/cleartext',
      wide: true,
    };
  },
});

const host = trafficRule({
  id: 'undocumented-host',
  title: 'Served by a host that the document does not name',
  severity: 'high',
  owasp: ['API9:2023', 'API8:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  why: `A second way to the same data, without the gateway, the limits and the monitoring of the first: a forgotten environment, an old domain, the server behind the proxy. Attackers list hosts before they list operations.`,
  fix: `Take it off the network, or name it in the document and protect it as the others:

\`\`\`yaml
servers:
  - { url: https://api.example.com/v1 }
  - { url: https://api-eu.example.com/v1 }
\`\`\``,
  only: 'captured',
  exchange(exchange, operation, api) {
    const { origin } = exchange.request;
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    if (hostKind(api, origin) !== 'other' || isInternalUrl(origin)) return undefined;
    return {
      at: serversPlace(api),
      message: 'Operations are served by a host that the document does not name.',
      subject: 'server/other-host',
      wide: true,
      // Captures of a test system are made on purpose.
      ...(isTestHost(origin) ? { certainty: 'tentative' as const } : {}),
    };
  },
});

export default [cleartext, host];

function serversPlace(api: ApiModel): Pointer {
  if (api.dialect === '2.0') return child(api.at, 'host');
  return api.servers.length > 0 ? child(api.at, 'servers') : (serversOf(api)[0]?.at ?? api.at);
}

function isTestHost(origin: string): boolean {
  return (hostOf(origin) ?? '')
    .split(/[.-]/)
    .some((label) =>
      /^(?:dev|develop(?:ment)?|test(?:ing)?|stage|staging|stg|uat|qa|sandbox|preprod|preview|demo|mock)\d*$/.test(
        label,
      ),
    );
}
