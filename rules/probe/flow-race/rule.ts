import { compared, NotTested, probeRule, shown, singleUseFlow, unusable, type Exchange } from '#rule';

/** Calls at the same moment. */
const calls = 8;

export default probeRule({
  id: 'flow-race',
  title: 'What counts once can be used several times at the same moment',
  severity: 'high',
  owasp: ['API6:2023'],
  cwe: 362,
  controls: ['PCI DSS 6.2.4'],
  impact: 'load',
  per: 'run',
  requests: 40,
  identities: 1,
  yieldsTo: ['flow-single-use'],
  why: `The server looks whether it was used, and a moment later marks it so. Calls that come within that moment all find it unused: a voucher of 20 is worth 160.`,
  fix: `Let the database decide in one statement, or lock the row before you look:

\`\`\`sql
UPDATE vouchers SET used_at = now() WHERE code = $1 AND used_at IS NULL RETURNING worth;
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    const flow = singleUseFlow(target);
    const [user] = target.users;
    if (!flow.steps.includes('prepare'))
      throw new NotTested(
        'a fresh one is needed for each round; add to sallyport.yaml: flows: { single-use: { steps: { prepare: { call: POST /... } } } }',
      );
    const value = async (): Promise<{ readonly exchange: Exchange; readonly now: number }> => {
      const { exchange, value: now } = await flow.effect(user);
      if (typeof now !== 'number') throw new NotTested('flows: { single-use: { effect } } shows no number');
      return { exchange, now };
    };
    // One after another it counts once: that is its worth.
    await flow.step('prepare', user);
    const start = await value();
    await flow.step('use', user);
    const once = await value();
    await flow.step('use', user);
    const control = await value();
    const failed = unusable(start.exchange, once.exchange, control.exchange);
    if (failed !== undefined) return { undecided: failed };
    const worth = once.now - start.now;
    if (worth === 0) return { undecided: 'one use has no effect that can be seen' };
    if (control.now !== once.now) return { undecided: 'it counts twice one after another as well' };
    const rounds: { readonly exchange: Exchange; readonly times: number; readonly sent: Exchange | undefined }[] = [];
    for (let round = 0; round < 2; round += 1) {
      await flow.step('prepare', user);
      const before = await value();
      const sent = await target.together(Array.from({ length: calls }, () => () => flow.step('use', user)));
      const after = await value();
      const times = (after.now - before.now) / worth;
      if (times <= 1) return round === 0 ? 'decided' : { undecided: 'it happened in one of two rounds' };
      rounds.push({ exchange: after.exchange, times, sent: sent[0] });
    }
    const [first, second] = rounds;
    if (first?.sent === undefined || second === undefined) return { undecided: 'no answers' };
    const operation = flow.operationOf('use');
    yield {
      at: operation?.at ?? target.api.at,
      message: `${operation?.id ?? 'The flow single-use'} takes effect more than once when called ${calls} times at the same moment.`,
      evidence: [
        shown(target, 'Two uses, one after another, count once.', control.exchange),
        shown(target, `One of ${calls} at the same moment.`, first.sent),
        shown(target, 'The effect afterwards.', first.exchange),
        shown(target, 'The same in a second round.', second.exchange),
        compared('How often it counts', 'one after another: once', `at the same moment: more than once in two rounds`),
      ],
    };
    return 'decided';
  },
});
