import {
  compared,
  dataClasses,
  declaredIn,
  doubtOf,
  isReveal,
  leaksOf,
  placesInWords,
  probeRule,
  servedTwice,
  shown,
  type Operation,
  type Sighting,
} from '#rule';

export default probeRule({
  id: 'bopla-declared-secret',
  title: 'Answer shows a secret unmasked',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 3.4.1', 'PCI DSS 3.3.1'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok', 'bopla-undeclared-secret'],
  why: `A card number, a security code or a password in full reaches every place that an answer reaches: logs, caches, screenshots, browser extensions. Whoever reads one of them pays with the card.`,
  fix: `Show what the reader needs to know it again by, and keep the rest to yourself; a security code and a password are shown to nobody:

\`\`\`js
res.json({ id: card.id, label: card.label, pan: card.pan.slice(0, 6) + '******' + card.pan.slice(-4) });
\`\`\`

A card is revealed by a call of its own (\`POST /cards/{cardId}/reveal\`), after the user has signed in once more.`,

  applies: ({ operation }) => operation.method === 'GET' && !saysReveal(operation),

  async *probe({ operation }, target) {
    const served = await servedTwice(target, operation);
    if ('undecided' in served) return served;
    const { owner, object, mine, again } = served;
    const leaks = (await leaksOf(target, operation, served)).filter(isNeverShown);
    let doubt: string | undefined;
    for (const leak of leaks) {
      if (declaredIn(operation, mine, { api: target.api, path: leak.name }) !== 'declared') continue;
      const reason = await doubtOf(target, operation, { leak, owner });
      if (reason !== undefined) {
        doubt ??= reason;
        continue;
      }
      const anyone = await target.call(operation, target.anonymous, { parameters: object.parameters });
      const title = dataClasses.get(leak.dataClass)?.title ?? 'a secret';
      const where = placesInWords([leak.name]);
      yield {
        at: operation.at,
        subject: `response/json/${leak.name}`,
        message: `${operation.id} shows ${title} unmasked in ${where}.`,
        dataClasses: [leak.dataClass],
        evidence: [
          shown(target, 'Without a credential.', anyone),
          shown(target, `${owner.name} reads its own object.`, mine),
          shown(target, 'The same on a new connection.', again),
          compared(`What stands in ${where}`, 'expected: a masked value', `the answers, twice: ${title}`),
        ],
      };
    }
    return doubt === undefined ? 'decided' : { undecided: doubt };
  },
});

/** A call of its own that is there to show it, by its path or its name: that is how cardholders see their card. */
function saysReveal(operation: Operation): boolean {
  return isReveal(operation) || isReveal({ ...operation, path: `/${operation.operationId ?? ''}` });
}

/** What opens or pays for something, and what proves who somebody is: nobody needs to be shown it whole. */
const shownToNobody: ReadonlySet<string> = new Set(['pci.pan', 'sec.password', 'sec.hash', 'id.ssn']);

function isNeverShown({ dataClass }: Sighting): boolean {
  return shownToNobody.has(dataClass) || dataClasses.get(dataClass)?.category === 'pci-sad';
}
