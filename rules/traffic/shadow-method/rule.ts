import { child, fullPath, parent, trafficRule, type ApiModel, type Pointer, type UnmatchedGroup } from '#rule';

export default trafficRule({
  id: 'shadow-method',
  title: 'Method in use that the document does not have for this path',
  severity: 'medium',
  tiers: [
    { name: 'read', severity: 'medium' },
    { name: 'write', severity: 'high' },
  ],
  owasp: ['API9:2023', 'API5:2023'],
  cwe: 1059,
  controls: ['PCI DSS 6.3.2'],
  why: `A framework that serves a method by itself, or a handler that somebody forgot, has no policy at the gateway and no test. A DELETE or PUT that nobody wrote down changes data and is missed by every review of rights.`,
  fix: `Document the method with its security, or let the router refuse it:

\`\`\`ts
app.all('/cards/:id', (_request, response) => response.set('Allow', 'GET').sendStatus(405)); // after the real ones
\`\`\``,

  end(seen, api) {
    if (api.dialect === 'capture') return undefined;
    return seen.unmatched.filter(isAlive).map((group) => ({
      at: placeOf(group, api),
      message: `${named(group)} is called and answers, but the document has only other methods of this path.`,
      subject: named(group),
      tier: /^(?:GET|QUERY|SEARCH|PROPFIND|REPORT)$/.test(group.method) ? 'read' : 'write',
      certainty: isProven(group) ? 'firm' : 'tentative',
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

/** HEAD is GET without the body; OPTIONS asks what there is. */
function isAlive({ method, statuses, knownPath }: UnmatchedGroup): boolean {
  const isMethod = /^[A-Z]{3,20}$/.test(method) && method !== 'HEAD' && method !== 'OPTIONS';
  return knownPath && isMethod && statuses.some((status) => status >= 200 && status < 300);
}

/** JSON came back, or an answer that needs no body. */
function isProven({ served = 0, statuses }: UnmatchedGroup): boolean {
  return served > 0 || statuses.some((status) => status === 201 || status === 202 || status === 204);
}

/** The path's key; where only a template of the path is known, the key of all paths. */
function placeOf({ path }: UnmatchedGroup, api: ApiModel): Pointer {
  const same = api.operations.find((operation) =>
    [operation.path, fullPath(operation)].some((template) => isSame(template, path)),
  );
  if (same === undefined) return child(api.at, 'paths');
  // An operation behind a reference stands in no path item: the path's own key is where a method is added.
  const isInItem = same.at.path.toUpperCase().endsWith(`/${same.method.toUpperCase()}`);
  return isInItem ? parent(same.at) : child(api.at, 'paths', same.path);
}

/** A parameter of one stands for any segment of the other. */
function isSame(template: string, path: string): boolean {
  const [wanted, segments] = [template.split('/'), path.split('/')];
  return (
    wanted.length === segments.length &&
    wanted.every((segment, index) => segment.includes('{') || segment === segments[index])
  );
}
