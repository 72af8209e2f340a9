import { insideOf, isServiceInfo, lintRule, own, type Operation } from '#rule';

export default lintRule({
  id: 'bfla-internal-published',
  title: 'Internal operation in a published document',
  severity: 'low',
  tiers: [
    { name: 'debug', severity: 'medium' },
    { name: 'internal', severity: 'low' },
  ],
  owasp: ['API5:2023', 'API9:2023'],
  cwe: 489,
  controls: ['PCI DSS 2.2.4'],
  why: `Actuators, heap dumps and consoles show memory, settings and keys. Internal operations are written for callers who are trusted; a document that lists them beside the public ones says where to begin.`,
  fix: `Serve them on another port that the gateway does not route, and keep them in a document of their own:

\`\`\`yaml
servers:
  - url: https://internal.example.com   # not routed from outside
\`\`\``,

  operation(operation) {
    const tier = tierOf(operation);
    return tier === undefined
      ? undefined
      : {
          at: operation.at,
          tier,
          message: `${operation.id} is meant for ${tier === 'debug' ? 'debugging' : 'internal callers'}.`,
        };
  },
});

function tierOf(operation: Operation): 'debug' | 'internal' | undefined {
  // `/actuator/health` is what a load balancer asks; the rest of the actuator is not meant for anybody outside.
  if (isServiceInfo(operation) || /\/actuator\/info$/i.test(operation.path)) return undefined;
  return insideOf(operation) ?? (own(operation.raw, 'x-internal') === true ? 'internal' : undefined);
}
