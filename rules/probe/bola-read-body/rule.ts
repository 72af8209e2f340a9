import {
  foreignPair,
  heedShared,
  isAsking,
  isIdName,
  isObject,
  isSameJson,
  jsonRequest,
  judgeForeignRead,
  listNamed,
  listShows,
  NotTested,
  probeRule,
  wordsOf,
  literalsOf,
  type ApiModel,
  type Exchange,
  type Identity,
  type Json,
  type Operation,
  type Target,
} from '#rule';

export default probeRule({
  id: 'bola-read-body',
  title: "Another user's object can be read by an id in the body",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A lookup takes the id of an object in its body and gives what it finds to whoever asks. Bodies are seldom logged and seldom guarded by the check that paths have, so a loop over ids copies the table unseen.`,
  fix: `Look the object up together with its owner, taken from the credential and never from the request:

\`\`\`js
const card = await db.cards.findOne({ id: req.body.cardId, ownerId: req.user.id });
if (!card) return res.status(404).end();
\`\`\`

Objects that others may see by design are named in \`sallyport.yaml\` under \`policy.shared\`.`,

  applies: ({ operation }, api) =>
    isQuestion(operation) &&
    operation.parameters.every((one) => one.in !== 'path') &&
    idField(operation, api) !== undefined,

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const name = idField(operation, target.api) ?? '';
    const { owner, attacker } = foreignPair(target);
    const theirs = await idOf(target, operation, { user: owner, name });
    const own = await idOf(target, operation, { user: attacker, name });
    // A sample of the schema is the same for both: nobody has such an object.
    if (theirs === undefined || isSameJson(theirs, own))
      throw new NotTested(
        `no object of ${owner.name} is known for ${name}; add to sallyport.yaml: identities: { ${owner.name}: { owns: { ${name}: ... } } }`,
      );
    const ask = (as: Identity, id: Json, fresh = false): Promise<Exchange> =>
      target.call(operation, as, { body: { [name]: id }, fresh });
    const object = { owner, parameters: { [name]: String(theirs) }, made: false, from: 'its body' };
    const made = target.randomObject(object).parameters[name] ?? '';
    const random = typeof theirs === 'number' ? Number(made) : made;
    const list = listNamed(target.api, name);
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      ask: (as, how) => ask(as, theirs, how?.fresh),
      random: () => ask(attacker, random),
      own: async () => (own === undefined ? undefined : ask(attacker, own)),
      isShared: () => listShows(target, operation, { caller: attacker, object, list }),
      how: `with the id in ${name} of the body`,
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} gives a user the object of another user for its ${name}.`,
      subject: `request/json/$.${name}`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

/** First words of the name of a POST that reads. */
const reading = new Set('get read fetch find list show retrieve view load look describe inquire'.split(' '));

/** A POST that reads, as its path or its name says. */
function isQuestion(operation: Operation): boolean {
  if (operation.method !== 'POST') return false;
  if (isAsking(operation)) return true;
  const last = wordsOf(literalsOf(operation.path).at(-1) ?? '');
  return [...last.slice(0, 1), ...wordsOf(operation.operationId ?? '').slice(0, 1)].some((word) => reading.has(word));
}

/** The one property that names an object; of several, none is what the question is about. */
function idField(operation: Operation, api: ApiModel): string | undefined {
  const ids = (jsonRequest(operation, api)?.properties ?? []).filter(
    ({ name, required, readOnly }) => required && !readOnly && isIdName(name),
  );
  return ids.length === 1 ? ids[0]?.name : undefined;
}

async function idOf(
  target: Target,
  operation: Operation,
  { user, name }: { readonly user: Identity; readonly name: string },
): Promise<string | number | undefined> {
  const body = await target.body(operation, user);
  const id = isObject(body) ? body[name] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
