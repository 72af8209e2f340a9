import { accountHolders, accountStepOf, compared, NotTested, probeRule, shown, unusable, witnessFor } from '#rule';

export default probeRule({
  id: 'logout-alive',
  title: 'Session lives on after the logout',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 613,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 14,
  identities: 1,
  why: `The logout forgets the token on the telephone and not on the server: a copy that was taken before, on a shared computer or from a log, works until it ends by itself. The one thing a customer can do about a stolen session does nothing.`,
  fix: `End the session where it is checked: delete it, or remember the token's id until its end:

\`\`\`js
app.post('/logout', requireAuth, async (req, res) => {
  await revoked.set(req.token.jti, '', { EXAT: req.token.exp });   // and requireAuth refuses what stands there
  res.status(204).end();
});
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'logout',

  async *probe({ operation }, target) {
    const [user] = accountHolders(target);
    if (user === undefined)
      throw new NotTested(
        'no identity logs in; add to sallyport.yaml: identities: { <name>: { login: { call: ..., body: ... } } }',
      );
    const account = target.account(user);
    if (account.logout === undefined)
      throw new NotTested(`add to sallyport.yaml: identities: { ${user.name}: { logout: { call: ${operation.id} } } }`);
    const witness = await witnessFor(target, user);
    const { session } = await account.login();
    if (session === undefined) return { undecided: `${user.name} cannot open a second session` };
    const alive = await witness.ask(session);
    const failed = unusable(alive);
    if (failed !== undefined) return { undecided: failed };
    if (!witness.isAlive(alive)) return { undecided: 'a second session is not served' };
    const anyone = await witness.ask(target.anonymous);
    const logout = await account.logout(session);
    const status = logout.response?.status ?? 0;
    if (status < 200 || status >= 400)
      return { undecided: `the logout was answered ${status === 0 ? 'not at all' : status}` };
    const after = await witness.ask(session);
    // Revocation may need a moment to reach every server.
    await target.sleep(1_000);
    const later = await witness.ask(session, true);
    const unclear = unusable(anyone, after, later);
    if (unclear !== undefined) return { undecided: unclear };
    if (witness.isAlive(anyone)) return { undecided: 'the read is served without a session as well' };
    if (!witness.isAlive(after) || !witness.isAlive(later)) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} leaves the session alive.`,
      evidence: [
        shown(target, `A second session of ${user.name} is served.`, alive),
        shown(target, 'Without a session the same is refused.', anyone),
        shown(target, 'The session is ended.', logout),
        shown(target, 'It is served as before.', after),
        shown(target, 'A second later again, on a new connection.', later),
        compared('What the session gets', 'before the logout: the answer', 'twice after it: the same answer'),
      ],
    };
    return 'decided';
  },
});
