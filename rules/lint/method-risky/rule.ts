import { keysOf, lintRule, type Operation } from '#rule';

/** Methods that echo the request or open a way through, under the names that servers know. */
const dangerous: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT', 'DEBUG']);

export default lintRule({
  id: 'method-risky',
  title: 'HTTP method that gateways and servers treat apart',
  severity: 'medium',
  tiers: [
    { name: 'dangerous', severity: 'medium' },
    { name: 'custom', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 749,
  controls: ['PCI DSS 2.2.4'],
  why: `TRACE and TRACK send the request back as it arrived, headers that only proxies and the server should see included. CONNECT makes the server a tunnel to wherever the caller says. Methods outside RFC 9110 pass filters that list what is forbidden, and access rules that are written for GET and POST.`,
  fix: `Remove the operation and switch the method off at the server; of an own method make a POST:

\`\`\`yaml
/cards/{cardId}/freeze:
  post:
\`\`\``,

  operation(operation) {
    const method = operation.method.toUpperCase();
    if (dangerous.has(method)) {
      return { at: operation.at, tier: 'dangerous', message: `${operation.id}: no API should answer ${method}.` };
    }
    if (!isAdditional(operation)) return undefined;
    const message = `${operation.id}: access rules and filters may not know the method ${operation.method}.`;
    return { at: operation.at, tier: 'custom', message };
  },
});

/** Only 3.2 has a place for methods of one's own. */
function isAdditional({ at }: Operation): boolean {
  return keysOf(at.path).at(-2) === 'additionalOperations';
}
