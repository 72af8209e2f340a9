import { isGuardedRead, judgeCors, probeRule, type ApiModel } from '#rule';

export default probeRule({
  id: 'cors-affix',
  title: 'Look-alikes of the trusted origin read answers with the cookies of the caller',
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
  requests: 12,
  identities: 1,
  yieldsTo: ['cors-reflect'],
  why: `Only a part of the origin is compared: whoever registers a name that begins or ends like yours reads, from his page, what your customer may read.`,
  fix: `Name the origins that may, and compare the whole of them:

\`\`\`js
const origins = new Set(['https://app.example.com']);
app.use(cors({ origin: (origin, done) => done(null, origins.has(origin)), credentials: true }));
\`\`\``,

  applies: ({ operation }) => isGuardedRead(operation),

  async *probe({ operation }, target) {
    const question = {
      origins: lookAlikes(target.api, target.random(8).toLowerCase()),
      control: `https://${target.random(12).toLowerCase()}.example`,
    };
    if (question.origins.length === 0) return { undecided: 'the document names no host' };
    const verdict = await judgeCors(target, operation, question);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      wide: true,
      subject: 'cors',
      tier: verdict.tier,
      message: `${operation.id} lets pages of origins that only look like its own read its answers with credentials.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** What a comparison without an anchor lets through: `api.example.com.evil.example`, `evilexample.com`. */
function lookAlikes({ servers }: ApiModel, word: string): readonly string[] {
  const hosts = servers.flatMap(({ resolvedUrl }) =>
    URL.canParse(resolvedUrl) ? [new URL(resolvedUrl).hostname] : [],
  );
  const [host] = hosts.filter((one) => /[a-z]/i.test(one) && one.includes('.'));
  if (host === undefined) return [];
  const domain = host.split('.').slice(-2).join('.');
  return [...new Set([`${domain}.${word}.example`, `${word}${domain}`, `${host}.${word}.example`])].map(
    (one) => `https://${one}`,
  );
}
