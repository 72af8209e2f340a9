import {
  canariesOf,
  carried,
  compared,
  heedPublic,
  isAlike,
  isSuccess,
  isTelling,
  NotTested,
  placesOf,
  probeRule,
  shown,
  unusable,
  type Exchange,
  type Identity,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bfla-scope',
  title: 'Token without the declared scope is accepted',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: 863,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1', 'PCI DSS 7.2.2'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bfla-role'],
  why: `A customer lets an app see the balance of an account, and the app reads the reports, the cards, the payments too: the server looks whether the token is valid, and not what it is for.`,
  fix: `Check the scope of the operation, where the token is checked (RFC 6750 section 3.1 names the answer, \`insufficient_scope\`):

\`\`\`js
router.get('/reports', requireScope('reports.read'), listReports);
\`\`\``,

  applies: ({ operation }) => operation.method === 'GET' && demanded(operation).length > 0,

  async *probe({ operation }, target) {
    heedPublic(target, operation);
    const known = target.users.filter(({ scopes }) => scopes !== undefined);
    const holder = known.find((user) => mayCall(user, operation));
    const lacking = known.find((user) => !mayCall(user, operation));
    if (holder === undefined || lacking === undefined)
      throw new NotTested(
        'a user with the scope and one without it are needed; add to sallyport.yaml: identities: { <name>: { scopes: [...] } }',
      );
    const ask = async (as: Identity, fresh = false): Promise<Exchange> => {
      const owner = as.kind === 'user' ? as : lacking;
      const object = await target.object(operation, owner);
      if (object === undefined) throw new NotTested(target.why());
      return target.call(operation, as, { parameters: object.parameters, fresh });
    };
    const theirs = await ask(holder);
    const ours = await ask(lacking);
    const failed = unusable(theirs, ours);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(theirs)) return { undecided: `${holder.name}, who has the scope, is refused as well` };
    if (!isSuccess(ours) || !isAlike(ours, theirs)) return 'decided';
    const [anyone, broken] = [await ask(target.anonymous), await ask(target.garbage)];
    const replay = await ask(lacking, true);
    const unclear = unusable(anyone, broken, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if (isAlike(anyone, ours) || isAlike(broken, ours))
      return { undecided: 'callers without a valid token get the same' };
    const canaries = canariesOf([ours, replay], [anyone, broken]);
    if (!isTelling(canaries)) return { undecided: 'the answer holds too little to tell data from a refusal' };
    const scopes = missing(lacking, operation).join(', ');
    yield {
      at: operation.at,
      subject: 'scope',
      message: `${operation.id} serves a token without the scope ${scopes}.`,
      evidence: [
        shown(target, `${holder.name} has the scope and is served.`, theirs),
        shown(target, 'Without a credential it is refused.', anyone),
        shown(target, 'So is a broken one.', broken),
        shown(target, `${lacking.name} lacks ${scopes}, and is served too.`, ours),
        shown(target, 'The same on a new connection.', replay),
        compared('What the token without the scope gets', 'expected: a refusal', placesOf(carried(replay, canaries))),
      ],
    };
    return 'decided';
  },
});

/** The alternatives of the document, each with the scopes it asks for; none where one alternative asks for none. */
function demanded({ auth }: Operation): readonly (readonly string[])[] {
  const alternatives = auth.map(({ schemes }) => schemes.flatMap(({ scopes }) => scopes));
  return alternatives.some((scopes) => scopes.length === 0) ? [] : alternatives;
}

function mayCall({ scopes = [] }: Identity, operation: Operation): boolean {
  return demanded(operation).some((wanted) => wanted.every((scope) => scopes.includes(scope)));
}

function missing({ scopes = [] }: Identity, operation: Operation): readonly string[] {
  const [first = []] = demanded(operation);
  return first.filter((scope) => !scopes.includes(scope));
}
