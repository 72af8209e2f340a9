import { isCredentialFlow, lintRule, wordsOf, type Operation } from '#rule';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Verbs that change something whatever they stand beside. As nouns they are plural or longer: `/transfers`, `/cancellations`. */
const changing = words(
  'delete remove purge wipe erase destroy drop cancel reset revoke approve reject transfer withdraw pay redeem refund activate deactivate enable disable freeze unfreeze suspend terminate create add update insert',
);
/** Verbs that are nouns as well: `/block`, `/charge`. They count where path and name agree. */
const alsoNouns = words(
  'block unblock lock unlock close reopen send resend trigger execute run start stop restart publish charge debit credit capture void settle submit register import sync rotate regenerate clear flush set mark move grant assign invite ban change modify edit save upload process disburse topup rename restore archive',
);

/** First words of names that only read. */
const reading = words(
  'get list read retrieve fetch find search show view query describe check count lookup load download export preview is has return returns returning retrieves gets lists fetches shows displays finds provides provide display',
);

export default lintRule({
  id: 'get-side-effect',
  title: 'GET that changes something',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: 650,
  controls: ['PCI DSS 6.2.4'],
  why: `GET is safe by definition (RFC 9110 section 9.2.1): browsers, crawlers, link previews and proxies send it unasked and again. An \`<img>\` on any page makes a logged-in victim delete or pay, as defences against forged requests leave GET out, and the parameters end up in logs.`,
  fix: `Make it a method that changes things:

\`\`\`yaml
/cards/{cardId}:
  delete:
\`\`\``,

  operation(operation) {
    // Links of mails that confirm or reset are another rule's.
    if (operation.method !== 'GET' || isCredentialFlow(operation)) return undefined;
    const verb = verbOfPath(operation) ?? '';
    const spoken = wordsSpoken(operation.summary);
    const named = wordsOf(operation.operationId ?? '');
    const names = [named[0], spoken[0]].filter((word) => word !== undefined);
    if (names.some((word) => reading.has(word))) return undefined;
    const roots = names.flatMap(rootsOf);
    const agree = (changing.has(verb) || alsoNouns.has(verb)) && roots.includes(verb);
    const inName = roots.some((word) => changing.has(word));
    if (!agree && !changing.has(verb) && !inName) return undefined;
    const message = `${operation.id} changes something, as its name says, though GET must not.`;
    // One name alone may be a noun or a slip of the pen, and a summary that begins otherwise speaks against it.
    const isSure = (agree || (changing.has(verb) && inName)) && isVerb(named, spoken);
    return { at: operation.at, message, ...(isSure ? {} : { certainty: 'tentative' }) };
  },
});

function rootsOf(word: string): readonly string[] {
  return [word, word.replace(/s$/, ''), word.replace(/es$/, '')];
}

/** Whole words, as `Add-ons` are things. */
function wordsSpoken(summary: string | undefined): readonly string[] {
  return (summary ?? '')
    .slice(0, summaryMax)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Characters of a summary that are read: its first words. */
const summaryMax = 200;

/** `blockCard` and "Block a card" do something; `block` and "Block details" may be a thing. */
function isVerb(named: readonly string[], spoken: readonly string[]): boolean {
  const [first = '', second = ''] = spoken;
  if (first === '') return named.length > 1;
  const says = rootsOf(first).some((word) => changing.has(word) || alsoNouns.has(word));
  return says && (named.length > 1 || /^(a|an|the|all|any|your|this|that|one|my)$/.test(second) || first.endsWith('s'));
}

/** The first word of the last literal segment: that `cancel-reasons` are things is told by what the operation is called. */
function verbOfPath({ path }: Operation): string | undefined {
  // Google's custom methods: `/cards/{card}:freeze`.
  const custom = /\}:([a-z]{1,40})[^/]*$/i.exec(path)?.[1];
  if (custom !== undefined) return wordsOf(custom)[0];
  const last = path
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'))
    .at(-1);
  return wordsOf(last ?? '')[0];
}
