import {
  accountHolders,
  accountStepOf,
  compared,
  NotTested,
  probeRule,
  shown,
  witnessFor,
  type Exchange,
  type Target,
  type Witness,
} from '#rule';

export default probeRule({
  id: 'cookie-flags',
  title: 'Session cookie lacks flags that protect it',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 614,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 24,
  identities: 1,
  why: `The cookie is the session. Without Secure it goes over http, without HttpOnly any script on the page reads it, without SameSite it goes along when another page asks.`,
  fix: `Set all three:

\`\`\`js
res.cookie('__Host-session', id, { secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
\`\`\``,

  applies: ({ operation }, api) =>
    accountStepOf(operation, api) === 'login' && [...api.authSchemes.values()].some((scheme) => scheme.in === 'cookie'),

  async *probe({ operation }, target) {
    const [user] = accountHolders(target);
    if (user === undefined)
      throw new NotTested(
        'no identity logs in; add to sallyport.yaml: identities: { <name>: { login: { call: ..., body: ..., token: { cookie: ... } } } }',
      );
    const witness = await witnessFor(target, user);
    const { exchange } = await target.account(user).login();
    const cookie = await sessionIn(exchange, target, witness);
    if (cookie === undefined) return { undecided: 'no cookie of the login opens a session by itself' };
    const lacking = flags
      .filter(({ name, isOwed }) => isOwed(exchange) && !has(cookie.field, name))
      .map(({ name }) => name);
    if (lacking.length === 0) return 'decided';
    yield {
      at: operation.at,
      subject: 'response/header/Set-Cookie',
      message: `The session cookie of ${operation.id} lacks ${lacking.join(' and ')}.`,
      evidence: [
        shown(target, 'The login, and the cookies it sets.', exchange),
        shown(target, 'One of them opens the session by itself.', cookie.proof),
        compared('Flags of that cookie', 'Secure, HttpOnly and SameSite', `without ${lacking.join(', ')}`),
      ],
    };
    return 'decided';
  },
});

const flags = [
  // Over http a browser would not send it back at all.
  { name: 'Secure', isOwed: ({ request }: Exchange) => request.origin.startsWith('https:') },
  { name: 'HttpOnly', isOwed: () => true },
  { name: 'SameSite', isOwed: () => true },
] as const;

function has(field: string, flag: string): boolean {
  return field
    .split(';')
    .slice(1)
    .some((part) => part.trim().split('=', 1)[0]?.toLowerCase() === flag.toLowerCase());
}

/** Cookies that are tried: a login sets a handful. */
const cookiesMax = 6;

/** The cookie with which alone nobody in particular is served as the caller is. */
async function sessionIn(
  { response }: Exchange,
  target: Target,
  witness: Witness,
): Promise<{ readonly field: string; readonly proof: Exchange } | undefined> {
  const set = (response?.headers ?? []).filter(([name]) => name.toLowerCase() === 'set-cookie');
  for (const [, field] of set.slice(0, cookiesMax)) {
    const pair = field.split(';', 1)[0] ?? '';
    if (!/^[^=]+=./.test(pair)) continue;
    const proof = await target.call(witness.operation, target.anonymous, {
      parameters: witness.parameters,
      headers: [['Cookie', pair]],
    });
    if (witness.isAlive(proof)) return { field, proof };
  }
  return undefined;
}
