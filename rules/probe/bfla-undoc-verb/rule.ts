import {
  creatorOf,
  filledPath,
  header,
  isPrivilegedRole,
  canonicalPath,
  judgeEffect,
  NotTested,
  probeRule,
  unusable,
  type ApiModel,
  type EffectCall,
  type Exchange,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'bfla-undoc-verb',
  title: 'Method works that the document does not have',
  severity: 'high',
  owasp: ['API5:2023', 'API9:2023'],
  cwe: 650,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 6.3.2'],
  impact: 'create',
  per: 'operation',
  requests: 30,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A framework makes five methods of one line of code, the document has two of them. Nobody has asked who may call the others; no test and no gateway knows them.`,
  fix: `Open the methods that are meant, one by one, and answer 405 to all others:

\`\`\`js
router.get('/orders/:orderId', getOrder);         // not: router.use('/orders', resource(Order))
router.all('/orders/:orderId', (req, res) => res.set('Allow', 'GET').status(405).end());
\`\`\`

What is meant to be there belongs into the document, with its security.`,

  applies: ({ operation }, api) =>
    operation.method === 'GET' &&
    /\{[^{}]*\}\/?$/.test(operation.path) &&
    creatorOf({ api }, operation) !== undefined &&
    undocumented(operation, api).length > 0,

  async *probe({ operation }, target) {
    const owner = target.users.find((user) => !isPrivilegedRole(user));
    const creator = creatorOf(target, operation);
    if (owner === undefined) throw new NotTested('an identity with an ordinary role is needed');
    if (creator === undefined) throw new NotTested('no call makes an object that may be changed');
    const object = await target.object(operation, owner);
    if (object === undefined) throw new NotTested(target.why());
    const asked = await target.send({ method: 'OPTIONS', path: filledPath(operation, object.parameters) }, owner);
    const failed = unusable(asked);
    if (failed !== undefined) return { undecided: failed };
    const allowed = header(asked.response?.headers ?? [], 'allow')
      ?.toUpperCase()
      .split(/\s*,\s*/);
    let doubt: string | undefined;
    // What the server itself says that it takes; methods are not guessed.
    for (const method of undocumented(operation, target.api)) {
      if (allowed?.includes(method) !== true) continue;
      const send =
        (verb: string) =>
        (call: EffectCall): Promise<Exchange> =>
          target.send(requestOf(operation, verb, call), owner);
      const verdict = await judgeEffect(target, {
        owner,
        reader: operation,
        method,
        writer: creator,
        says: `${method}, which is not documented`,
        attempt: send(method),
        controls: [{ says: `by ${strange}, which no API has`, send: send(strange) }],
      }).catch(notTested);
      if (verdict === 'none') continue;
      if ('undecided' in verdict) {
        doubt ??= verdict.undecided;
        continue;
      }
      yield {
        at: operation.at,
        subject: `method/${method}`,
        message: `${method} works on ${operation.path}, and the document does not have it.`,
        evidence: verdict.proven,
      };
      return 'decided';
    }
    return doubt === undefined ? 'decided' : { undecided: doubt };
  },
});

/** A method that servers parse (RFC 3253) and no JSON API has: one that does the same for it does it for any. */
const strange = 'REPORT';

/** Those that change something and that the document lacks on this path. */
function undocumented({ path }: Operation, api: ApiModel): readonly string[] {
  const here = api.operations.filter((one) => canonicalPath(one.path) === canonicalPath(path));
  return ['DELETE', 'PATCH', 'PUT'].filter((method) => here.every((one) => one.method !== method));
}

/** One method of several cannot be asked about: the others can. */
function notTested(error: unknown): { readonly undecided: string } {
  if (error instanceof NotTested) return { undecided: error.message };
  throw error;
}

function requestOf(
  operation: Operation,
  method: string,
  { parameters, body, fresh }: EffectCall,
): Parameters<Target['send']>[0] {
  return {
    method,
    path: filledPath(operation, parameters),
    fresh,
    ...(body === undefined ? {} : { body: { text: JSON.stringify(body), mediaType: 'application/json' } }),
  };
}
