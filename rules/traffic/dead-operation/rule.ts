import { operationsById, trafficRule, type Operation, type SeenCalls } from '#rule';

export default trafficRule({
  id: 'dead-operation',
  title: 'Documented operation that the server does not have',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 1059,
  why: `A document that promises what is not there is not kept up: nobody can tell what else it says wrongly, and policies are written for routes that do not exist while others go without.`,
  fix: `Take it out of the document, or bring the route back; until it is gone for good, mark it:

\`\`\`yaml
delete:
  deprecated: true
  x-sunset: '2026-12-31'
\`\`\``,

  end(seen, api) {
    if (api.dialect === 'capture') return undefined;
    return [...seen.calls].flatMap(([id, calls]) => {
      const operation = operationsById(api).get(id);
      if (operation === undefined || !isDead(operation, calls)) return [];
      return [
        {
          at: operation.at,
          message: `${id} is documented, and every call of it is answered as if it were not there.`,
          subject: 'dead',
          related: [{ at: calls.first, message: 'first seen here' }],
        },
      ];
    });
  },
});

/** 405, 410 and 501 speak of the route; 404 only where the address names no object that may be missing. */
function isDead({ path, responses }: Operation, { statuses }: SeenCalls): boolean {
  const documented = new Set(responses.map(({ status }) => status));
  return [...statuses].every((status) => {
    if (documented.has(String(status))) return false;
    return status === 405 || status === 410 || status === 501 || (status === 404 && !path.includes('{'));
  });
}
