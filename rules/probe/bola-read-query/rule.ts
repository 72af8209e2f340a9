import {
  heedShared,
  foreignObject,
  isIdName,
  isSameJson,
  judgeForeignRead,
  listNamed,
  listShows,
  NotTested,
  probeRule,
} from '#rule';

export default probeRule({
  id: 'bola-read-query',
  title: "Another user's object can be read by an id in the query",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The id of an object stands in the query and the server looks it up without asking whose it is: any customer who learns or guesses an id reads a statement, a card, an address of somebody else.`,
  fix: `Look the object up together with its owner, taken from the credential and never from the request, and answer as if there were none where that finds nothing:

\`\`\`js
const statement = await db.statements.findOne({ id: req.query.statementId, ownerId: req.user.id });
if (!statement) return res.status(404).end();
\`\`\`

Objects that others may see by design are named in \`sallyport.yaml\` under \`policy.shared\`.`,

  applies: ({ operation: { method, parameters } }) =>
    method === 'GET' &&
    parameters.every((one) => one.in !== 'path') &&
    parameters.some((one) => one.in === 'query' && one.required && isIdName(one.name)),

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const { owner, attacker, object } = await foreignObject(target, operation);
    const { parameters } = object;
    const [name] = Object.keys(parameters);
    if (name === undefined) throw new NotTested(target.why() || 'no object is known for the id in its query');
    const own = await target.object(operation, attacker);
    if (own !== undefined && isSameJson(own.parameters, parameters))
      return { undecided: 'both users are given the same object: name one of each under owns' };
    const list = listNamed(target.api, name);
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      ask: (as, how) => target.call(operation, as, { parameters, ...how }),
      random: () => target.call(operation, attacker, { parameters: target.randomObject(object).parameters }),
      own: async () => own && target.call(operation, attacker, { parameters: own.parameters }),
      isShared: () => listShows(target, operation, { caller: attacker, object, list }),
      how: 'with the id in the query',
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} gives a user the object of another user for its ${name}.`,
      subject: `request/query/${name}`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});
