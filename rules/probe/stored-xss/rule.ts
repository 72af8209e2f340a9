import {
  compared,
  isSuccess,
  isTextSlot,
  NotTested,
  probeRule,
  sendAt,
  shown,
  unusable,
  validCall,
  type ApiModel,
  type Exchange,
  type Operation,
  type Slot,
  type Target,
  type ValidCall,
} from '#rule';

export default probeRule({
  id: 'stored-xss',
  title: 'Markup of a request comes back in a page',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 79,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 12,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `What one caller stores, a page shows to another as part of itself: a script in it acts as whoever looks, mostly somebody of your staff with more rights.`,
  fix: `Escape for the page where the page is made, all of it, by the template's own means:

\`\`\`html
<p>{{message}}</p>   <!-- not {{{message}}} -->
\`\`\`

A \`Content-Security-Policy\` without \`unsafe-inline\` is the second lock.`,

  applies: ({ operation, input }, api) =>
    operation.method === 'POST' &&
    isTextSlot({ operation, ...(input && { input }) }, api, 40) &&
    pagesOf(operation, api).length > 0,

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const slot = { operation, input };
    for (const page of pagesOf(operation, target.api).slice(0, pagesMax)) {
      const ask = (tag: string, how = {}): Promise<Asked> => asked(target, { slot, valid, page }, { tag, ...how });
      const marked = await ask('svg');
      if ('undecided' in marked) return marked;
      if (!marked.isWhole) continue;
      const plain = await ask('');
      const again = await ask('svg', { fresh: true });
      if ('undecided' in plain) return plain;
      if ('undecided' in again || !again.isWhole) return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${page.id} shows markup that ${operation.id} took in ${input.name} as part of the page.`,
        related: [{ at: page.at, message: 'the page that shows it' }],
        evidence: [
          shown(target, 'The page of an object with a plain text.', plain.shown),
          shown(target, 'An object whose text is an element with a script.', marked.sent),
          shown(target, 'Its page: the element is part of it.', marked.shown),
          shown(target, 'The page of another one, on a new connection.', again.shown),
          compared('The element in pages of text/html', 'as a plain text: none', 'as it was sent, unescaped: twice'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

const pagesMax = 2;

/** What is documented as a page of an object that the operation makes. */
function pagesOf({ path }: Operation, api: ApiModel): readonly Operation[] {
  const base = path.replace(/\/+$/, '');
  return api.operations.filter(
    (one) =>
      one.kind === 'path' &&
      one.method === 'GET' &&
      one.path.startsWith(`${base}/{`) &&
      one.path.split('{').length === path.split('{').length + 1 &&
      one.responses.some(({ bodies }) => bodies.some(({ mediaType }) => mediaType === 'text/html')),
  );
}

type Asked =
  { readonly sent: Exchange; readonly shown: Exchange; readonly isWhole: boolean } | { readonly undecided: string };

async function asked(
  target: Target,
  { slot, valid, page }: { readonly slot: Slot; readonly valid: ValidCall; readonly page: Operation },
  { tag, fresh = false }: { readonly tag: string; readonly fresh?: boolean },
): Promise<Asked> {
  const word = `sp${target.random(8)}`;
  const text = tag === '' ? word : `<${tag} onload=${word}()>`;
  const sent = await sendAt(target, slot, valid)(text, { fresh });
  const made = isSuccess(sent) ? target.made(slot.operation, sent) : undefined;
  if (made === undefined) {
    const failed = unusable(sent);
    return failed === undefined ? { sent, shown: sent, isWhole: false } : { undecided: failed };
  }
  const names = [...page.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  const values = Object.values(made.parameters);
  const parameters = Object.fromEntries(
    names.map((name, index) => [name, made.parameters[name] ?? values[index] ?? '']),
  );
  const answer = await target.call(page, valid.owner, { parameters, fresh });
  const failed = unusable(answer);
  if (failed !== undefined) return { undecided: failed };
  const { mediaType = '', text: html = '' } = answer.response?.body ?? {};
  return { sent, shown: answer, isWhole: isSuccess(answer) && mediaType === 'text/html' && html.includes(text) };
}
