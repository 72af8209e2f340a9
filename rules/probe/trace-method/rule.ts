import { compared, probeRule, shown, unusable, type Exchange } from '#rule';

export default probeRule({
  id: 'trace-method',
  title: 'TRACE gives requests back with all their headers',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: 693,
  controls: ['PCI DSS 2.2.4'],
  impact: 'read',
  per: 'host',
  requests: 4,
  identities: 0,
  why: `The answer repeats the request as it arrived, with what proxies added on the way: internal addresses, the names of servers, and cookies that scripts may not read.`,
  fix: `Turn the method off where requests come in:

\`\`\`apache
TraceEnable off
\`\`\``,

  applies: () => true,

  async *probe({ operation }, target) {
    const name = `x-sp-${target.random(8).toLowerCase()}`;
    const ask = (method: string, nonce: string, fresh = false): Promise<Exchange> =>
      target.send(
        { method, path: operation.path.replace(/\{[^{}]*\}/g, '1'), headers: [[name, nonce]], fresh, asWritten: true },
        target.anonymous,
      );
    const nonce = target.random(20);
    const first = await ask('TRACE', nonce);
    const failed = unusable(first);
    if (failed !== undefined) return first.response === undefined ? 'decided' : { undecided: failed };
    if (!repeats(first, name, nonce)) return 'decided';
    const other = target.random(20);
    const again = await ask('TRACE', other, true);
    if (!repeats(again, name, other)) return { undecided: 'it did not happen again on a new connection' };
    const control = await ask('OPTIONS', nonce);
    if (repeats(control, name, nonce)) return { undecided: 'other methods repeat the request as well' };
    yield {
      at: target.api.servers[0]?.at ?? target.api.at,
      subject: 'trace',
      message: 'The target answers TRACE with the headers of the request.',
      evidence: [
        shown(target, 'TRACE with a header of our own.', first),
        shown(target, 'Another value of it, on a new connection.', again),
        compared('The header in the body of the answer', 'absent', 'there, with its value, twice'),
      ],
    };
    return 'decided';
  },
});

/** As a line of the message that came in (RFC 9110 section 9.3.8). */
function repeats({ response }: Exchange, name: string, nonce: string): boolean {
  const { text = '' } = response?.body ?? {};
  return text.split(/\r?\n/).some((line) => line.toLowerCase().startsWith(`${name}:`) && line.includes(nonce));
}
