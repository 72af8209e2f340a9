import {
  callScreenOf,
  compared,
  isAddressSlot,
  isMeantToCall,
  judgeCallback,
  NotTested,
  probeRule,
  sendAt,
  shown,
} from '#rule';

export default probeRule({
  id: 'ssrf-callback',
  title: 'Server calls any address that a request names',
  severity: 'high',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server goes wherever a caller sends it, and it stands behind your firewall: other services that trust it, administration ports, the cloud's metadata with its keys.`,
  fix: `Fetch from hosts that you know, and look at the address after it is resolved, for every hop:

\`\`\`js
const url = new URL(req.body.imageUrl);
if (url.protocol !== 'https:' || !allowedHosts.has(url.hostname)) return res.status(400).end();
\`\`\`

Where any host must do, go through a proxy that refuses private addresses.`,

  // Of a webhook it says nothing that it is called.
  applies: ({ operation, input }, api) =>
    isAddressSlot({ operation, ...(input && { input }) }, api) &&
    !isMeantToCall({ operation, ...(input && { input }) }),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    if (screen.hits.length === 0) return 'decided';
    const send = sendAt(target, { operation, input }, screen);
    const verdict = await judgeCallback(target, { send });
    if (verdict === 'decided' || 'undecided' in verdict) return verdict;
    // A path like ours that is no address: who calls that guesses, or somebody else calls.
    const question = target.random(24);
    const path = new URL(verdict.listener.url(question)).pathname.slice(1);
    const benign = await send(path);
    if ((await verdict.listener.hits(question, 0)).length > 0)
      return { undecided: 'it calls our address where none is named' };
    const comparison = verdict.proven.at(-1);
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} calls the address that ${input.name} names, whatever it is.`,
      evidence: [
        shown(target, 'A text that is no address.', benign),
        ...verdict.proven.slice(0, -1),
        comparison ?? compared('Requests that came to our server', 'none', 'for each address that was sent'),
      ],
    };
    return 'decided';
  },
});
