import { accountStepOf, compared, probeRule, shown, throwAwayAccount, triesUnhindered, type Exchange } from '#rule';

/** Wrong passwords before the right one: PCI DSS 8.3.4 wants a lock after ten at most. */
const tries = 12;

export default probeRule({
  id: 'login-no-throttle',
  title: 'Passwords can be guessed without a limit',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: 307,
  controls: ['PCI DSS 8.3.4'],
  impact: 'load',
  per: 'operation',
  requests: 16,
  identities: 1,
  why: `Nothing slows down wrong passwords: no lock, no wait, no question whether a person sits there. Lists of leaked passwords are tried against every account, thousands an hour, until one fits.`,
  fix: `Count failures per account and per address, and make each one wait longer; PCI DSS 8.3.4 wants a lock of half an hour after ten:

\`\`\`js
const limiter = new RateLimiterRedis({ storeClient, points: 10, duration: 1800, blockDuration: 1800 });
await limiter.consume(email);   // before the password is compared
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'login',

  async *probe({ operation }, target) {
    const { account } = await throwAwayAccount(target);
    const before = await account.login();
    if (before.session === undefined) return { undecided: 'a new user cannot log in' };
    const wrong: Exchange[] = [];
    for (let count = 0; count < tries; count += 1) {
      const answer = await account.login({ wrongSecret: true });
      if (answer.session !== undefined) return { undecided: 'a wrong password opens a session as well' };
      wrong.push(answer.exchange);
      const verdict = triesUnhindered(wrong);
      if (verdict !== 'unhindered') return verdict;
    }
    const right = await account.login({ fresh: true });
    if (right.session === undefined) return 'decided';
    const [first] = wrong;
    const last = wrong.at(-1);
    if (first === undefined || last === undefined) return { undecided: 'no answers' };
    yield {
      at: operation.at,
      message: `${operation.id} takes ${tries} wrong passwords for one account, and then the right one.`,
      evidence: [
        shown(target, 'The first wrong password for a user of this run.', first),
        shown(target, `The ${tries}th, answered alike.`, last),
        shown(target, 'The right one is accepted right afterwards.', right.exchange),
        compared(
          `Limit within ${tries} tries`,
          'a lock, a wait, 429 or a captcha after ten at most',
          'none: all answers alike, none slower',
        ),
      ],
    };
    return 'decided';
  },
});
