import { compared, dataClasses, header, isGraveInAnswer, probeRule, servedOnce, shown, type Exchange } from '#rule';

/** What must not lie in a cache, of what is grave in an answer. */
const kept = new Set(['pci', 'pci-sad', 'secret']);

export default probeRule({
  id: 'hdr-cache',
  title: 'Answer with secrets may be kept by caches',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 525,
  controls: ['PCI DSS 3.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 6,
  identities: 1,
  // What should not be in the answer at all needs no header.
  yieldsTo: ['auth-missing', 'bopla-undeclared-secret', 'bopla-declared-secret', 'bopla-writeonly'],
  why: `Nothing tells browsers and proxies not to keep the answer: a card number or a secret lies on the disk of a shared computer, or in a cache that answers the next one who asks.`,
  fix: `Say that it must not be stored (RFC 9111 section 5.2.2.5):

\`\`\`js
res.set('Cache-Control', 'no-store');
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET',

  async *probe({ operation }, target) {
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { mine, again } = served;
    const classes = secretsIn(mine);
    if (classes.length === 0 || mayNotBeKept(mine) || mayNotBeKept(again)) return 'decided';
    yield {
      at: operation.at,
      subject: 'response/header/Cache-Control',
      message: `${operation.id} answers with ${classes.join(', ')} and lets caches keep it.`,
      dataClasses: classes,
      evidence: [
        shown(target, 'The answer, and its headers.', mine),
        compared(
          'Cache-Control',
          'no-store',
          header(mine.response?.headers ?? [], 'cache-control') === undefined
            ? 'absent'
            : 'without no-store or private',
        ),
      ],
    };
    return 'decided';
  },
});

function secretsIn({ sightings }: Exchange): readonly string[] {
  const found = sightings.filter(
    (sighting) => isGraveInAnswer(sighting) && kept.has(dataClasses.get(sighting.dataClass)?.category ?? ''),
  );
  return [...new Set(found.map(({ dataClass }) => dataClass))];
}

function mayNotBeKept({ response }: Exchange): boolean {
  return /(^|[\s,])(no-store|private)([\s,]|$)/i.test(header(response?.headers ?? [], 'cache-control') ?? '');
}
