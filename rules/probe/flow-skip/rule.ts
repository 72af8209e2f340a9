import { compared, NotTested, probeRule, shown, unusable, type Exchange } from '#rule';

export default probeRule({
  id: 'flow-skip',
  title: 'Last step of a flow works without those before',
  severity: 'high',
  owasp: ['API6:2023'],
  cwe: 841,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'run',
  requests: 20,
  identities: 1,
  why: `The steps before the last one hold the checks: the price, the consent, the second factor. The last one does not ask whether they were taken, and so nobody has to.`,
  fix: `Keep the state on the server and demand the one that the step needs:

\`\`\`sql
UPDATE payouts SET state = 'executed' WHERE id = $1 AND owner = $2 AND state = 'confirmed' RETURNING id;
\`\`\``,

  applies: () => true,

  async *probe(_, target) {
    const flow = target.flow('checkout');
    const last = flow?.steps.at(-1);
    if (flow === undefined || last === undefined || flow.steps.length < 2)
      throw new NotTested(
        'nothing says which steps there are; add to sallyport.yaml: flows: { checkout: { steps: { <first>: {...}, <last>: {...} }, effect: { call: GET /..., at: $... } } }',
      );
    const [user] = target.users;
    const effect = async (): Promise<{ readonly exchange: Exchange; readonly now: string }> => {
      const { exchange, value } = await flow.effect(user);
      return { exchange, now: JSON.stringify(value ?? null) };
    };
    const start = await effect();
    const skipped = await flow.step(last, user);
    const after = await effect();
    const failed = unusable(start.exchange, skipped, after.exchange);
    if (failed !== undefined) return { undecided: failed };
    const hasSkipped = after.now !== start.now;
    // Control: with all steps the effect comes, so that it can be seen.
    for (const step of flow.steps) await flow.step(step, user);
    const whole = await effect();
    if (whole.now === after.now) return { undecided: 'with all steps there is no effect that can be seen' };
    if (!hasSkipped) return 'decided';
    const replay = await flow.step(last, user, { fresh: true });
    const again = await effect();
    const unclear = unusable(replay, again.exchange);
    if (unclear !== undefined) return { undecided: unclear };
    if (again.now === whole.now) return { undecided: 'it did not happen again on a new connection' };
    const still = await effect();
    if (still.now !== again.now) return { undecided: 'what shows the effect moves by itself' };
    const operation = flow.operationOf(last);
    yield {
      at: operation?.at ?? target.api.at,
      message: `${operation?.id ?? 'The last step'} takes effect without the steps before it.`,
      evidence: [
        shown(target, 'Before.', start.exchange),
        shown(target, 'The last step alone.', skipped),
        shown(target, 'It has taken effect.', after.exchange),
        shown(target, 'All steps, in order: the same effect.', whole.exchange),
        shown(target, 'The last one alone once more, on a new connection.', again.exchange),
        compared('What shows the effect', 'nothing without the steps before', 'the effect, twice'),
      ],
    };
    return 'decided';
  },
});
