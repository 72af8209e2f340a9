import { isGuardedRead, judgeCors, probeRule } from '#rule';

export default probeRule({
  id: 'cors-null',
  title: 'Sandboxed pages read answers with the cookies of the caller',
  severity: 'high',
  tiers: [
    { name: 'cookie', severity: 'high' },
    { name: 'header', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 942,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'host',
  requests: 9,
  identities: 1,
  yieldsTo: ['cors-reflect'],
  why: `Every page can make a frame whose origin is \`null\`, and so can a mail attachment. The server trusts it, and lets cookies come along: any page reads what the customer may read.`,
  fix: `Name the origins that may, and compare the whole of them:

\`\`\`js
const origins = new Set(['https://app.example.com']);
app.use(cors({ origin: (origin, done) => done(null, origins.has(origin)), credentials: true }));
\`\`\``,

  applies: ({ operation }) => isGuardedRead(operation),

  async *probe({ operation }, target) {
    const question = { origins: ['null'], control: `https://${target.random(12).toLowerCase()}.example` };
    const verdict = await judgeCors(target, operation, question);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      wide: true,
      subject: 'cors',
      tier: verdict.tier,
      message: `${operation.id} lets pages of the origin null read its answers with credentials.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});
