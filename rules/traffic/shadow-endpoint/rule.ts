import { child, trafficRule, type UnmatchedGroup } from '#rule';

export default trafficRule({
  id: 'shadow-endpoint',
  title: 'Endpoint in use that the document does not have',
  severity: 'high',
  owasp: ['API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  why: `Nobody reviews, tests or protects what is not written down: gateways have no policy for it, scanners skip it, and it stays when the version it belonged to is gone. Old, internal and debug endpoints are where attackers look first.`,
  fix: `If clients need it, document it, with its security; if not, take it off the server.

\`\`\`yaml
paths:
  /v2/cards/{cardId}:
    get:
      security: [{ bearerAuth: [] }]
\`\`\``,

  end(seen, api) {
    if (api.dialect === 'capture') return undefined;
    return seen.unmatched.filter(isAlive).map((group) => ({
      at: child(api.at, 'paths'),
      message: `${named(group)} is called and answers, but the document does not have it.`,
      subject: named(group),
      certainty: (group.served ?? 0) > 0 ? 'firm' : 'tentative',
      operations: [],
      related: [{ at: group.first, message: 'first seen here' }],
    }));
  },
});

/** Longest path in a message, in characters. */
const pathCharsMax = 160;

function named({ method, path }: UnmatchedGroup): string {
  return `${method} ${path.slice(0, pathCharsMax)}`;
}

/** Refusals prove nothing: servers give 401 and 404 for every path. HEAD is GET without the body. */
function isAlive({ method, path, statuses, knownPath }: UnmatchedGroup): boolean {
  return (
    !knownPath && method !== 'HEAD' && statuses.some((status) => status >= 200 && status < 300) && !isServiceInfo(path)
  );
}

/** Liveness and documents about the API are for operators and clients alike, and are rarely written down in it. */
function isServiceInfo(path: string): boolean {
  return /\/(?:health|healthz|healthcheck|livez|readyz|ready|alive|ping|status|version|docs|api-docs|openapi(?:\.\w+)?|swagger(?:\.\w+)?|jwks(?:\.json)?|csrf)\/?$/i.test(
    path,
  );
}
