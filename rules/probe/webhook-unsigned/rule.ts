import { compared, isInboundHook, NotTested, probeRule, shown, unusable, type Exchange } from '#rule';

export default probeRule({
  id: 'webhook-unsigned',
  title: 'Events are believed without a signature',
  severity: 'high',
  owasp: ['API10:2023'],
  cwe: 345,
  controls: ['PCI DSS 6.2.4'],
  impact: 'write',
  per: 'operation',
  requests: 16,
  identities: 1,
  why: `Whoever knows the address sends events in the name of your processor: a payment that never was has settled.`,
  fix: `Compute the signature over the bytes that came, compare it in constant time, and do that before anything is read:

\`\`\`js
const right = createHmac('sha256', secret).update(req.rawBody).digest();
if (!timingSafeEqual(right, Buffer.from(sent, 'hex'))) return res.status(401).end();
\`\`\``,

  applies: ({ operation }) => operation.method === 'POST' && isInboundHook(operation),

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
    const deliver = (signature: 'valid' | 'wrong' | 'none', fresh = false): Promise<Exchange> =>
      flow.step('deliver', target.anonymous, { signature, fresh });
    const start = await effect();
    const valid = await deliver('valid');
    const counted = await effect();
    const failed = unusable(start.exchange, valid, counted.exchange);
    if (failed !== undefined) return { undecided: failed };
    if (counted.now === start.now)
      return { undecided: 'an event that is rightly signed has no effect that can be seen' };
    let last = counted;
    for (const signature of ['none', 'wrong'] as const) {
      const sent = await deliver(signature);
      const after = await effect();
      const unclear = unusable(sent, after.exchange);
      if (unclear !== undefined) return { undecided: unclear };
      if (after.now === last.now) continue;
      const still = await effect();
      if (still.now !== after.now) return { undecided: 'what shows the effect moves by itself' };
      const replay = await deliver(signature, true);
      const again = await effect();
      if (again.now === still.now) return { undecided: 'it did not happen again on a new connection' };
      last = again;
      yield {
        at: operation.at,
        message: `${operation.id} believes an event ${signature === 'none' ? 'without a signature' : 'with a wrong signature'}.`,
        evidence: [
          shown(target, 'After an event that is rightly signed.', counted.exchange),
          shown(target, `An event ${signature === 'none' ? 'without a signature' : 'with a wrong one'}.`, sent),
          shown(target, 'It has taken effect.', after.exchange),
          shown(target, 'Once more, on a new connection.', replay),
          compared('What shows the effect', 'as before', 'changed, twice'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});
