import {
  canonicalPath,
  filledPath,
  isPrivilegedRole,
  isForOthers,
  judgeEffect,
  NotTested,
  plainEffect,
  probeRule,
  siblingPath,
  type EffectCall,
  type Exchange,
  type Identity,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'bfla-sibling-path',
  title: 'What is refused to a user works on the path beside it',
  severity: 'critical',
  owasp: ['API5:2023'],
  cwe: 425,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 30,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bfla-role'],
  why: `The operation refuses a customer, and the same under \`/admin\` or \`/internal\` does not: it was meant for other programs, nobody asks there who calls, and one word in the path is easily guessed.`,
  fix: `Ask for the role wherever the change is made, and not in front of one of its paths:

\`\`\`js
async function changeLimit(user, limitId, amountCents) {
  if (user.role !== 'admin') throw new Forbidden();  // under /user, /admin and /internal alike
\`\`\``,

  applies: ({ operation }) => ['PUT', 'PATCH', 'DELETE'].includes(operation.method) && operation.path.includes('{'),

  async *probe({ operation }, target) {
    const owner = target.users.find((user) => !isPrivilegedRole(user));
    const reader = target.readerOf(operation);
    if (owner === undefined) throw new NotTested('an identity with an ordinary role is needed');
    if (reader === undefined) throw new NotTested('no GET reads back what it changes');
    const ask = { owner, reader, method: operation.method, writer: operation };
    const send =
      (path: string, as: Identity = owner) =>
      (call: EffectCall): Promise<Exchange> =>
        target.send(requestOf(operation, path, call), as);
    const plain = await plainEffect(target, ask);
    if (plain !== 'refused') return plain === 'allowed' ? 'decided' : plain;
    for (const path of siblingsOf(operation, target)) {
      const verdict = await judgeEffect(target, {
        ...ask,
        says: `${operation.method} to ${path}`,
        attempt: send(path),
        controls: [
          { says: 'on a path that does not exist', send: send(siblingPath(operation, target)) },
          { says: 'on the documented path', send: send(operation.path) },
        ],
      });
      if (verdict === 'none') continue;
      if ('undecided' in verdict) return verdict;
      if (!(await isForOthers(target, ask)))
        return { undecided: 'no privileged user shows that the plain call works at all' };
      yield {
        at: operation.at,
        subject: `path/${path}`,
        message: `${operation.id} refuses an ordinary user, and ${path} does what it refuses.`,
        evidence: verdict.proven,
      };
      return 'decided';
    }
    return 'decided';
  },
});

/** Words for those who call, and what operators' paths have in their place. */
const callers = /^(users?|me|my|customers?|clients?|members?|self|public|app|portal|web|mobile)$/i;
const inside = ['admin', 'internal'];

/** Paths that the document does not have: one word replaced, else one put in front; and the version before. */
function siblingsOf({ path }: Operation, { api }: Target): readonly string[] {
  const segments = path.split('/');
  const at = segments.findIndex((segment) => callers.test(segment));
  const replaced = inside.map((word) =>
    at < 0 ? `/${word}${path}` : segments.map((segment, index) => (index === at ? word : segment)).join('/'),
  );
  const version = segments.findIndex((segment) => /^v[2-9]$/i.test(segment));
  const older = segments.map((one, index) => (index === version ? `v${Number(one.slice(1)) - 1}` : one)).join('/');
  const known = new Set(api.operations.map((one) => canonicalPath(one.path)));
  return [...replaced, ...(version < 0 ? [] : [older])].filter((one) => !known.has(canonicalPath(one)));
}

function requestOf(
  operation: Operation,
  path: string,
  { parameters, body, fresh }: EffectCall,
): Parameters<Target['send']>[0] {
  return {
    method: operation.method,
    path: filledPath({ path }, parameters),
    fresh,
    ...(body === undefined ? {} : { body: { text: JSON.stringify(body), mediaType: 'application/json' } }),
  };
}
