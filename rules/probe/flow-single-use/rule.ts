import { compared, isSuccess, NotTested, probeRule, shown, singleUseFlow, unusable } from '#rule';

export default probeRule({
  id: 'flow-single-use',
  title: 'What counts once can be used twice',
  severity: 'high',
  owasp: ['API6:2023'],
  cwe: 837,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'run',
  requests: 16,
  identities: 1,
  why: `A voucher, a bonus, a one-time link works again after it was used. Whoever has one uses it until the money is gone.`,
  fix: `Use it up and give what it is worth in one statement, and look whether that found it unused:

\`\`\`sql
UPDATE vouchers SET used_at = now() WHERE code = $1 AND used_at IS NULL RETURNING worth;  -- no row: used before
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    const flow = singleUseFlow(target);
    const [user] = target.users;
    if (flow.steps.includes('prepare')) await flow.step('prepare', user);
    const before = await flow.effect(user);
    const first = await flow.step('use', user);
    const once = await flow.effect(user);
    // What moves by itself proves nothing.
    const still = await flow.effect(user);
    const failed = unusable(before.exchange, first, once.exchange, still.exchange);
    if (failed !== undefined) return { undecided: failed };
    const [start, after, later] = [before.value, once.value, still.value];
    if (typeof start !== 'number' || typeof after !== 'number' || typeof later !== 'number')
      throw new NotTested('flows: { single-use: { effect } } shows no number');
    if (after === start || later !== after) return { undecided: 'the first use has no effect that can be seen' };
    const second = await flow.step('use', user, { fresh: true });
    const twice = await flow.effect(user);
    const unclear = unusable(second, twice.exchange);
    if (unclear !== undefined) return { undecided: unclear };
    if (typeof twice.value !== 'number' || twice.value - after !== after - start) return 'decided';
    const operation = flow.operationOf('use');
    yield {
      at: operation?.at ?? target.api.at,
      message: `${operation?.id ?? 'The flow single-use'} takes effect a second time.`,
      evidence: [
        shown(target, 'Before it is used.', before.exchange),
        shown(target, `It is used, ${isSuccess(first) ? 'and served' : 'whatever the answer says'}.`, first),
        shown(target, 'The effect.', once.exchange),
        shown(target, 'It is used again, on a new connection.', second),
        shown(target, 'The effect has come a second time.', twice.exchange),
        compared('What the effect reads', 'after one use: once', 'after two: twice as much'),
      ],
    };
    return 'decided';
  },
});
