import {
  foreignPair,
  heedShared,
  isAdministrative,
  isIdName,
  isSameJson,
  judgeForeignRead,
  NotTested,
  probeRule,
  wordsOf,
  type Exchange,
  type Identity,
  type Operation,
  type Parameter,
  type Target,
} from '#rule';

export default probeRule({
  id: 'bola-filter-widen',
  title: "A filter shows another user's objects",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-list-leak'],
  why: `Without the filter a list shows the caller's own objects. With the id of somebody else in the filter it shows those of that person: the filter takes the place of the check.`,
  fix: `Let a filter narrow what the caller may see, and never replace it:

\`\`\`js
const where = { ownerId: req.user.id };                  // always
if (req.query.from) where.bookedAt = { gte: req.query.from };
\`\`\`

A filter by owner is for operators: check their role before it counts.`,

  applies: ({ operation }) =>
    operation.method === 'GET' &&
    operation.parameters.every((one) => one.in !== 'path') &&
    !isAdministrative(operation) &&
    ownerFilter(operation) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const filter = ownerFilter(operation);
    if (filter === undefined) return 'decided';
    const { owner, attacker } = foreignPair(target);
    const { name } = filter;
    const theirs = await valueOf(target, operation, { filter, user: owner });
    const own = await valueOf(target, operation, { filter, user: attacker });
    if (theirs === undefined)
      throw new NotTested(
        `nothing says the ${name} of ${owner.name}; add to sallyport.yaml: identities: { ${owner.name}: { owns: { ${idNameOf(name)}: ... } } }`,
      );
    if (isSameJson(theirs, own)) return { undecided: `both users have the same ${name}` };
    const list = (as: Identity, value: string | undefined, fresh = false): Promise<Exchange> =>
      target.call(operation, as, { parameters: { [name]: value }, fresh });
    const object = { owner, parameters: { [name]: theirs }, made: false, from: 'the config' };
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      ask: (as, how) => list(as, theirs, how?.fresh),
      random: () => list(attacker, target.randomObject(object).parameters[name]),
      own: () => list(attacker, undefined),
      how: `with the other user in ${name}`,
      part: true,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} shows the objects of whatever user its ${name} names.`,
      subject: `request/query/${name}`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

const owners = /^(user|owner|customer|account|member|client|tenant|org|organisation|organization|merchant|holder)$/;

/** An optional field of the query that says whose objects are wanted: `userId`, `owner`. */
function ownerFilter({ parameters }: Operation): Parameter | undefined {
  return parameters.find(({ in: place, name, required }) => {
    const words = wordsOf(name);
    if (place !== 'query' || required) return false;
    return isIdName(name) ? owners.test(words.at(-2) ?? '') : words.length === 1 && owners.test(words[0] ?? '');
  });
}

function idNameOf(name: string): string {
  return isIdName(name) ? name : `${name}Id`;
}

/** What the config, a capture or the caller's token says that it is: as if the filter had to be given. */
async function valueOf(
  target: Target,
  operation: Operation,
  { filter, user }: { readonly filter: Parameter; readonly user: Identity },
): Promise<string | undefined> {
  const name = idNameOf(filter.name);
  const parameters = [{ ...filter, name, required: true, examples: [] }];
  return (await target.object({ ...operation, parameters }, user))?.parameters[name];
}
