import { callScreenOf, compared, isAddressSlot, NotTested, probeRule, sendAt, shown, unusable } from '#rule';

/** Milliseconds that are waited for a call. */
const hitMsMax = 2_000;

export default probeRule({
  id: 'up-cred-forward',
  title: "Caller's credential is passed on to the address that it names",
  severity: 'high',
  owasp: ['API10:2023', 'API7:2023'],
  cwe: 522,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.2'],
  impact: 'create',
  per: 'input',
  requests: 6,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server calls the address with the headers of the request that it got, the credential among them: whoever gets a colleague to store an address, or owns the one that is stored, acts as that colleague from then on.`,
  fix: `Write the headers of outgoing requests anew, with a credential that belongs to that partner alone:

\`\`\`js
await fetch(link.endpointUrl, { method: 'POST', headers: { authorization: keyFor(link.partner) }, body });
// not: headers: req.headers
\`\`\``,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    if (!screen.hits.some(({ withCredential }) => withCredential)) return 'decided';
    const { listener } = screen;
    const question = target.random(24);
    const again = await sendAt(target, { operation, input }, screen)(listener.url(question), { fresh: true });
    const hits = await listener.hits(question, hitMsMax);
    const failed = hits.length === 0 ? unusable(again) : undefined;
    if (failed !== undefined) return { undecided: failed };
    if (!hits.some(({ withCredential }) => withCredential))
      return { undecided: 'it did not happen again with another address' };
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} sends the credential of its caller to the address that ${input.name} names.`,
      evidence: [
        shown(target, 'A valid request.', screen.exchange),
        shown(target, 'An address of ours: the call that came held the credential of this request.', screen.answer),
        shown(target, 'Another one, on a new connection: so did that call.', again),
        compared(
          'Calls that came to our server',
          'without an address of ours: none',
          'for each address: with a credential that this run sent to the target',
        ),
      ],
    };
    return 'decided';
  },
});
