import {
  allowsAnonymous,
  canariesOf,
  carried,
  compared,
  heedPublic,
  holdsObject,
  isOnOwnHost,
  isServiceInfo,
  isSuccess,
  isTelling,
  placesOf,
  probeRule,
  servedUser,
  shown,
  siblingPath,
  unusable,
} from '#rule';

const ownHost = ' The scanner runs on the host of the target: what is open to that host alone looks the same.';

export default probeRule({
  id: 'auth-missing',
  title: 'Protected operation answers without a credential',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 306,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  yieldsTo: ['cache-cross-user'],
  why: `The document asks for a credential and the server does not: whoever reaches the host reads what customers read. Nothing ties the call to anybody, so it can be neither limited nor revoked nor traced.`,
  fix: `Check the credential in front of the router, so that a new route is closed until somebody opens it:

\`\`\`js
app.use(requireAuth);              // everything below needs a credential
app.get('/cards', listCards);
\`\`\`

If it is open on purpose, say so in the document with \`security: []\`, or in \`sallyport.yaml\` under \`policy.public\`.`,

  // Whether the server is alive is everybody's to know, though a document may ask for a credential everywhere.
  applies: ({ operation }) => operation.method === 'GET' && !allowsAnonymous(operation) && !isServiceInfo(operation),

  async *probe({ operation }, target) {
    heedPublic(target, operation);
    const { owner, object, mine } = await servedUser(target, operation);
    const { parameters } = object;
    const anyone = await target.call(operation, target.anonymous, { parameters });
    const again = await target.call(operation, owner, { parameters });
    const failed = unusable(mine, anyone, again);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine) || !isSuccess(again)) return { undecided: 'no user gets an answer to compare with' };
    const known = canariesOf([mine, again], []);
    if (!isTelling(known))
      return isSuccess(anyone) ? { undecided: 'the answer holds too little to know it by' } : 'decided';
    const seen = holdsObject(anyone, known);
    if (seen === 'no') return 'decided';
    if (seen === 'part')
      return { undecided: 'a part of the answer is given without a credential: a public view, or a leak' };

    const garbage = await target.call(operation, target.garbage, { parameters });
    const sibling = await target.send({ method: 'GET', path: siblingPath(operation, target) }, target.anonymous);
    const replay = await target.call(operation, target.anonymous, { parameters, fresh: true });
    const unclear = unusable(garbage, sibling, replay);
    if (unclear !== undefined) return { undecided: unclear };
    const canaries = canariesOf([mine, again], [sibling]);
    if (holdsObject(anyone, canaries) !== 'whole') return { undecided: 'a path that does not exist answers the same' };
    if (holdsObject(replay, canaries) !== 'whole') return { undecided: 'it did not happen again on a new connection' };

    yield {
      at: operation.at,
      subject: 'security',
      message: `${operation.id} asks for a credential in the document and answers without one.`,
      evidence: [
        shown(target, `${owner.name} gets the answer with a credential.`, mine),
        shown(target, `The same comes without one.${isOnOwnHost(anyone) ? ownHost : ''}`, anyone),
        shown(target, 'With a broken credential.', garbage),
        shown(target, 'A path that does not exist answers otherwise.', sibling),
        shown(target, 'Without a credential once more, on a new connection.', replay),
        compared(
          'Values of the answer with a credential that stand in the answer without one',
          placesOf(canaries),
          placesOf(carried(anyone, canaries)),
        ),
      ],
    };
    return 'decided';
  },
});
