import {
  foreignObject,
  heedShared,
  isAsking,
  isSideEffecting,
  isSuccess,
  jsonRequest,
  judgeForeignWrite,
  markerField,
  NotTested,
  probeRule,
  sentField,
  textsIn,
  type ApiModel,
  type Exchange,
  type Identity,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bola-foreign-parent',
  title: "Something can be put into another user's object",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 16,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server makes a new object below whatever parent the path names. Any customer adds a payee, a card, a limit to the account of somebody else, who then trusts it as an own one.`,
  fix: `Look the parent up together with its owner, taken from the credential, before anything is put into it:

\`\`\`js
const account = await db.accounts.findOne({ id: req.params.accountId, ownerId: req.user.id });
if (!account) return res.status(404).end();
await db.beneficiaries.insert({ ...body, accountId: account.id });
\`\`\``,

  applies: ({ operation }, api) =>
    operation.method === 'POST' &&
    /\}\/[^/{}]+\/?$/.test(operation.path) &&
    !isAsking(operation) &&
    !isSideEffecting({ ...operation, operationId: '', summary: '' }) &&
    markerOf(operation, api) !== undefined &&
    listOf(operation, api) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const list = listOf(operation, target.api);
    const field = markerOf(operation, target.api);
    if (list === undefined || field === undefined) throw new NotTested('no list shows what it makes');
    const { owner, attacker, object } = await foreignObject(target, operation, { made: true });
    const { parameters } = object;
    const read = (): Promise<Exchange> => target.call(list, owner, { parameters });
    const add = (as: Identity, fresh = false): Promise<Exchange> =>
      target.call(operation, as, { parameters, body: { [field]: `sp${target.random(14)}` }, fresh });
    const verdict = await judgeForeignWrite(target, {
      owner,
      attacker,
      read,
      write: (as, how) => add(as, how?.fresh),
      shows: (after, sent, before) => {
        const marker = sentField(sent, field);
        if (!isSuccess(after) || typeof marker !== 'string') return false;
        return textsIn(after).has(marker) && !textsIn(before).has(marker);
      },
      ownWrite: async () => {
        const before = await read();
        return { before, write: await add(owner), after: await read() };
      },
      own: async () => {
        const theirs = await target.object(operation, attacker, { made: true });
        return theirs && target.call(list, attacker, { parameters: theirs.parameters });
      },
      what: `puts something into the object of ${owner.name}`,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} lets a user put something into the object of another user.`,
      subject: 'ownership',
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** A free text that comes back in the list. */
function markerOf(operation: Operation, api: ApiModel): string | undefined {
  const schema = jsonRequest(operation, api);
  return schema === undefined ? undefined : markerField(api, schema.id);
}

function listOf({ path }: Operation, api: ApiModel): Operation | undefined {
  return api.operations.find((one) => one.kind === 'path' && one.method === 'GET' && one.path === path);
}
