import {
  callScreenOf,
  compared,
  isAddressSlot,
  isSuccess,
  NotTested,
  probeRule,
  sendAt,
  shown,
  showsText,
  unusable,
  type CallScreen,
  type Evidence,
  type Exchange,
  type ListenerAnswer,
  type Slot,
  type Target,
} from '#rule';

/** An answer that no caller should read to its end, in bytes, and one that nobody should wait for, in milliseconds. */
const largeBytes = 10 * 1024 * 1024;
const slowMs = 10_000;

export default probeRule({
  id: 'up-response-trust',
  title: 'Answer of another server is taken as it comes',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: 20,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 16,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'ssrf-content'],
  why: `What another server answers is data from a stranger. Here it is shown to your callers as it came, markup and all, or it breaks the operation: whoever runs that server, or gets hold of it, is inside.`,
  fix: `Ask of an answer what you ask of a request: type, size, time and schema.

\`\`\`js
const answer = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'error' });
if (!/^application\\/json\\b/.test(answer.headers.get('content-type') ?? '')) return res.status(502).json({ code: 'feed_unusable' });
const prices = Prices.parse(JSON.parse(await textUpTo(answer, 64 * 1024)));
\`\`\``,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const slot = { operation, input };
    const screen = await callScreenOf(target, slot);
    if ('undecided' in screen) return screen;
    if (screen.hits.length === 0) return 'decided';
    const good = await ask(target, { slot, screen }, { kind: 'json', json: { sp: 1 } });
    const failed = unusable(good);
    if (failed !== undefined) return { undecided: failed };
    const found = (await copied(target, { slot, screen }, good)) ?? (await broken(target, { slot, screen }, good));
    if (found === undefined) return 'decided';
    if ('undecided' in found) return found;
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} ${found.what} the address that ${input.name} names.`,
      evidence: found.evidence,
    };
    return 'decided';
  },
});

interface Asking {
  readonly slot: Slot;
  readonly screen: CallScreen;
}
type Found =
  { readonly what: string; readonly evidence: readonly Evidence[] } | { readonly undecided: string } | undefined;

function ask(
  target: Target,
  { slot, screen, fresh = false }: Asking & { readonly fresh?: boolean },
  answer: ListenerAnswer,
): Promise<Exchange> {
  return sendAt(target, slot, screen)(screen.listener.url(target.random(24), { answer }), { fresh });
}

/** A page where data belong, and its markup stands in our answer. */
async function copied(target: Target, { slot, screen }: Asking, good: Exchange): Promise<Found> {
  const shows: Exchange[] = [];
  for (const fresh of [false, true]) {
    const word = `sp${target.random(8)}`;
    const text = `<html><body><svg onload=${word}()></body></html>`;
    const answer = await ask(target, { slot, screen, fresh }, { kind: 'text', text, mediaType: 'text/html' });
    const found = isSuccess(answer)
      ? await showsText(target, { operation: slot.operation, owner: screen.owner, answer }, (body) =>
          body.includes(`<svg onload=${word}()>`),
        )
      : undefined;
    if (found === undefined) return fresh ? { undecided: 'it did not happen again with another page' } : undefined;
    shows.push(found);
  }
  const [first, second] = shows;
  if (first === undefined || second === undefined) return undefined;
  return {
    what: 'shows as it came what is answered by',
    evidence: [
      shown(target, 'An address of ours that answers JSON.', good),
      shown(target, 'One that answers a page: its markup comes back.', first),
      shown(target, 'Another page, on a new connection.', second),
      compared('Markup that our server answered', 'after JSON: none', 'after a page: as it came, twice'),
    ],
  };
}

/** 500 is a failure of its own; what a gateway says of others (502, 504: RFC 9110) is an answer like any other. */
async function broken(target: Target, asking: Asking, good: Exchange): Promise<Found> {
  if ((good.response?.status ?? 500) >= 500) return undefined;
  const bad: readonly (readonly [says: string, answer: ListenerAnswer])[] = [
    ['a page in place of data', { kind: 'text', text: '<html><body>sp</body></html>', mediaType: 'text/html' }],
    ['an answer of ten megabytes', { kind: 'large', bytes: largeBytes }],
    ['an answer after ten seconds', { kind: 'slow', ms: slowMs }],
  ];
  for (const [says, answer] of bad) {
    const first = await ask(target, asking, answer);
    if (first.response?.status !== 500) continue;
    const between = await ask(target, asking, { kind: 'json', json: { sp: 1 } });
    const again = await ask(target, { ...asking, fresh: true }, answer);
    if ((between.response?.status ?? 500) >= 500)
      return { undecided: 'the server does not recover: it may fail by itself' };
    if (again.response?.status !== 500) return { undecided: 'it did not happen again with another address' };
    return {
      what: `fails on ${says} by`,
      evidence: [
        shown(target, 'An address of ours that answers JSON.', good),
        shown(target, `One with ${says}.`, first),
        shown(target, 'JSON again.', between),
        shown(target, `Another one with ${says}, on a new connection.`, again),
        compared('Answers of the operation', 'after JSON: no failure', 'after the other: 500, twice'),
      ],
    };
  }
  return undefined;
}
