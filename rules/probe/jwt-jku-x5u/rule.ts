import {
  algorithmOf,
  isJwtHolder,
  judgeCallback,
  judgeCredential,
  laterEnd,
  NotTested,
  operationsRequiring,
  probeRule,
  servedUser,
  type CredentialChange,
  type Evidence,
  type Identity,
  type ProbeSubject,
  type Target,
} from '#rule';

export default probeRule({
  id: 'jwt-jku-x5u',
  title: 'Keys of tokens are fetched from an address that the token names',
  severity: 'critical',
  tiers: [
    { name: 'accepted', severity: 'critical' },
    { name: 'fetched', severity: 'high' },
  ],
  owasp: ['API2:2023', 'API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'scheme',
  requests: 14,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'jwt-unverified'],
  why: `A token says in its header where its key is to be found, and the server goes there: anybody signs tokens with a key of his own and names his own server. Even where the token is refused, anybody makes the server call addresses inside your network, without a valid credential.`,
  fix: `Ignore \`jku\` and \`x5u\` in headers (RFC 8725 section 3.10), and take keys from one address that stands in your configuration:

\`\`\`js
const keys = createRemoteJWKSet(new URL('https://login.example.com/.well-known/jwks.json'));
await jwtVerify(token, keys, { algorithms: ['RS256'], issuer, audience });
\`\`\``,

  applies: ({ scheme, operation }) =>
    scheme !== undefined && scheme.kind !== 'mutualTLS' && scheme.httpScheme !== 'basic' && operation.method === 'GET',

  async *probe(subject, target) {
    const { operation, scheme } = subject;
    if (scheme === undefined) throw new NotTested('the document has no scheme');
    const user = target.users.find(isJwtHolder(subject));
    if (user === undefined) throw new NotTested(`no identity has a JWT for ${scheme.name}`);
    const { object } = await servedUser(target, operation, [user]);
    const { parameters } = object;
    for (const parameter of ['jku', 'x5u'] as const) {
      const verdict = await judgeCallback(target, {
        form: { answer: { kind: 'jwks' } },
        send: (url, how) =>
          target.call(operation, user, { parameters, credential: forgedBy('a', url, { user, parameter }), ...how }),
      });
      if (verdict === 'decided') continue;
      if ('undecided' in verdict) return verdict;
      const accepted = await opens({ target, user, parameter }, subject);
      yield {
        at: scheme.at,
        subject: `scheme/${scheme.name}`,
        tier: accepted === undefined ? 'fetched' : 'accepted',
        message:
          accepted === undefined
            ? `${scheme.name} calls the address that a token names in its ${parameter}.`
            : `${scheme.name} accepts tokens signed with a key from the address that they name in their ${parameter}.`,
        operations: operationsRequiring(target.api, scheme).map(({ id }) => id),
        related: [{ at: operation.at, message: 'tried on this operation' }],
        evidence: accepted ?? verdict.proven,
      };
      return 'decided';
    }
    return 'decided';
  },
});

interface Asked {
  readonly user: Identity;
  readonly parameter: 'jku' | 'x5u';
}

/** A token that names an address as that of its key, signed with one of ours. */
function forgedBy(own: 'a' | 'b', url: string, { user, parameter }: Asked): CredentialChange {
  const alg = algorithmOf(user).startsWith('RS') ? algorithmOf(user) : 'RS256';
  return { kind: 'jwt', header: { alg, kid: 'a', [parameter]: url }, claims: laterEnd(user), signature: { own } };
}

/** The exchanges that show it, where a token signed with the key at the address opens the operation. */
async function opens(
  { target, user, parameter }: Asked & { readonly target: Target },
  subject: ProbeSubject,
): Promise<readonly Evidence[] | undefined> {
  const listener = await target.listen();
  const url = listener.url(target.random(24), { answer: { kind: 'jwks' } });
  const verdict = await judgeCredential(target, subject, {
    attempts: [
      { says: 'a token signed with the key at an address of ours', change: forgedBy('a', url, { user, parameter }) },
    ],
    controls: [{ says: 'the same signed by another key', change: forgedBy('b', url, { user, parameter }) }],
    holds: (one) => one === user,
  });
  return typeof verdict === 'string' || 'undecided' in verdict ? undefined : verdict.proven;
}
