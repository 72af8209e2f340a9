import {
  accountHolders,
  accountStepOf,
  compared,
  isSameAnswer,
  NotTested,
  probeRule,
  shown,
  unusable,
  volatilePlaces,
  type Account,
  type Exchange,
  type Target,
} from '#rule';

export default probeRule({
  id: 'login-enum',
  title: 'Login tells who has an account',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 204,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 10,
  identities: 2,
  why: `With the same wrong password, names that exist get another answer than names that do not. Whoever tries a list of addresses learns who banks with you: whom to phish, and where guessed passwords are worth trying.`,
  fix: `Answer both alike, word for word, and do the same work for both:

\`\`\`js
const user = await users.findByEmail(email);
const ok = await bcrypt.compare(password, user?.hash ?? dummyHash);
if (!user || !ok) return res.status(401).json({ error: 'wrong name or password' });
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'login',

  async *probe({ operation }, target) {
    const accounts = await knownAccounts(target);
    const known: Exchange[] = [];
    const unknown: Exchange[] = [];
    // Interleaved, so that a limit that sets in looks like no difference.
    for (let round = 0; round < 3; round += 1) {
      const account = accounts[round % accounts.length];
      if (account === undefined) break;
      unknown.push((await account.login({ unknownUser: true, wrongSecret: true })).exchange);
      if (round < 2) known.push((await account.login({ wrongSecret: true, fresh: round === 1 })).exchange);
    }
    const [first, second] = known;
    const [nobody, other, third] = unknown;
    if (!first || !second || !nobody || !other || !third) return { undecided: 'too few answers' };
    const failed = unusable(first, second, nobody, other, third);
    if (failed !== undefined) return { undecided: failed };
    const places = new Set([
      ...volatilePlaces(first, second),
      ...volatilePlaces(nobody, other),
      ...volatilePlaces(nobody, third),
    ]);
    if (isSameAnswer(first, nobody, places)) return 'decided';
    const isConstant =
      isSameAnswer(first, second, places) && isSameAnswer(nobody, other, places) && isSameAnswer(nobody, third, places);
    if (!isConstant) return { undecided: 'answers to the same question differ among themselves' };
    yield {
      at: operation.at,
      message: `${operation.id} answers a wrong password otherwise where the name exists.`,
      evidence: [
        shown(target, 'A wrong password for a user that exists.', first),
        shown(target, 'The same for a name that nobody has.', nobody),
        shown(target, 'For another user that exists, on a new connection.', second),
        shown(target, 'For another name that nobody has.', third),
        compared(
          'Answers to a wrong password',
          `two names that exist: ${first.response?.status}, alike`,
          `three that do not: ${nobody.response?.status}, alike, and unlike the others`,
        ),
      ],
    };
    return 'decided';
  },
});

/** Throw-aways where they can be made; else two of the config, each with one wrong password: no account is locked by one. */
async function knownAccounts(target: Target): Promise<readonly Account[]> {
  const [like, another] = accountHolders(target);
  if (like === undefined || another === undefined)
    throw new NotTested(
      'two identities that log in are needed; add to sallyport.yaml: identities: { <name>: { login: { call: ..., body: ... } } }',
    );
  try {
    return [target.account(await target.throwAway(like)), target.account(await target.throwAway(like))];
  } catch (error) {
    if (!(error instanceof NotTested)) throw error;
    return [target.account(like), target.account(another)];
  }
}
