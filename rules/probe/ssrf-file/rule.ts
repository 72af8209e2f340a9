import {
  compared,
  holdsSystemFile,
  isAddressSlot,
  NotTested,
  probeRule,
  sendAt,
  shown,
  unusable,
  validCall,
  type Exchange,
} from '#rule';

const files = ['/etc/passwd', '/c:/windows/win.ini'];

export default probeRule({
  id: 'ssrf-file',
  title: 'Address of a file makes the server read it',
  severity: 'critical',
  owasp: ['API7:2023'],
  cwe: 73,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 10,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The library that fetches addresses also knows \`file:\`, and what a caller gets is a file of the server: settings, keys, the program itself.`,
  fix: `Take the schemes that you mean, before anything is fetched:

\`\`\`js
if (new URL(req.body.source).protocol !== 'https:') return res.status(400).json({ error: 'https addresses only' });
\`\`\``,

  applies: ({ operation, input }, api) => isAddressSlot({ operation, ...(input && { input }) }, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const send = sendAt(target, { operation, input }, valid);
    for (const file of files) {
      const answer = await send(`file://${file}`);
      const failed = unusable(answer);
      if (failed !== undefined) return { undecided: failed };
      // The scheme is refused: so it is for every other file.
      const isThere = holdsSystemFile(answer, [valid.exchange]);
      if (!isThere && (answer.response?.status ?? 0) >= 400) return 'decided';
      if (!isThere) continue;
      const missing: Exchange = await send(`file:///etc/sp${target.random(8)}`);
      if (!holdsSystemFile(answer, [valid.exchange, missing])) return 'decided';
      const again = await send(`file://${file}`, { fresh: true });
      if (!holdsSystemFile(again, [valid.exchange, missing]))
        return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${operation.id} reads files of the server where ${input.name} names one.`,
        evidence: [
          shown(target, 'A valid request.', valid.exchange),
          shown(target, 'The address of a file that is not there.', missing),
          shown(target, 'Of one that every system has.', answer),
          shown(target, 'Once more, on a new connection.', again),
          compared(
            'Lines with the grammar of that file',
            'in the other answers: none there',
            'in its answers: yes, twice',
          ),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});
