import { compared, isSuccess, NotTested, probeRule, servedUser, shown, type Exchange } from '#rule';

/** Calls until a limit must have shown. */
const callsMax = 60;
/**
 * Which calls go without the header. A bucket that fills again, or a window that ends, lets calls through by itself, evenly:
 * two and three in a row of either kind, in no even order, are let through and refused by the header alone.
 */
const turns = [false, false, true, false, true, true, true, false, false, true] as const;

export default probeRule({
  id: 'rate-xff-bypass',
  title: 'Limit of calls is lifted by a header that the caller writes',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 348,
  controls: ['PCI DSS 6.2.4'],
  impact: 'load',
  per: 'operation',
  among: 'sensitive',
  requests: 75,
  identities: 1,
  why: `The server counts by the address in \`X-Forwarded-For\`, and callers write that themselves: with another address in each request there is no limit.`,
  fix: `Believe the header only from your own proxy, and count by the account where there is one:

\`\`\`js
app.set('trust proxy', ['10.0.0.0/8']);        // not true
rateLimit({ keyGenerator: (req) => req.user?.id ?? req.ip });
\`\`\``,

  applies: ({ operation }) => operation.kind === 'path',

  async *probe({ operation }, target) {
    const { owner, object } = await servedUser(target, operation);
    const { parameters } = object;
    const plain = (): Promise<Exchange> => target.call(operation, owner, { parameters, unrepeated: true });
    const from = (last: number): Promise<Exchange> =>
      target.call(operation, owner, {
        parameters,
        unrepeated: true,
        // TEST-NET-3 (RFC 5737): nobody's address.
        headers: [['X-Forwarded-For', `203.0.113.${last}`]],
      });
    let first = await plain();
    for (let count = 1; count < callsMax && !isRefused(first); count += 1) first = await plain();
    if (!isRefused(first)) throw new NotTested(`no limit showed within ${callsMax} calls`);
    const answers: Exchange[] = [];
    for (const [index, isPlain] of turns.entries()) {
      const answer = isPlain ? await plain() : await from(11 + index);
      if (answer.response === undefined) return { undecided: `no answer: ${answer.failure ?? ''}` };
      if (isPlain ? !isRefused(answer) : !isSuccess(answer)) return 'decided';
      answers.push(answer);
    }
    const [lifted, , second, again] = answers;
    const third = answers.at(-1);
    if (lifted === undefined || second === undefined || again === undefined || third === undefined) return 'decided';
    yield {
      at: operation.at,
      message: `${operation.id} serves a caller above its limit where X-Forwarded-For says another address.`,
      evidence: [
        shown(target, `${owner.name} is refused for calling too often.`, first),
        shown(target, 'With another address in X-Forwarded-For the call is served.', lifted),
        shown(target, 'Without it, it is refused still.', second),
        shown(target, 'With a third address it is served again.', again),
        shown(target, 'Without it, refused.', third),
        compared('Calls above the limit, in turn', 'as they are: 429', 'with another address each time: served'),
      ],
    };
    return 'decided';
  },
});

function isRefused({ response }: Exchange): boolean {
  return response?.status === 429;
}
