import {
  foreignObject,
  heedShared,
  isAdministrative,
  isIdName,
  isSameJson,
  judgeForeignRead,
  NotTested,
  probeRule,
  wordsOf,
  type Operation,
  type Parameter,
} from '#rule';

export default probeRule({
  id: 'bola-tenant-header',
  title: 'Another tenant is entered by naming it in a header',
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A header or a cookie says whose data are meant, and the server believes it. Changing one value takes a customer of one organisation into the data of any other one.`,
  fix: `Take the tenant from the credential. Where a user may act for several, look up whether it belongs to the one it names:

\`\`\`js
const tenant = req.header('X-Tenant-Id');
if (!(await db.members.exists({ tenant, userId: req.user.id }))) return res.status(404).end();
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'GET' && !isAdministrative(operation) && tenantField(operation) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const { name } = tenantField(operation) ?? { name: '' };
    const { owner, attacker, object } = await foreignObject(target, operation);
    const own = await target.object(operation, attacker);
    const [foreign, mine] = [object.parameters[name], own?.parameters[name]];
    if (foreign === undefined || own === undefined || mine === undefined)
      throw new NotTested(
        `nothing says the ${name} of ${foreign === undefined ? owner.name : attacker.name}; add to sallyport.yaml: identities: { ${owner.name}: { owns: { ${name}: ... } }, ${attacker.name}: { owns: { ${name}: ... } } }`,
      );
    if (isSameJson(foreign, mine)) return { undecided: `both users have the same ${name}` };
    const random = target.randomObject(object).parameters[name];
    const { parameters } = object;
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      ask: (as, how) => target.call(operation, as, { parameters, ...how }),
      random: () => target.call(operation, attacker, { parameters: { ...parameters, [name]: random } }),
      own: () => target.call(operation, attacker, { parameters: own.parameters }),
      how: `with the other tenant's ${name}`,
      part: true,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} shows the data of whatever tenant its ${name} names.`,
      subject: `request/header/${name}`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

const tenantWords = new Set(
  'tenant org organisation organization account company workspace merchant customer user member household'.split(' '),
);

/** What says on whose behalf the caller acts. */
function tenantField({ parameters }: Operation): Parameter | undefined {
  return parameters.find(
    ({ in: place, name, required }) =>
      (place === 'header' || place === 'cookie') &&
      required &&
      isIdName(name) &&
      wordsOf(name).some((word) => tenantWords.has(word)),
  );
}
