import { accountHolders, accountStepOf, compared, NotTested, probeRule, shown, unusable, witnessFor } from '#rule';
import { isRotated } from './rotated.ts';

export default probeRule({
  id: 'refresh-reuse',
  title: 'Refresh token can be used twice',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 613,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 14,
  identities: 1,
  why: `The server gives a new refresh token with each use and takes the old one as well. A stolen one works beside the customer's for weeks, and nobody notices that two use it.`,
  fix: `End a refresh token with its use, and where an old one comes again, end all that came from it (RFC 9700 section 4.14.2):

\`\`\`js
const row = await refreshTokens.take(hash(token));            // deletes and returns
if (!row) { await refreshTokens.endFamily(familyOf(token)); return res.status(401).end(); }
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'refresh',

  async *probe({ operation }, target) {
    const [user] = accountHolders(target);
    if (user === undefined)
      throw new NotTested(
        'no identity logs in; add to sallyport.yaml: identities: { <name>: { login: { call: ..., body: ... } } }',
      );
    const account = target.account(user);
    if (account.refresh === undefined)
      throw new NotTested(
        `add to sallyport.yaml: identities: { ${user.name}: { refresh: { call: ${operation.id}, body: {...}, token: { body: $.access_token, refresh: $.refresh_token } } } }`,
      );
    const witness = await witnessFor(target, user);
    const login = await account.login();
    if (login.session === undefined) return { undecided: `${user.name} cannot open a second session` };
    const first = await account.refresh(login.session, 'newest');
    const failed = unusable(login.exchange, first.exchange);
    if (failed !== undefined) return { undecided: failed };
    if (first.session === undefined) return { undecided: 'the refresh token gives no session' };
    // A token that stays the same is no rotated one.
    if (!isRotated(first.exchange)) return 'decided';
    const again = await account.refresh(first.session, 'again');
    if (again.session === undefined)
      return unusable(again.exchange) === undefined ? 'decided' : { undecided: 'no answer' };
    const served = await witness.ask(again.session, true);
    const anyone = await witness.ask(target.anonymous);
    const unclear = unusable(served, anyone);
    if (unclear !== undefined) return { undecided: unclear };
    if (!witness.isAlive(served)) return 'decided';
    if (witness.isAlive(anyone)) return { undecided: 'the read is served without a session as well' };
    yield {
      at: operation.at,
      message: `${operation.id} takes a refresh token that was exchanged before.`,
      evidence: [
        shown(target, 'A refresh token is exchanged for a new one.', first.exchange),
        shown(target, 'The old one is exchanged once more.', again.exchange),
        shown(target, 'Without a token the read is refused.', anyone),
        shown(target, 'The access token of the second exchange is served, on a new connection.', served),
        compared('The refresh token that was replaced', 'refused', 'accepted, and what it gives works'),
      ],
    };
    return 'decided';
  },
});
