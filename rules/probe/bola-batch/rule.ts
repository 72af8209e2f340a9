import {
  canonicalPath,
  flatten,
  foreignObject,
  heedShared,
  isAsking,
  isSameJson,
  isSideEffecting,
  jsonRequest,
  judgeForeignRead,
  listNamed,
  listShows,
  literalsOf,
  NotTested,
  probeRule,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Identity,
  type Json,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bola-batch',
  title: "A batch gives another user's object among the own ones",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: 639,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 10,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `Asked for several objects at once, the server does not ask of each one whose it is. One call with a thousand ids copies a thousand objects of other people.`,
  fix: `Make the owner part of the one query for all of them:

\`\`\`js
const found = await db.vouchers.find({ id: { in: req.body.ids }, ownerId: req.user.id });
\`\`\`

What is not among them is answered like what does not exist.`,

  applies: ({ operation }, api) => {
    const ids = idsField(operation, api);
    return isQuestion(operation) && ids !== undefined && itemFor(operation, api, ids.name) !== undefined;
  },

  async *probe({ operation }, target) {
    heedShared(target, operation);
    const { api } = target;
    const { name, isNumber } = idsField(operation, api) ?? { name: '', isNumber: false };
    const item = itemFor(operation, api, name);
    if (item === undefined) throw new NotTested('no GET of one object says what its ids are of');
    const { owner, attacker, object } = await foreignObject(target, item);
    const own = await target.object(item, attacker);
    if (own === undefined) throw new NotTested(target.why());
    if (isSameJson(own.parameters, object.parameters))
      return { undecided: 'both users are given the same object: name one of each under owns' };
    const idIn = (parameters: Readonly<Record<string, string>>): Json => {
      const id = Object.values(parameters).at(-1) ?? '';
      return isNumber && /^\d{1,15}$/.test(id) ? Number(id) : id;
    };
    const [foreign, mine, random] = [object, own, target.randomObject(object)].map(({ parameters }) =>
      idIn(parameters),
    );
    const ask = (as: Identity, ids: readonly (Json | undefined)[], fresh = false): Promise<Exchange> =>
      target.call(operation, as, { body: { [name]: ids.map((id) => id ?? '') }, fresh });
    const verdict = await judgeForeignRead(target, {
      owner,
      attacker,
      ask: (as, how) => ask(as, [foreign], how?.fresh),
      attack: (how) => ask(attacker, [mine, foreign], how?.fresh),
      random: () => ask(attacker, [mine, random]),
      own: () => ask(attacker, [mine]),
      isShared: () => listShows(target, item, { caller: attacker, object }),
      how: 'for an own object and the other one at once',
    });
    if (typeof verdict === 'string' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      message: `${operation.id} gives a user the object of another user among its own.`,
      subject: `request/json/$.${name}[]`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

const reading = new Set('batch bulk mget multiget get read fetch find list load retrieve'.split(' '));

/** A POST that reads several objects, as its path or its name says. */
function isQuestion(operation: Operation): boolean {
  if (operation.method !== 'POST' || operation.path.includes('{') || isSideEffecting(operation)) return false;
  const last = wordsOf(literalsOf(operation.path).at(-1) ?? '');
  const [verb = ''] = wordsOf(operation.operationId ?? '');
  return isAsking(operation) || reading.has(verb) || (verb === '' && last.some((word) => reading.has(word)));
}

/** A list of ids in the body: `ids`, `cardIds`. */
function idsField(
  operation: Operation,
  api: ApiModel,
): { readonly name: string; readonly isNumber: boolean } | undefined {
  for (const { name, schema, readOnly } of jsonRequest(operation, api)?.properties ?? []) {
    const items = flatten(api, schema)?.items;
    if (readOnly || items === undefined || !/^(ids|uuids|guids)$/.test(wordsOf(name).at(-1) ?? '')) continue;
    const { types = [] } = flatten(api, items) ?? {};
    if (types.includes('object')) continue;
    return { name, isNumber: types.includes('integer') || types.includes('number') };
  }
  return undefined;
}

/** GET of one such object: of `cardIds` a card, of `ids` what the path is about. */
function itemFor({ path }: Operation, api: ApiModel, name: string): Operation | undefined {
  const collection =
    wordsOf(name).length > 1
      ? listNamed(api, name.replace(/s$/, ''))?.path
      : path.replace(/\/+$/, '').split('/').slice(0, -1).join('/');
  if (collection === undefined || collection === '') return undefined;
  const wanted = canonicalPath(`${collection}/{}`);
  return api.operations.find(
    (one) => one.kind === 'path' && one.method === 'GET' && canonicalPath(one.path) === wanted,
  );
}
