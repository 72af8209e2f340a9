import {
  allowsAnonymous,
  canariesOf,
  carried,
  compared,
  heedPublic,
  holdsObject,
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

export default probeRule({
  id: 'auth-garbage-ok',
  title: 'Broken credential is accepted',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 287,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'jwt-unverified'],
  why: `The server looks whether a credential is there and not whether it is valid: a token with one altered character passes. Whoever can write a header is any user he likes.`,
  fix: `Verify the credential before anything is read from it; decoding a token is not verifying it:

\`\`\`js
const claims = jwt.verify(token, publicKey, { algorithms: ['RS256'], issuer, audience }); // not jwt.decode
\`\`\`

An opaque token or key is looked up, and what is not found is refused.`,

  // Whether the server is alive is everybody's to know, though a document may ask for a credential everywhere.
  applies: ({ operation }) => operation.method === 'GET' && !allowsAnonymous(operation) && !isServiceInfo(operation),

  async *probe({ operation }, target) {
    heedPublic(target, operation);
    const { owner, object, mine } = await servedUser(target, operation);
    const { parameters } = object;
    const garbage = await target.call(operation, target.garbage, { parameters });
    const again = await target.call(operation, owner, { parameters });
    const failed = unusable(mine, garbage, again);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine) || !isSuccess(again)) return { undecided: 'no user gets an answer to compare with' };
    const known = canariesOf([mine, again], []);
    if (!isTelling(known))
      return isSuccess(garbage) ? { undecided: 'the answer holds too little to know it by' } : 'decided';
    if (holdsObject(garbage, known) === 'no') return 'decided';

    const anyone = await target.call(operation, target.anonymous, { parameters });
    const sibling = await target.send({ method: 'GET', path: siblingPath(operation, target) }, target.garbage);
    const replay = await target.call(operation, target.garbage, { parameters, fresh: true });
    const unclear = unusable(anyone, sibling, replay);
    if (unclear !== undefined) return { undecided: unclear };
    const canaries = canariesOf([mine, again], [anyone, sibling]);
    if (holdsObject(garbage, canaries) !== 'whole')
      return { undecided: 'the same is given without any credential, or by a path that does not exist' };
    if (holdsObject(replay, canaries) !== 'whole') return { undecided: 'it did not happen again on a new connection' };

    const [scheme] = operation.auth.flatMap(({ schemes }) => schemes.map(({ name }) => name));
    yield {
      at: operation.at,
      // What verifies a scheme's credentials is one place, however many operations stand behind it.
      wide: true,
      subject: `scheme/${scheme ?? ''}`,
      message: `A credential of ${scheme ?? 'the document'} with an altered character is accepted.`,
      evidence: [
        shown(target, `${owner.name} gets the answer with a credential.`, mine),
        shown(target, 'Without any it is refused.', anyone),
        shown(target, 'With one character of it altered the same answer comes.', garbage),
        shown(target, 'A path that does not exist answers otherwise.', sibling),
        shown(target, 'The altered one once more, on a new connection.', replay),
        compared(
          'Values of the answer with a valid credential that stand in the answer with a broken one',
          placesOf(canaries),
          placesOf(carried(garbage, canaries)),
        ),
      ],
    };
    return 'decided';
  },
});
