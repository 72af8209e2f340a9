import {
  canariesOf,
  carried,
  compared,
  heedPublic,
  holdsObject,
  isSuccess,
  isTelling,
  NotTested,
  operationsRequiring,
  placesOf,
  probeRule,
  servedUser,
  shown,
  unusable,
} from '#rule';

const spellings = ['none', 'None', 'NONE', 'nOnE'] as const;

export default probeRule({
  id: 'jwt-none',
  title: 'Unsigned token is accepted',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 347,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'scheme',
  requests: 12,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `A token that says \`alg: none\` needs no key: anybody writes one with any user's id and any role, and the server believes it.`,
  fix: `Name the algorithm that you sign with; do not let the token choose it (RFC 8725 section 3.1):

\`\`\`js
jwt.verify(token, key, { algorithms: ['RS256'] });
\`\`\`

Compare it without regard to case where you check it yourself: \`None\` and \`nOnE\` are \`none\` too.`,

  applies: ({ scheme, operation }) =>
    scheme !== undefined && scheme.kind !== 'mutualTLS' && scheme.httpScheme !== 'basic' && operation.method === 'GET',

  async *probe({ operation, scheme }, target) {
    heedPublic(target, operation);
    if (scheme === undefined) throw new NotTested('the document has no scheme');
    const holders = target.users.filter(
      (user) => user.jwt !== undefined && (user.scheme ?? scheme.name) === scheme.name,
    );
    if (holders.length === 0) throw new NotTested(`no identity has a JWT for ${scheme.name}`);
    const { owner, object, mine } = await servedUser(target, operation, holders);
    const { parameters } = object;
    const again = await target.call(operation, owner, { parameters });
    const anyone = await target.call(operation, target.anonymous, { parameters });
    const wrong = await target.call(operation, owner, { parameters, credential: { kind: 'garbage' } });
    const failed = unusable(mine, again, anyone, wrong);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine) || !isSuccess(again))
      return { undecided: `${operation.id} gives nobody an answer to compare with` };
    const known = canariesOf([mine, again], []);
    if (!isTelling(known)) return { undecided: `${operation.id} answers too little to know it by` };
    if (holdsObject(anyone, known) !== 'no') return { undecided: 'it answers without a credential as well' };
    if (holdsObject(wrong, known) !== 'no') return { undecided: 'a wrong signature is accepted as well' };

    const canaries = canariesOf([mine, again], [anyone, wrong]);
    for (const spelling of spellings) {
      const credential = { kind: 'jwt-none', spelling } as const;
      const unsigned = await target.call(operation, owner, { parameters, credential });
      const unclear = unusable(unsigned);
      if (unclear !== undefined) return { undecided: unclear };
      if (holdsObject(unsigned, canaries) !== 'whole') continue;
      const replay = await target.call(operation, owner, { parameters, credential, fresh: true });
      if (holdsObject(replay, canaries) !== 'whole')
        return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: scheme.at,
        message: `${scheme.name} accepts a token without a signature.`,
        operations: operationsRequiring(target.api, scheme).map(({ id }) => id),
        related: [{ at: operation.at, message: 'tried on this operation' }],
        evidence: [
          shown(target, `${owner.name} gets the answer with the signed token.`, mine),
          shown(target, 'Without a token it is refused.', anyone),
          shown(target, 'So is a token with a wrong signature.', wrong),
          shown(target, `The token with the algorithm ${spelling} and no signature is accepted.`, unsigned),
          shown(target, 'Once more, on a new connection.', replay),
          compared('Values in both answers', placesOf(canaries), placesOf(carried(unsigned, canaries))),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});
