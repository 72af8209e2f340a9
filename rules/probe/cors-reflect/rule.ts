import { isGuardedRead, judgeCors, probeRule } from '#rule';

export default probeRule({
  id: 'cors-reflect',
  title: 'Pages of any origin read answers with the cookies of the caller',
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
  requests: 8,
  identities: 1,
  why: `Whatever page a customer has open in another tab asks the API in his name, and reads the answer: the server names every origin as trusted and lets cookies come along.`,
  fix: `Name the origins that may, and compare the whole of them:

\`\`\`js
const origins = new Set(['https://app.example.com']);
app.use(cors({ origin: (origin, done) => done(null, origins.has(origin)), credentials: true }));
\`\`\``,

  applies: ({ operation }) => isGuardedRead(operation),

  async *probe({ operation }, target) {
    const question = { origins: [0, 1].map(() => `https://${target.random(12).toLowerCase()}.example`) };
    const verdict = await judgeCors(target, operation, question);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      wide: true,
      subject: 'cors',
      tier: verdict.tier,
      message: `${operation.id} lets pages of any origin read its answers with credentials.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});
