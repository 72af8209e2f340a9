import { isAssigning, judgeAssigning, probeRule, type Assignable } from '#rule';

export default probeRule({
  id: 'mass-readonly',
  title: 'Read-only property can be written',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 28,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'mass-role', 'mass-money', 'mass-owner'],
  why: `The document gives the property out and never in: a score, a state, a date of approval. The server stores whatever a request brings, so that a customer approves itself.`,
  fix: `Take from the request what may be changed, by name; never the request as it comes:

\`\`\`js
const { name, sector } = req.body;                // not: Object.assign(company, req.body)
await db.companies.update({ name, sector }, { id: req.params.companyId, ownerId: req.user.id });
\`\`\`

Refuse what is left over (\`additionalProperties: false\`), so that a client's mistake shows.`,

  applies: ({ operation }, api) => isAssigning(operation, api),

  async *probe({ operation }, target) {
    const verdict = await judgeAssigning(target, operation, isServersOwn);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      subject: `request/json/${verdict.path}`,
      message: `${operation.id} lets a user set ${verdict.path.slice(2)}, which the document only gives out.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** Another id would lose the object, and another owner gives it away: those are questions of their own. */
const identifying =
  /(^| )(id|ids|uuid|guid|key|owner|user|customer|tenant|organisation|organization|href|url|self|etag|type|kind|object)$/;

function isServersOwn({ words, depth }: Assignable): boolean {
  return depth === 0 && !identifying.test(words);
}
