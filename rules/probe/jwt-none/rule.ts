import { isJwtHolder, judgeCredential, NotTested, operationsRequiring, probeRule } from '#rule';

const spellings = ['none', 'None', 'NONE', 'nOnE'] as const;

export default probeRule({
  id: 'jwt-none',
  title: 'Unsigned token is accepted',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 347,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'scheme',
  requests: 12,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A token that says \`alg: none\` needs no key: anybody writes one with any user's id and any role, and the server believes it.`,
  fix: `Name the algorithm that you sign with; do not let the token choose it (RFC 8725 section 3.1):

\`\`\`js
jwt.verify(token, key, { algorithms: ['RS256'] });
\`\`\`

Compare it without regard to case where you check it yourself: \`None\` and \`nOnE\` are \`none\` too.`,

  applies: ({ scheme, operation }) =>
    scheme !== undefined && scheme.kind !== 'mutualTLS' && scheme.httpScheme !== 'basic' && operation.method === 'GET',

  async *probe(subject, target) {
    const { operation, scheme } = subject;
    if (scheme === undefined) throw new NotTested('the document has no scheme');
    const verdict = await judgeCredential(target, subject, {
      attempts: spellings.map((spelling) => ({
        says: `the token with the algorithm ${spelling} and no signature`,
        change: { kind: 'jwt-none', spelling },
      })),
      controls: [],
      holds: isJwtHolder(subject),
      lacking: `no identity has a JWT for ${scheme.name}`,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: scheme.at,
      message: `${scheme.name} accepts a token without a signature.`,
      operations: operationsRequiring(target.api, scheme).map(({ id }) => id),
      related: [{ at: operation.at, message: 'tried on this operation' }],
      evidence: verdict.proven,
    };
    return 'decided';
  },
});
