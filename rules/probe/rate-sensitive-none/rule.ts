import {
  compared,
  header,
  isSuccess,
  NotTested,
  probeRule,
  remainingIn,
  servedUser,
  shown,
  triesUnhindered,
  unusable,
  type Exchange,
} from '#rule';

/** Calls in a row: what a person never does. */
const calls = 40;

export default probeRule({
  id: 'rate-sensitive-none',
  title: 'Sensitive operation can be called without a limit',
  severity: 'medium',
  owasp: ['API4:2023', 'API6:2023'],
  cwe: 770,
  controls: ['PCI DSS 6.2.4'],
  impact: 'load',
  per: 'operation',
  among: 'sensitive',
  requests: 46,
  identities: 1,
  why: `What the team itself calls sensitive can be done as often as anybody likes: messages that cost money, vouchers that are tried, checks that give away who is a customer.`,
  fix: `Give it a limit of its own, much lower than that of the API, per account:

\`\`\`js
app.post('/invitations', rateLimit({ windowMs: 3_600_000, limit: 5, keyGenerator: (req) => req.user.id }), invite);
\`\`\``,

  applies: ({ operation }) => operation.kind === 'path',

  async *probe({ operation }, target) {
    const { owner, object, mine } = await servedUser(target, operation);
    const failed = unusable(mine);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine))
      throw new NotTested(`${operation.id} serves nobody: give it a body or an object in sallyport.yaml`);
    // What a cache answers never reached the operation.
    if (['cf-cache-status', 'x-cache', 'age'].some((name) => header(mine.response?.headers ?? [], name) !== undefined))
      return { undecided: 'a cache stands in front of it' };
    const started = target.epochMs();
    const answers: Exchange[] = [mine];
    for (let count = 1; count < calls; count += 1) {
      answers.push(await target.call(operation, owner, { parameters: object.parameters, unrepeated: true }));
      const verdict = triesUnhindered(answers);
      if (verdict !== 'unhindered') return verdict;
    }
    // More calls than are tried here: whether the counter is heeded is asked where the promise is.
    const [before, after] = [remainingIn(mine), remainingIn(answers.at(-1) ?? mine)];
    if (before !== undefined && after !== undefined && after < before)
      return { undecided: `it counts down to a limit of its own, which ${calls} calls do not reach` };
    const seconds = Math.ceil((target.epochMs() - started) / 1_000);
    yield {
      at: operation.at,
      message: `${operation.id} has no limit within ${calls} calls of one user in ${seconds} s.`,
      evidence: [
        shown(target, `The first call of ${owner.name}.`, mine),
        shown(target, `Call ${calls / 2}.`, answers[calls / 2 - 1] ?? mine),
        shown(target, `Call ${calls}, answered alike.`, answers.at(-1) ?? mine),
        compared(`Hindrance within ${calls} calls`, '429, a time to wait, or answers that get slower', 'none'),
      ],
    };
    return 'decided';
  },
});
