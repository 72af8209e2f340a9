import {
  compared,
  dataClasses,
  declaredIn,
  documentedResponse,
  doubtOf,
  leaksOf,
  placesInWords,
  probeRule,
  servedTwice,
  shown,
  type ProbeSubject,
} from '#rule';

export default probeRule({
  id: 'bopla-undeclared-secret',
  title: 'Answer holds a secret that the document does not mention',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: 213,
  controls: ['PCI DSS 3.4.1', 'PCI DSS 3.3.1', 'PCI DSS 6.2.4'],
  impact: 'read',
  per: 'operation',
  requests: 8,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The server answers with the stored row as it is. The app shows three fields of it, so nobody notices that a password's hash or a card number travels along, until somebody opens the browser's network tab.`,
  fix: `Build the answer from what it is meant to hold, by name, and never from the stored object:

\`\`\`js
const { id, name, memo } = member;                // not: res.json(member)
res.json({ id, name, memo });
\`\`\``,

  applies: isReadWithSchema,

  async *probe({ operation }, target) {
    const served = await servedTwice(target, operation);
    if ('undecided' in served) return served;
    const { owner, object, mine, again } = served;
    const leaks = await leaksOf(target, operation, served);
    const undeclared = leaks.filter(
      ({ name }) => declaredIn(operation, mine, { api: target.api, path: name }) === 'undeclared',
    );
    let doubt: string | undefined;
    for (const leak of undeclared) {
      const reason = await doubtOf(target, operation, { leak, owner });
      if (reason !== undefined) {
        doubt ??= reason;
        continue;
      }
      const anyone = await target.call(operation, target.anonymous, { parameters: object.parameters });
      const title = dataClasses.get(leak.dataClass)?.title ?? 'a secret';
      const where = placesInWords([leak.name]);
      yield {
        at: documentedResponse(operation, mine.response?.status ?? 0)?.at ?? operation.at,
        subject: `response/json/${leak.name}`,
        message: `${operation.id} answers with ${title} in ${where}, which its response does not declare.`,
        dataClasses: [leak.dataClass],
        evidence: [
          shown(target, 'Without a credential.', anyone),
          shown(target, `${owner.name} reads its own object.`, mine),
          shown(target, 'The same on a new connection: the value stays.', again),
          compared(`What stands in ${where}`, 'the document: nothing of that name', `the answers, twice: ${title}`),
        ],
      };
    }
    return doubt === undefined ? 'decided' : { undecided: doubt };
  },
});

function isReadWithSchema({ operation }: ProbeSubject): boolean {
  return (
    operation.method === 'GET' &&
    operation.responses.some(
      ({ status, bodies }) => /^(2|default)/.test(status) && bodies.some(({ schema }) => schema !== undefined),
    )
  );
}
