import {
  accountStepOf,
  compared,
  isSameAnswer,
  isSuccess,
  NotTested,
  probeRule,
  shown,
  triesUnhindered,
  unusable,
  type Exchange,
} from '#rule';

/** Wrong codes before the right one: six digits are guessed in a day where nobody counts. */
const tries = 12;

export default probeRule({
  id: 'otp-no-throttle',
  title: 'One-time codes can be guessed without a limit',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: 307,
  controls: ['PCI DSS 8.3.4', 'PCI DSS 8.5.1'],
  impact: 'load',
  per: 'operation',
  requests: 18,
  identities: 1,
  why: `A code of six digits is one of a million. Without a limit all of them are tried before it ends, and the second factor, or the reset of a password, protects nothing.`,
  fix: `Count tries per code, and end the code after a handful:

\`\`\`js
if (++challenge.tries > 5) { await challenges.delete(challenge.id); return res.status(410).end(); }
\`\`\``,

  applies: ({ operation }, api) => accountStepOf(operation, api) === 'verify-code',

  async *probe({ operation }, target) {
    const flow = target.flow('otp');
    const code = flow?.value('code');
    if (flow === undefined || code === undefined || !flow.steps.includes('verify'))
      throw new NotTested(
        `nothing says a code that is right; add to sallyport.yaml: flows: { otp: { steps: { verify: { call: ${operation.id}, body: { code: '\${code}' } } }, values: { code: ... } } }`,
      );
    const [user] = target.users;
    const start = flow.steps.includes('start') ? await flow.step('start', user) : undefined;
    const failed = start && unusable(start);
    if (failed !== undefined) return { undecided: failed };
    const wrong: Exchange[] = [];
    for (let count = 0; count < tries; count += 1) {
      const digits = String(104_729 + count * 70_001);
      wrong.push(await flow.step('verify', user, { values: { code: digits } }));
      const verdict = triesUnhindered(wrong);
      if (verdict !== 'unhindered') return verdict;
    }
    const right = await flow.step('verify', user, { fresh: true });
    const unclear = unusable(right);
    if (unclear !== undefined) return { undecided: unclear };
    const [first] = wrong;
    const last = wrong.at(-1);
    if (first === undefined || last === undefined) return { undecided: 'no answers' };
    if (!isSuccess(right) || isSameAnswer(right, last)) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} takes ${tries} wrong codes, and then the right one.`,
      evidence: [
        shown(target, 'The first wrong code.', first),
        shown(target, `The ${tries}th, answered alike.`, last),
        shown(target, 'The right one is accepted right afterwards.', right),
        compared(
          `Limit within ${tries} tries`,
          'the code ends after a handful',
          'none: all answers alike, none slower',
        ),
      ],
    };
    return 'decided';
  },
});
