import {
  filledPath,
  isPrivilegedRole,
  isForOthers,
  judgeEffect,
  NotTested,
  plainEffect,
  probeRule,
  type EffectAsk,
  type EffectCall,
  type EffectVerdict,
  type Exchange,
  type Field,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'method-override',
  title: 'Method in a header gets around the check of the method',
  severity: 'high',
  owasp: ['API5:2023', 'API8:2023'],
  cwe: 650,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'write',
  per: 'operation',
  requests: 45,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bfla-role', 'bfla-sibling-path'],
  why: `The guard asks who may DELETE, the framework reads the method from \`X-HTTP-Method-Override\`: a POST, which everybody may, becomes the DELETE that is for administrators.`,
  fix: `Switch the override off; browsers and proxies have known all methods for long:

\`\`\`js
app.use(methodOverride());                        // remove
\`\`\`

Where an old client needs it, read the header before the guard does.`,

  applies: ({ operation }) => ['PUT', 'PATCH', 'DELETE'].includes(operation.method) && operation.path.includes('{'),

  async *probe({ operation }, target) {
    const owner = target.users.find((user) => !isPrivilegedRole(user));
    const reader = target.readerOf(operation);
    if (owner === undefined) throw new NotTested('an identity with an ordinary role is needed');
    if (reader === undefined) throw new NotTested('no GET reads back what it changes');
    const ask = { owner, reader, method: operation.method, writer: operation };
    const plain = await plainEffect(target, ask);
    if (plain !== 'refused') return plain === 'allowed' ? 'decided' : plain;
    // All at once, as most servers heed none; then which one it is.
    const screened = await judgeCarriers(target, ask, carriers);
    if (screened === 'none') return 'decided';
    if ('undecided' in screened) return screened;
    if (!(await isForOthers(target, ask)))
      return { undecided: 'no privileged user shows that the plain call works at all' };
    for (const carrier of carriers) {
      const verdict = await judgeCarriers(target, ask, [carrier]);
      if (verdict === 'none' || 'undecided' in verdict) continue;
      yield {
        at: operation.at,
        subject: `override/${carrier.toLowerCase()}`,
        message: `${operation.id} is refused to an ordinary user, and done where a POST says ${operation.method} in ${carrier}.`,
        evidence: verdict.proven,
      };
      return 'decided';
    }
    return { undecided: 'it happens with several of the headers together alone' };
  },
});

/** Headers that frameworks know, and the field of a form that some take from the query. */
const carriers = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method'];

type Asking = Pick<EffectAsk, 'owner' | 'reader' | 'method' | 'writer'>;

function judgeCarriers(target: Target, ask: Asking, names: readonly string[]): Promise<EffectVerdict> {
  const send =
    (used: readonly string[]) =>
    (call: EffectCall): Promise<Exchange> =>
      target.send(requestOf(ask.writer, used, call), ask.owner);
  return judgeEffect(target, {
    ...ask,
    says: `POST with ${ask.method} in ${names.join(', ')}`,
    attempt: send(names),
    controls: [{ says: 'with the method in a header that nobody knows', send: send([`X-${target.random(8)}`]) }],
  });
}

function requestOf(
  operation: Operation,
  names: readonly string[],
  { parameters, body, fresh }: EffectCall,
): Parameters<Target['send']>[0] {
  const headers = names.filter((name) => name !== '_method').map((name): Field => [name, operation.method]);
  return {
    method: 'POST',
    path: filledPath(operation, parameters),
    headers,
    fresh,
    ...(names.includes('_method') ? { query: `_method=${operation.method}` } : {}),
    ...(body === undefined ? {} : { body: { text: JSON.stringify(body), mediaType: 'application/json' } }),
  };
}
