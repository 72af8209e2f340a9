import {
  callScreenOf,
  compared,
  isAddressSlot,
  judgeCallback,
  NotTested,
  probeRule,
  sendAt,
  shown,
  type ListenerForm,
} from '#rule';

/** Spellings of the server's own address; filters know the first ones. */
const hosts = [
  '127.1',
  'decimal',
  '[::1]',
  'localhost',
  '127.0.0.1',
] as const satisfies readonly ListenerForm['host'][];

export default probeRule({
  id: 'ssrf-loopback',
  title: 'Filter of addresses lets the server call itself',
  severity: 'critical',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 12,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'ssrf-callback'],
  why: `Addresses are refused by how they are written, and \`127.1\`, \`2130706433\` and \`[::1]\` are the same machine. What listens there alone, for the server itself, is open to whoever asks.`,
  fix: `Look at the address that the name resolves to, and connect to that one and no other:

\`\`\`js
const { address } = await dns.lookup(url.hostname);
if (ipaddr.parse(address).range() !== 'unicast') return res.status(422).end();
\`\`\`

For every hop of a redirect as well.`,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    // Only where the plain address is refused is there a filter to be got around.
    if (screen.hits.length > 0 || !screen.isRefused) return 'decided';
    const send = sendAt(target, { operation, input }, screen);
    let asked = 0;
    for (const host of hosts) {
      let verdict;
      try {
        verdict = await judgeCallback(target, { form: { host }, send });
      } catch (error) {
        // This machine has no such address.
        if (error instanceof NotTested && asked > 0) continue;
        throw error;
      }
      asked += 1;
      if (verdict === 'decided') continue;
      if ('undecided' in verdict) return verdict;
      const [first, second] = verdict.proven;
      if (first === undefined || second === undefined) return 'decided';
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${operation.id} refuses addresses in ${input.name} by how they are written, and calls the same one in another spelling.`,
        evidence: [
          shown(target, 'An address of ours in its plain form is refused.', screen.answer),
          first,
          second,
          compared(
            'Requests that came to our server, on the same machine',
            'for the plain form: none',
            `for ${host === 'decimal' ? 'one number' : host} in its place: one or more, twice`,
          ),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});
