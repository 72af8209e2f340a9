import {
  compared,
  inWords,
  isSameAnswer,
  NotTested,
  probeRule,
  refusedRead,
  shown,
  unusable,
  volatilePlaces,
  type Exchange,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'existence-oracle',
  title: 'A refusal says whether the object exists',
  severity: 'low',
  owasp: ['API1:2023'],
  cwe: 204,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'operation',
  requests: 18,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-read-path'],
  why: `The object of somebody else is refused in other words than one that does not exist. Trying ids tells which are in use: how many customers there are, and which ids are worth attacking elsewhere.`,
  fix: `Answer both with the same status and the same words; one query that asks for object and owner does so by itself:

\`\`\`js
const mandate = await db.mandates.findOne({ id: req.params.mandateId, ownerId: req.user.id });
if (!mandate) return res.status(404).json({ error: 'not found' });   // never 403 here
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'GET' && idsOf(operation).length === 1 && /\}\/?$/.test(operation.path),

  async *probe({ operation }, target) {
    const refused = await refusedRead(target, operation);
    if (typeof refused === 'string' || 'undecided' in refused) return refused;
    const { owner, attacker, object, theirs: foreign } = refused;
    const ask = (parameters: Readonly<Record<string, string>>, fresh = false): Promise<Exchange> =>
      target.call(operation, attacker, { parameters, fresh });
    const askRandom = (fresh = false): Promise<Exchange> => ask(target.randomObject(object).parameters, fresh);

    const random = await askRandom();
    const failed = unusable(foreign, random);
    if (failed !== undefined) return { undecided: failed };
    if (isSameAnswer(foreign, random)) return 'decided';
    const another = await askRandom();
    const changing = volatilePlaces(random, another);
    if (isSameAnswer(foreign, random, changing)) return 'decided';
    if (isMalformed(random) && !isMalformed(foreign))
      return { undecided: 'an id that was never issued may be refused for its form' };

    const foreigns = [foreign];
    for (const fresh of [false, true]) {
      const more = await target.object(operation, owner, { spent: true });
      if (more === undefined) throw new NotTested(target.why());
      foreigns.push(await ask(more.parameters, fresh));
    }
    const randoms = [random, another, await askRandom(true)];
    const unclear = unusable(...foreigns, ...randoms);
    if (unclear !== undefined) return { undecided: unclear };
    const places = new Set([...changing, ...foreigns.flatMap((one) => [...volatilePlaces(foreign, one)])]);
    if (!foreigns.every((one) => isSameAnswer(one, foreign, places)))
      return { undecided: 'objects of the other user are not all refused alike' };
    if (!randoms.every((one) => isSameAnswer(one, random, places)))
      return { undecided: 'ids that were never issued are not all refused alike' };
    if (isSameAnswer(foreign, random, places)) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} refuses an object of another user otherwise than one that does not exist.`,
      subject: 'existence',
      evidence: [
        ...randoms.map((one) => shown(target, 'An id that was never issued.', one)),
        ...foreigns.map((one) => shown(target, `An object of ${owner.name}, asked for by ${attacker.name}.`, one)),
        compared('Refusals, three each', `never issued: ${inWords(random)}`, `of another user: ${inWords(foreign)}`),
      ],
    };
    return 'decided';
  },
});

/** What has to do with the form of an id, and not with the object (RFC 9110 sections 15.5.1 and 15.5.21), or broke. */
function isMalformed({ response }: Exchange): boolean {
  const { status = 0 } = response ?? {};
  return status === 400 || status === 422 || status >= 500;
}

function idsOf({ parameters }: Operation): readonly string[] {
  return parameters.filter((one) => one.in === 'path').map(({ name }) => name);
}
