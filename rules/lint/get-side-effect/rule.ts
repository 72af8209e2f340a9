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
    const names = [operation.operationId, operation.summary].flatMap((text) => wordsOf(text ?? '').slice(0, 1));
    if (names.some((word) => reading.has(word))) return undefined;
    const roots = names.flatMap((word) => [word, word.replace(/s$/, ''), word.replace(/es$/, '')]);
    const agree = (changing.has(verb) || alsoNouns.has(verb)) && roots.some((word) => word === verb);
    const inName = roots.some((word) => changing.has(word));
    if (!agree && !changing.has(verb) && !inName) return undefined;
    const message = `${operation.id} changes something, as its name says, though GET must not.`;
    // One name alone may be a noun or a slip of the pen.
    return {
      at: operation.at,
      message,
      ...(agree || (changing.has(verb) && inName) ? {} : { certainty: 'tentative' }),
    };
  },
});

/** The first word of the last literal segment: that `cancel-reasons` are things is told by what the operation is called. */
function verbOfPath({ path }: Operation): string | undefined {
  const last = path
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'))
    .at(-1);
  return wordsOf(last ?? '')[0];
}
