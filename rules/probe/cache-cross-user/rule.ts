import {
  canariesOf,
  carried,
  compared,
  heedPublic,
  holdsObject,
  isFromCache,
  isGuardedRead,
  placesOf,
  probeRule,
  servedOnce,
  shown,
  unusable,
} from '#rule';

export default probeRule({
  id: 'cache-cross-user',
  title: 'Cache gives one user the answer of another',
  severity: 'critical',
  owasp: ['API8:2023'],
  cwe: 524,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 7.2.1'],
  impact: 'read',
  per: 'operation',
  requests: 12,
  identities: 2,
  why: `A cache in front of the API keeps answers by their address alone. After one customer has looked, everybody who asks gets his data, with or without a credential.`,
  fix: `Keep such answers out of shared caches, or make the credential part of the key (RFC 9111 section 3.5):

\`\`\`js
res.set('Cache-Control', 'private, no-store').vary('Authorization');
\`\`\``,

  applies: ({ operation }) => isGuardedRead(operation),

  async *probe({ operation }, target) {
    heedPublic(target, operation);
    const served = await servedOnce(target, operation);
    if ('undecided' in served) return served;
    const { owner, parameters, mine, again, anyone } = served;
    const known = canariesOf([mine, again], []);
    if (holdsObject(anyone, known) !== 'whole' || !isFromCache(anyone)) return 'decided';

    // What nobody has asked for yet comes from the server itself, and that refuses.
    const query = [['sp', target.random(12)]] as const;
    const bypassed = await target.call(operation, target.anonymous, { parameters, query });
    const filled = await target.call(operation, owner, { parameters, query });
    const other = await target.call(operation, target.anonymous, { parameters, query, fresh: true });
    const failed = unusable(bypassed, filled, other);
    if (failed !== undefined) return { undecided: failed };
    if (holdsObject(bypassed, known) !== 'no') return { undecided: 'the server itself serves it without a credential' };
    if (holdsObject(other, known) !== 'whole' || !isFromCache(other))
      return { undecided: 'it did not happen again at another address' };
    const canaries = canariesOf([mine, again], [bypassed]);
    yield {
      at: operation.at,
      message: `${operation.id} is answered from a cache with the data of another user.`,
      evidence: [
        shown(target, `${owner.name} gets its own data.`, mine),
        shown(target, 'At an address that is new nobody gets them without a credential.', bypassed),
        shown(target, `${owner.name} asks there.`, filled),
        shown(target, 'Now a request without a credential gets them, from the cache.', other),
        compared('Values of the user in the cached answer', placesOf(canaries), placesOf(carried(other, canaries))),
      ],
    };
    return 'decided';
  },
});
