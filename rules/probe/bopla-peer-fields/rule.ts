import {
  compared,
  creatorOf,
  declaredIn,
  flatten,
  foreignObject,
  heedPublic,
  isSuccess,
  jsonRequest,
  listShows,
  NotTested,
  placesInWords,
  probeRule,
  sentField,
  shown,
  unusable,
  valuesOf,
  type ApiModel,
  type Exchange,
  type Operation,
} from '#rule';

export default probeRule({
  id: 'bopla-peer-fields',
  title: 'Other users see a field that only its owner should',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'create',
  per: 'operation',
  requests: 8,
  identities: 2,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bola-read-path', 'bopla-undeclared-secret'],
  why: `An offer, a profile or a review is meant to be seen by others, and the answer to them holds more than the document says: the address, the phone number, the note that its owner wrote for himself.`,
  fix: `Build the view of others from its own list of fields:

\`\`\`js
const { id, title, description } = listing;
res.json(listing.sellerId === req.user.id ? listing : { id, title, description });
\`\`\``,

  applies: ({ operation }, api) => operation.method === 'GET' && secretive(operation, api).length > 0,

  async *probe({ operation }, target) {
    heedPublic(target, operation);
    const { api } = target;
    const creator = creatorOf({ api }, operation);
    if (creator === undefined) throw new NotTested('no call makes such an object');
    const { owner, attacker, object } = await foreignObject(target, operation);
    if (!target.isShared(operation) && !(await listShows(target, operation, { caller: attacker, object })))
      throw new NotTested('neither policy.shared nor the list of others says that they may have it');
    // One marker a property: where one stands says which property it came from.
    const markers = textsOf(creator, api).map((name) => [name, `sp${target.random(14)}`] as const);
    const sent = await target.call(creator, owner, { body: Object.fromEntries(markers) });
    const made = isSuccess(sent) ? target.made(creator, sent) : undefined;
    if (made === undefined)
      return { undecided: unusable(sent) ?? `${owner.name} cannot make an object with marked texts` };
    const ask = (who: typeof owner, fresh = false): Promise<Exchange> =>
      target.call(operation, who, { parameters: made.parameters, fresh });
    const theirs = await ask(attacker);
    const failed = unusable(theirs);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(theirs)) return { undecided: `${attacker.name} does not get the object that is said to be shared` };
    const names = markers.map(([name]) => name);
    const leaked = leakedIn(theirs, { sent, names, operation, api });
    if (leaked.length === 0) return 'decided';
    const anyone = await ask(target.anonymous);
    const replay = await ask(attacker, true);
    const unclear = unusable(anyone, replay);
    if (unclear !== undefined) return { undecided: unclear };
    if (leakedIn(anyone, { sent, names, operation, api }).length > 0) return { undecided: 'anybody gets it' };
    const again = leakedIn(replay, { sent, names, operation, api });
    const proven = leaked.filter((one) => again.includes(one));
    if (proven.length === 0) return { undecided: 'it did not happen again on a new connection' };
    const where = placesInWords(proven);
    yield {
      at: operation.at,
      subject: `peers/${proven.join(',')}`,
      message: `${operation.id} shows ${where} of another user, which its response does not declare.`,
      evidence: [
        shown(target, `${owner.name} makes an object with a marker of its own in each text.`, sent),
        shown(target, 'Without a credential it is refused.', anyone),
        shown(target, `${attacker.name} reads it as others may.`, theirs),
        shown(target, 'The same on a new connection.', replay),
        compared('Properties of the owner', 'what the document shows to others: not these', `what they get: ${where}`),
      ],
    };
    return 'decided';
  },
});

interface Looked {
  readonly sent: Exchange;
  readonly names: readonly string[];
  readonly operation: Operation;
  readonly api: ApiModel;
}

/** Properties whose marker stands where the document declares nothing, and nowhere that it declares. */
function leakedIn(answer: Exchange, { sent, names, operation, api }: Looked): readonly string[] {
  return names.filter((name) => {
    const marker = sentField(sent, name);
    if (typeof marker !== 'string' || marker === '') return false;
    const places = valuesOf(answer).filter(({ text }) => text.toLowerCase().includes(marker.toLowerCase()));
    const verdicts = places.map(({ path }) => declaredIn(operation, answer, { api, path }));
    return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'undeclared');
  });
}

/** Texts that go in and are not declared to come out to those who read it here. */
function secretive(operation: Operation, api: ApiModel): readonly string[] {
  const creator = creatorOf({ api }, operation);
  const shownHere = operation.responses
    .filter(({ status }) => /^(2|default)/.test(status))
    .flatMap(({ bodies }) => bodies.flatMap(({ schema }) => (schema === undefined ? [] : [flatten(api, schema)])));
  const names = new Set(shownHere.flatMap((schema) => schema?.properties ?? []).map(({ name }) => name));
  if (creator === undefined || names.size === 0) return [];
  return textsOf(creator, api).filter((name) => !names.has(name));
}

/** A marker needs this many characters. */
const charsMin = 16;
function textsOf(creator: Operation, api: ApiModel): readonly string[] {
  return (jsonRequest(creator, api)?.properties ?? [])
    .filter(({ readOnly, schema }) => {
      const { types = [], enum: choices, pattern, format, maxLength = charsMin } = flatten(api, schema) ?? {};
      const isFree = choices === undefined && pattern === undefined && format === undefined && maxLength >= charsMin;
      return !readOnly && types.includes('string') && isFree;
    })
    .map(({ name }) => name);
}
