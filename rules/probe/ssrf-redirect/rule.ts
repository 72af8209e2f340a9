import {
  callScreenOf,
  compared,
  isAddressSlot,
  NotTested,
  probeRule,
  sendAt,
  shown,
  unusable,
  type Exchange,
} from '#rule';

/** Milliseconds that are waited for the second call. */
const hitMsMax = 2_000;

export default probeRule({
  id: 'ssrf-redirect',
  title: 'Server follows a redirect of the address it fetches',
  severity: 'high',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 6,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'ssrf-callback', 'ssrf-content'],
  why: `The address is looked at, and where it sends the server is not: a page of the attacker's own answers with a redirect, and the server goes to the address inside your network that it would have refused.`,
  fix: `Do not follow redirects, or look at each address before it is called:

\`\`\`js
const page = await fetch(checked(url), { redirect: 'manual' });
if (page.status >= 300 && page.status < 400) return { moved: true };
\`\`\``,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    if (screen.hits.length === 0) return 'decided';
    const { listener } = screen;
    const send = sendAt(target, { operation, input }, screen);
    const answers: Exchange[] = [];
    for (const fresh of [false, true]) {
      const [from, to] = [target.random(24), target.random(24)];
      const url = listener.url(from, { answer: { kind: 'redirect', to: listener.url(to) } });
      const answer = await send(url, { fresh });
      const followed = await listener.hits(to, hitMsMax);
      if (followed.length === 0) {
        const failed = unusable(answer);
        if (failed !== undefined) return { undecided: failed };
        return fresh ? { undecided: 'it did not happen again with another address' } : 'decided';
      }
      answers.push(answer);
    }
    const [first, second] = answers;
    if (first === undefined || second === undefined) return 'decided';
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} follows redirects of the address that ${input.name} names, wherever they lead.`,
      evidence: [
        shown(target, 'An address of ours that answers by itself.', screen.answer),
        shown(target, 'One that redirects to another one of ours.', first),
        shown(target, 'Two others, on a new connection.', second),
        compared(
          'Requests to the address that only the redirect named',
          'without a redirect: none',
          'with one: one or more, twice',
        ),
      ],
    };
    return 'decided';
  },
});
