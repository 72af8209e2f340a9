import {
  compared,
  flatten,
  holdsSystemFile,
  isTextSlot,
  NotTested,
  probeRule,
  sendAt,
  shown,
  unusable,
  validCall,
  wordsOf,
  type ApiModel,
  type Exchange,
  type Input,
} from '#rule';

/** Deeper than anybody keeps files. */
const up = 10;
/** Ways to write a path out of the folder that are filtered differently: the name of the file is filled in. */
const writings: readonly ((file: string) => string)[] = [
  (file) => `${'../'.repeat(up)}etc/${file}`,
  (file) => `/etc/${file}`,
  (file) => `${'....//'.repeat(up)}etc/${file}`,
  (file) => `${'..%2f'.repeat(up)}etc%2f${file}`,
];
const windows = (file: string): string => `${'..\\'.repeat(up)}windows\\${file}`;

export default probeRule({
  id: 'path-traversal',
  title: 'Any file of the server can be read',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 22,
  controls: ['PCI DSS 6.2.4'],
  impact: 'read',
  per: 'input',
  requests: 14,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The value becomes part of a path, and dots in it lead out of the folder: to settings, keys, and the program itself.`,
  fix: `Work the path out first, and then look whether it is still inside:

\`\`\`js
const file = path.resolve(base, req.query.file);
if (!file.startsWith(base + path.sep)) return res.status(404).end();
\`\`\`

Better still, give files ids, and keep their paths where no request can write them.`,

  applies: ({ operation, input }, api) =>
    input !== undefined && isTextSlot({ operation, input }, api, 50) && namesFile(input, api),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const send = sendAt(target, { operation, input }, valid);
    for (const [write, file] of [...writings.map((one) => [one, 'passwd'] as const), [windows, 'win.ini'] as const]) {
      const answer = await send(write(file));
      const failed = unusable(answer);
      if (failed !== undefined) return { undecided: failed };
      if (!holdsSystemFile(answer, [valid.exchange])) continue;
      const absent = (): Promise<Exchange> => send(write(`sp${target.random(8)}`));
      const missing = await absent();
      if (!holdsSystemFile(answer, [valid.exchange, missing])) return 'decided';
      const again = await send(write(file), { fresh: true });
      if (!holdsSystemFile(again, [valid.exchange, missing]))
        return { undecided: 'it did not happen again on a new connection' };
      yield {
        at: operation.at,
        subject: `request/${input.in}/${input.name}`,
        message: `${operation.id} reads files outside its folder where ${input.name} leads there.`,
        evidence: [
          shown(target, 'A file that it is meant to read.', valid.exchange),
          shown(target, 'A file of the system that is not there.', missing),
          shown(target, 'One that every system has.', answer),
          shown(target, 'Once more, on a new connection.', again),
          compared('Lines with the grammar of that file', 'in the other answers: none', 'in its answers: yes, twice'),
        ],
      };
      return 'decided';
    }
    return 'decided';
  },
});

const fileWords =
  /(^| )(file|files|filename|filepath|path|dir|directory|folder|document|doc|template|page|view|include|attachment|download|theme|locale|lang|language|report|image|img|asset|resource|log|module|layout|style)( |$)/;

/** By its name, or because its example is a path or ends as files do. */
function namesFile({ name, schema: id }: Input, api: ApiModel): boolean {
  if (fileWords.test(wordsOf(name).join(' '))) return true;
  const examples = (id === undefined ? undefined : flatten(api, id))?.examples ?? [];
  return examples.some(({ value }) => typeof value === 'string' && /^[\w./-]{1,200}\.[a-z]{2,4}$/i.test(value));
}
