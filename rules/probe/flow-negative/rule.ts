import { compared, NotTested, probeRule, shown, unusable, type Exchange } from '#rule';

export default probeRule({
  id: 'flow-negative',
  title: 'Negative amount moves money the wrong way',
  severity: 'critical',
  owasp: ['API6:2023'],
  cwe: 840,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'run',
  requests: 15,
  identities: 2,
  why: `Whoever sends minus one hundred takes one hundred: the sum is subtracted from the sender and added to the receiver, and both with the wrong sign.`,
  fix: `Say in the document and check in the code that it is more than nothing:

\`\`\`yaml
amountMinor: { type: integer, minimum: 1, maximum: 10000000 }
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    const flow = target.flow('transfer');
    if (flow?.steps.includes('send') !== true)
      throw new NotTested(
        'nothing says how money is sent; add to sallyport.yaml: flows: { transfer: { steps: { send: { call: POST /..., body: { amount: "${amount}" } } }, effect: { call: GET /..., at: $... } } }',
      );
    const [user] = target.users;
    const balance = async (): Promise<{ readonly exchange: Exchange; readonly now: number }> => {
      const { exchange, value } = await flow.effect(user);
      if (typeof value !== 'number') throw new NotTested('flows: { transfer: { effect } } shows no number');
      return { exchange, now: value };
    };
    const send = (amount: number, fresh = false): Promise<Exchange> =>
      flow.step('send', user, { values: { amount }, fresh });
    const start = await balance();
    const plus = await send(1);
    const less = await balance();
    const failed = unusable(start.exchange, plus, less.exchange);
    if (failed !== undefined) return { undecided: failed };
    if (less.now >= start.now) return { undecided: 'what is sent does not leave the balance' };
    const still = await balance();
    if (still.now !== less.now) return { undecided: 'the balance moves by itself' };
    const minus = await send(-1);
    const more = await balance();
    const unclear = unusable(minus, more.exchange);
    if (unclear !== undefined) return { undecided: unclear };
    if (more.now <= less.now) return 'decided';
    const replay = await send(-1, true);
    const again = await balance();
    // Back to what it was: one more in the right direction.
    await send(1);
    if (again.now <= more.now) return { undecided: 'it did not happen again on a new connection' };
    const operation = flow.operationOf('send');
    yield {
      at: operation?.at ?? target.api.at,
      message: `${operation?.id ?? 'The flow transfer'} adds to the sender's balance where the amount is negative.`,
      evidence: [
        shown(target, 'The balance of the sender.', start.exchange),
        shown(target, 'After one was sent it is less.', less.exchange),
        shown(target, 'Minus one is sent.', minus),
        shown(target, 'The balance is more.', more.exchange),
        shown(target, 'Once more, on a new connection.', replay),
        compared('The balance of the sender', 'plus one sent: less', 'minus one sent: more, twice'),
      ],
    };
    return 'decided';
  },
});
