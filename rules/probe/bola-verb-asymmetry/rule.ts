import {
  canonicalPath,
  foreignUpdate,
  jsonRequest,
  NotTested,
  plainRead,
  probeRule,
  shown,
  type ApiModel,
  type Evidence,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'bola-verb-asymmetry',
  title: 'One method asks whose the object is and another does not',
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 863,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 30,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-update'],
  why: `The check for the owner stands in the handler of one method and was forgotten in that of another one. What a customer may not read or replace it changes all the same.`,
  fix: `Check the owner once, in front of all methods of the path:

\`\`\`js
router.param('budgetId', async (req, res, next, id) => {
  req.budget = await db.budgets.findOne({ id, ownerId: req.user.id });
  return req.budget ? next() : res.status(404).end();
});
\`\`\``,

  applies: ({ operation }, api) =>
    ['PUT', 'PATCH'].includes(operation.method) &&
    operation.parameters.some((one) => one.in === 'path') &&
    jsonRequest(operation, api) !== undefined &&
    siblingsOf(operation, api).length > 0,

  async *probe({ operation }, target) {
    const verdict = await foreignUpdate(target, operation);
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    for (const sibling of siblingsOf(operation, target.api)) {
      const refusal = await refusalOf(target, sibling);
      if (refusal === undefined) continue;
      yield {
        at: operation.at,
        message: `${operation.id} lets a user change the object of another user, which ${sibling.id} refuses.`,
        subject: 'ownership',
        evidence: [...refusal, ...verdict.proven],
      };
      return 'decided';
    }
    return { undecided: 'no other method of the path refuses it' };
  },
});

/** Other methods of the same path whose refusal can be seen: the GET first, as it costs least. */
function siblingsOf(operation: Operation, api: ApiModel): readonly Operation[] {
  const path = canonicalPath(operation.path);
  return api.operations
    .filter((one) => one !== operation && one.kind === 'path' && canonicalPath(one.path) === path)
    .filter(({ method }) => ['GET', 'PUT', 'PATCH'].includes(method))
    .sort((a, b) => Number(b.method === 'GET') - Number(a.method === 'GET'));
}

/** What shows that the sibling asks whose the object is; undefined where it does not, or where nobody can tell. */
async function refusalOf(target: Target, sibling: Operation): Promise<readonly Evidence[] | undefined> {
  try {
    if (sibling.method !== 'GET') return (await foreignUpdate(target, sibling)) === 'decided' ? [] : undefined;
    const read = await plainRead(target, sibling);
    if ('undecided' in read || read.verdict !== 'decided' || read.theirs === undefined) return undefined;
    return [shown(target, `${sibling.id} refuses it to ${read.attacker.name}.`, read.theirs)];
  } catch (error) {
    if (error instanceof NotTested) return undefined;
    throw error;
  }
}
