import { isServiceInfo, lintRule, own, type Operation } from '#rule';

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

const debugging = new Set(
  'actuator heapdump threaddump phpinfo pprof jolokia h2-console debug __debug__ _debug trace.axd elmah.axd server-status'.split(
    ' ',
  ),
);
const internal = new Set(['internal', '_internal', 'private', '_private']);

/** Whole segments, as `/internal-transfers` is a product. */
function tierOf(operation: Operation): 'debug' | 'internal' | undefined {
  const { path, raw } = operation;
  // `/actuator/health` is what a load balancer asks; the rest of the actuator is not meant for anybody outside.
  if (isServiceInfo(operation) || /\/actuator\/info$/i.test(path)) return undefined;
  const segments = path.toLowerCase().split('/');
  if (segments.some((segment) => debugging.has(segment))) return 'debug';
  return segments.some((segment) => internal.has(segment)) || own(raw, 'x-internal') === true ? 'internal' : undefined;
}
