import { hostKind, isInternalUrl, isServedStatus, trafficRule } from '#rule';

export default trafficRule({
  id: 'internal-operation-reachable',
  title: 'Operation marked as internal, served by a public host',
  severity: 'high',
  owasp: ['API9:2023', 'API5:2023'],
  cwe: 668,
  controls: ['PCI DSS 1.4.1'],
  why: `What is marked as internal is left out of the published document, of reviews and often of checks of rights, as "only we can reach it". The host that served it can be reached by everybody.`,
  fix: `Serve it on a network of its own, or refuse it at the edge:

\`\`\`nginx
location /operators/ { deny all; }
\`\`\``,
  only: 'captured',

  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    const { origin } = exchange.request;
    if (operation.raw['x-internal'] !== true || isInternalUrl(origin) || hostKind(api, origin) !== 'documented')
      return undefined;
    return {
      at: operation.at,
      message: `${operation.id} is marked as x-internal and is served by a host that is open to all.`,
      subject: 'internal/served',
    };
  },
});
