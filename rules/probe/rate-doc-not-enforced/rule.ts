import {
  compared,
  isSideEffecting,
  isSuccess,
  NotTested,
  probeRule,
  remainingIn,
  servedUser,
  shown,
  unusable,
  type Exchange,
} from '#rule';
import { promisedBy, saysLimit } from './promise.ts';

/** Promises of more are not tried: requests. */
const promisedMax = 125;
const triedMax = 150;

export default probeRule({
  id: 'rate-doc-not-enforced',
  title: 'Promised limit of calls is not kept',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 770,
  controls: ['PCI DSS 6.2.4'],
  impact: 'load',
  per: 'operation',
  requests: 155,
  identities: 1,
  why: `The document or the answers promise a limit, and nobody counts. Others rely on it: whoever copies data or tries values is thought to be stopped, and is not.`,
  fix: `Count where requests come in, per caller, and refuse what is above:

\`\`\`js
app.use(rateLimit({ windowMs: 60_000, limit: 30, keyGenerator: (req) => req.user.id, standardHeaders: 'draft-8' }));
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'GET' && !isSideEffecting(operation) && operation.responses.some(saysLimit),

  async *probe({ operation }, target) {
    const { owner, object, mine } = await servedUser(target, operation);
    const failed = unusable(mine);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine)) return { undecided: `${operation.id} serves nobody` };
    const promise = promisedBy(mine, operation);
    if (promise === undefined)
      throw new NotTested('neither the document nor its answers say how many calls in which time');
    const { calls, windowMs } = promise;
    if (calls > promisedMax) throw new NotTested(`${calls} calls are promised: at most ${promisedMax} are tried`);
    // Where nothing is counted aloud a window may end in the middle: two of them let twice as many through.
    const wanted = remainingIn(mine) === undefined ? calls * 2 + 1 : Math.ceil(calls * 1.2);
    if (wanted > triedMax) throw new NotTested(`${calls} calls are promised: at most ${triedMax} are tried`);
    const started = target.epochMs();
    const answers: Exchange[] = [mine];
    for (let count = 0; count < wanted; count += 1) {
      const answer = await target.call(operation, owner, { parameters: object.parameters, unrepeated: true });
      if (answer.response?.status === 429 || answer.response?.status === 503) return 'decided';
      if (!isSuccess(answer)) return { undecided: 'the answers change in the middle' };
      answers.push(answer);
    }
    const tookMs = target.epochMs() - started;
    if (tookMs >= windowMs)
      return { undecided: 'it took longer than the window that the limit is for: give it a higher budget.rate' };
    const last = answers.at(-1) ?? mine;
    const [before, after] = [remainingIn(mine), remainingIn(last)];
    if (before !== undefined && after !== undefined && after < before)
      return { undecided: 'it counts, and refuses nothing yet' };
    yield {
      at: operation.at,
      message: `${operation.id} served ${answers.length} calls in ${Math.ceil(tookMs / 1_000)} s, and ${calls} are promised in ${windowMs / 1_000} s.`,
      evidence: [
        shown(target, 'The first call, and what it says of the limit.', mine),
        shown(target, `Call ${calls}, the last that is promised.`, answers[calls - 1] ?? mine),
        shown(target, `Call ${answers.length}, still served.`, last),
        compared('Calls that are served', `${calls} at most`, `${answers.length}, and the counter does not fall`),
      ],
    };
    return 'decided';
  },
});
