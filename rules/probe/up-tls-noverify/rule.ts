import { callScreenOf, compared, isAddressSlot, judgeCallback, NotTested, probeRule, sendAt, shown } from '#rule';

export default probeRule({
  id: 'up-tls-noverify',
  title: 'Server calls hosts whose certificate nobody has signed',
  severity: 'high',
  owasp: ['API10:2023', 'API7:2023'],
  cwe: 295,
  controls: ['PCI DSS 4.2.1', 'PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The certificate is not looked at, so whoever stands between the server and its partner is the partner: he reads what is sent, keys and customers' data, and answers as he likes.`,
  fix: `Leave the check on, and give the server the root that it is to trust where a partner has one of its own:

\`\`\`js
new https.Agent({ ca: readFileSync('partner-root.pem') });   // not: { rejectUnauthorized: false }
\`\`\``,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    // Who is called at all, or wants https before calling, may be asked.
    if (screen.hits.length === 0 && !screen.isRefused) return 'decided';
    const send = sendAt(target, { operation, input }, screen);
    const verdict = await judgeCallback(target, { form: { tls: true }, send });
    if (verdict === 'decided' || 'undecided' in verdict) return verdict;
    if (!verdict.hits.some(({ tls }) => tls)) return 'decided';
    const [first, second] = verdict.proven;
    if (first === undefined || second === undefined) return 'decided';
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} takes any certificate of the host that ${input.name} names.`,
      evidence: [
        shown(target, 'A valid request.', screen.exchange),
        first,
        second,
        compared(
          'Whole requests over TLS with a certificate that nobody has signed',
          'for an address that was not sent: none',
          'for each that was sent: one or more',
        ),
      ],
    };
    return 'decided';
  },
});
