import { callScreenOf, compared, isAddressSlot, NotTested, probeRule, sendAt, shown, showsText, unusable } from '#rule';

export default probeRule({
  id: 'ssrf-content',
  title: 'Server shows what it fetched from any address',
  severity: 'critical',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 10,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server fetches an address that a caller names and shows what stands there: it is a window into your network, for pages of administration, for the cloud's metadata and its keys.`,
  fix: `Fetch from hosts that you know, look at the address after it is resolved, and give back what you made of the page, never the page:

\`\`\`js
const { status } = await fetch(checked(url), { redirect: 'error' });
return { reachable: status < 400 };
\`\`\``,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    if (screen.hits.length === 0) return 'decided';
    const { listener, owner } = screen;
    const nonce = listener.nonce(screen.question);
    const first = await showsText(target, { operation, ...screen }, (text) => text.includes(nonce));
    if (first === undefined) return 'decided';
    const question = target.random(24);
    const answer = await sendAt(target, { operation, input }, screen)(listener.url(question), { fresh: true });
    const failed = unusable(answer);
    if (failed !== undefined) return { undecided: failed };
    const again = await showsText(target, { operation, owner, answer }, (text) =>
      text.includes(listener.nonce(question)),
    );
    if (again === undefined) return { undecided: 'it did not happen again with another address' };
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} fetches the address that ${input.name} names and shows what stands there.`,
      evidence: [
        shown(target, 'A valid request.', screen.exchange),
        shown(target, 'An address of ours: the answer holds the word that stands there.', first),
        shown(target, 'Another one, on a new connection: so does this answer.', again),
        compared('The word that stands at our address', 'in the request: nowhere', 'in the answer: twice'),
      ],
    };
    return 'decided';
  },
});
