import { compared, isInboundHook, NotTested, probeRule, shown, unusable, type Exchange } from '#rule';

/** An hour: nobody allows for so much. In seconds. */
const oldSeconds = 3_600;

export default probeRule({
  id: 'webhook-replay',
  title: 'Old event is believed again',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: 294,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 14,
  identities: 1,
  yieldsTo: ['webhook-unsigned'],
  why: `Whoever has seen one event, in a log or on the way, sends it again, and again it counts: a refund is paid twice, a top-up is booked ten times.`,
  fix: `Refuse what is older than five minutes, and remember what has come:

\`\`\`js
if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return res.status(400).end();
if (!(await seen.setNX(event.id, 1, { EX: 86400 }))) return res.status(200).end();
\`\`\``,

  applies: ({ operation }) =>
    operation.method === 'POST' && (isInboundHook(operation) || /event|webhook|hook/i.test(operation.path)),

  async *probe({ operation }, target) {
    const flow = target.flow('webhook');
    if (flow === undefined || !flow.steps.includes('deliver'))
      throw new NotTested(
        'nothing says how an event is signed; add to sallyport.yaml: flows: { webhook: { steps: { deliver: { call: POST /..., body: {...} } }, sign: { header: ..., algorithm: hmac-sha256, secret: ... }, effect: { call: GET /..., at: $... } } }',
      );
    const [user] = target.users;
    const effect = async (): Promise<{ readonly exchange: Exchange; readonly now: string }> => {
      const { exchange, value } = await flow.effect(user);
      return { exchange, now: JSON.stringify(value ?? null) };
    };
    if (flow.operationOf('deliver') !== operation)
      throw new NotTested('the flow webhook delivers to another operation');
    const deliver = (ageSeconds: number, fresh = false): Promise<Exchange> =>
      flow.step('deliver', target.anonymous, { signature: 'valid', ageSeconds, fresh });
    const start = await effect();
    const valid = await deliver(0);
    const counted = await effect();
    const failed = unusable(start.exchange, valid, counted.exchange);
    if (failed !== undefined) return { undecided: failed };
    if (counted.now === start.now)
      return { undecided: 'an event that is rightly signed has no effect that can be seen' };
    const old = await deliver(oldSeconds);
    const after = await effect();
    const replay = await deliver(oldSeconds, true);
    const again = await effect();
    const unclear = unusable(old, after.exchange, replay, again.exchange);
    if (unclear !== undefined) return { undecided: unclear };
    if (after.now === counted.now || again.now === after.now) return 'decided';
    const still = await effect();
    if (still.now !== again.now) return { undecided: 'what shows the effect moves by itself' };
    yield {
      at: operation.at,
      message: `${operation.id} counts an event of an hour ago, and counts it twice.`,
      evidence: [
        shown(target, 'After a fresh event.', counted.exchange),
        shown(target, 'A signed event whose time is an hour ago.', old),
        shown(target, 'It has taken effect.', after.exchange),
        shown(target, 'The very same once more, on a new connection.', replay),
        shown(target, 'It has taken effect again.', again.exchange),
        compared('What shows the effect', 'as before', 'changed by each of the two'),
      ],
    };
    return 'decided';
  },
});
