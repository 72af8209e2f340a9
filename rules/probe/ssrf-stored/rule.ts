import {
  callScreenOf,
  compared,
  isAddressSlot,
  isSuccess,
  literalsOf,
  NotTested,
  probeRule,
  sendAt,
  shown,
  unusable,
  wordsOf,
  type ApiModel,
  type CallScreen,
  type Exchange,
  type Operation,
  type Target,
} from '#rule';

/** Milliseconds that are waited for a call: what is queued is sent a little later. */
const hitMsMax = 3_000;

export default probeRule({
  id: 'ssrf-stored',
  title: 'Server calls any address that was stored before',
  severity: 'high',
  owasp: ['API7:2023'],
  cwe: 918,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 10,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'ssrf-callback', 'ssrf-content'],
  why: `The address is taken without a look, and called later: a test of a webhook is enough to send the server anywhere, also into your network, from a place that your firewall trusts.`,
  fix: `Let partners show that the host is theirs before anything is sent to it, and look at the address again when it is called:

\`\`\`js
if (!(await verifiedHosts.has(partner, new URL(hook.url).hostname))) return res.status(409).json({ error: 'host not verified' });
await deliver(hook, { agent: agentThatRefusesPrivateAddresses, redirect: 'error' });
\`\`\``,

  applies: ({ operation, input }, api) =>
    operation.method === 'POST' &&
    isAddressSlot({ operation, ...(input && { input }) }, api) &&
    triggersOf(operation, api).length > 0,

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const screen = await callScreenOf(target, { operation, input });
    if ('undecided' in screen) return screen;
    // Called at once, or not taken: neither is stored and called later.
    if (screen.hits.length > 0 || !isSuccess(screen.answer)) return 'decided';
    for (const trigger of triggersOf(operation, target.api).slice(0, triggersMax)) {
      const stored = { answer: screen.answer, question: screen.question };
      const first = await triggered(target, { operation, trigger, screen }, stored);
      if (first === undefined) return { undecided: `the answer of ${operation.id} does not show what it made` };
      if (!first.isCalled) {
        const failed = unusable(first.exchange);
        if (failed !== undefined) return { undecided: failed };
        continue;
      }
      const question = target.random(24);
      const url = screen.listener.url(question);
      const answer = await sendAt(target, { operation, input }, screen)(url, { fresh: true });
      const again = await triggered(target, { operation, trigger, screen }, { answer, question });
      if (again?.isCalled !== true) return { undecided: 'it did not happen again with another address' };
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${trigger.id} calls the address that ${operation.id} took in ${input.name}, whatever it is.`,
        related: [{ at: trigger.at, message: 'what makes the server call it' }],
        evidence: [
          shown(target, 'An address of ours is stored, and nobody calls.', screen.answer),
          shown(target, 'This makes the server call it.', first.exchange),
          shown(target, 'Another address of ours, on a new connection.', answer),
          shown(target, 'It is called as well.', again.exchange),
          compared('Requests that came to our server', 'when it was stored: none', 'afterwards: one or more, twice'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

const triggersMax = 2;
const triggerWords =
  /^(test|ping|send|deliver|trigger|verify|validate|run|retry|resend|replay|fire|sync|refresh|check|import|fetch)$/;

/** Calls on what was made that make the server call: `POST /webhooks/{id}/ping`. */
function triggersOf({ path }: Operation, api: ApiModel): readonly Operation[] {
  const base = path.replace(/\/+$/, '');
  return api.operations.filter((one) => {
    const isBelow = one.path.startsWith(`${base}/{`) && one.path.split('{').length === path.split('{').length + 1;
    const last = literalsOf(one.path).at(-1) ?? '';
    return (
      one.kind === 'path' && one.method === 'POST' && isBelow && wordsOf(last).some((word) => triggerWords.test(word))
    );
  });
}

interface Triggering {
  readonly operation: Operation;
  readonly trigger: Operation;
  readonly screen: CallScreen;
}

async function triggered(
  target: Target,
  { operation, trigger, screen }: Triggering,
  { answer, question }: { readonly answer: Exchange; readonly question: string },
): Promise<{ readonly exchange: Exchange; readonly isCalled: boolean } | undefined> {
  const made = target.made(operation, answer);
  if (made === undefined) return undefined;
  const names = [...trigger.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  const values = Object.values(made.parameters);
  const parameters = Object.fromEntries(
    names.map((name, index) => [name, made.parameters[name] ?? values[index] ?? '']),
  );
  const exchange = await target.call(trigger, screen.owner, { parameters });
  return { exchange, isCalled: (await screen.listener.hits(question, hitMsMax)).length > 0 };
}
