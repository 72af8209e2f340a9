import {
  allowsAnonymous,
  heedShared,
  isAdministrative,
  isPrivilegedRole,
  isSameJson,
  judgeForeignRead,
  NotTested,
  probeRule,
  wordsOf,
  type Identity,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'cross-tenant-admin',
  title: 'Administrator of one tenant reads what belongs to another',
  severity: 'critical',
  owasp: ['API5:2023', 'API1:2023'],
  cwe: 863,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bfla-role', 'bola-read-path'],
  why: `The server asks whether somebody is an administrator, and not of whom. Every company that signs up has one, who reads the staff, the customers and the payments of all other companies.`,
  fix: `Take the tenant from the credential, and make it a part of every query:

\`\`\`js
if (req.user.role !== 'admin' || req.user.tenantId !== req.params.tenantId) return res.status(404).end();
const staff = await db.staff.find({ tenantId: req.user.tenantId });
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'GET' &&
    operation.path.includes('{') &&
    (isAdministrative(operation) || isOfTenant(operation)),

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const { owner, attacker } = administrators(target);
    const object = await target.object(operation, owner);
    if (object === undefined) throw new NotTested(target.why());
    const own = await target.object(operation, attacker);
    const { parameters } = object;
    if (own !== undefined && isSameJson(own.parameters, parameters))
      return { undecided: 'both administrators are given the same object: name one of each under owns' };
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      ask: (as, how) => target.call(operation, as, { parameters, ...how }),
      random: () => target.call(operation, attacker, { parameters: target.randomObject(object).parameters }),
      own: async () => own && target.call(operation, attacker, { parameters: own.parameters }),
      isOpen: allowsAnonymous(operation),
      how: `as an administrator of another tenant`,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      subject: 'tenant',
      message: `${operation.id} gives an administrator what belongs to another tenant.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** Whoever works for the house may see all tenants. */
const house = new Set(
  'superuser super support operator operators auditor system internal root staff service backoffice'.split(' '),
);

/** Two of the same privileged role in two tenants. */
function administrators(target: Target): { readonly owner: Identity; readonly attacker: Identity } {
  const all = target.users.filter(
    (user) =>
      user.tenant !== undefined && isPrivilegedRole(user) && !wordsOf(user.role ?? '').some((word) => house.has(word)),
  );
  for (const owner of all) {
    const attacker = all.find((user) => user.tenant !== owner.tenant && user.role === owner.role);
    if (attacker !== undefined) return { owner, attacker };
  }
  throw new NotTested(
    'administrators of two tenants are needed; add to sallyport.yaml: identities: { <name>: { role: admin, tenant: ... } }',
  );
}

function isOfTenant({ path }: Operation): boolean {
  return /\{[^{}]*(tenant|organi[sz]ation|org|company|merchant|workspace)[^{}]*\}/i.test(path);
}
