import {
  climbWaits,
  followsDose,
  isTextSlot,
  isWorkedOut,
  judgeEvaluation,
  NotTested,
  probeRule,
  screenOf,
  sendAt,
  shown,
  takesText,
  unusable,
  waitedMsMin,
  waitEvidence,
  wordsOf,
  type Input,
  type Screen,
  type Slot,
  type Syntax,
  type Target,
} from '#rule';
import { called, callingChars, type Verdict } from './calling.ts';

export default probeRule({
  id: 'cmd-inject',
  title: 'Value of a request is run by a shell',
  severity: 'critical',
  owasp: ['API8:2023'],
  cwe: 78,
  controls: ['PCI DSS 6.2.4'],
  impact: 'create',
  per: 'input',
  requests: 38,
  identities: 1,
  yieldsTo: ['auth-missing', 'auth-garbage-ok'],
  why: `The value is part of a command line, and the shell runs what it says: whoever sends it has the server, its keys and whatever it reaches.`,
  fix: `Start the program without a shell, with the value as one argument, and tell the program where options end:

\`\`\`js
execFile('zip', ['out.zip', '--', req.body.archiveName]);   // not: exec(\`zip out.zip \${archiveName}\`)
\`\`\`

Better still, use a library that does it in the process.`,

  applies: ({ operation, input }, api) => isTextSlot({ operation, ...(input && { input }) }, api, 40),

  async *probe({ operation, input }, target) {
    if (input === undefined) throw new NotTested('no input');
    const slot = { operation, input };
    const screen = await screenOf(target, slot);
    if ('undecided' in screen) return screen;
    const verdict = await shellIn(target, slot, screen);
    if (verdict === 'decided' || 'undecided' in verdict) return verdict;
    yield {
      at: operation.at,
      subject: `request/${input.in}/${input.name}`,
      message: `${operation.id} gives ${input.name} to a shell, which runs what stands in it.`,
      evidence: verdict.proven,
    };
    return 'decided';
  },
});

const arithmetic: Syntax = { name: 'arithmetic of a shell', write: ({ a, b }) => `$((${a}*${b}))` };
/** Where the value stands in quotes, or its output is all that is shown. */
const commands: readonly Syntax[] = [
  { name: 'a command of a shell', write: ({ a, b }) => `;expr ${a} \\* ${b};` },
  { name: 'a command of a shell, out of quotes', write: ({ a, b }) => `';expr ${a} \\* ${b};'` },
];
const waits: readonly ((ms: number) => string)[] = [
  (ms) => `;sleep ${(ms / 1_000).toFixed(1)};`,
  (ms) => `';sleep ${(ms / 1_000).toFixed(1)};'`,
];
/** Values of such names are what programs are started with. */
const argumentWords =
  /(^| )(cmd|command|exec|shell|host|hostname|domain|ip|ping|archive|file|filename|path|dir|directory|folder|convert|backup|script|args?|branch|repo|device|printer)( |$)/;

async function shellIn(target: Target, slot: Slot, screen: Screen): Promise<Verdict> {
  const answers = [screen.loaded, screen.quoted, ...screen.reads];
  if (answers.some((answer) => isWorkedOut(answer, screen.shell, arithmetic.write(screen.shell))))
    return judgeEvaluation(target, slot, { screen, syntax: arithmetic });
  if (!isArgument(slot.input)) return 'decided';
  for (const syntax of commands) {
    const verdict = await judgeEvaluation(target, slot, { screen, syntax });
    if (verdict !== 'decided') return verdict;
  }
  for (const wait of waits) {
    const verdict = await waited(target, wait, { slot, screen });
    if (verdict !== 'decided') return verdict;
  }
  if (!takesText(slot.input, target.api, callingChars)) return 'decided';
  return called(target, sendAt(target, slot, screen));
}

function isArgument({ name }: Input): boolean {
  return argumentWords.test(wordsOf(name).join(' '));
}

/** Control C12: the answer is later by what the command waits for. */
async function waited(
  target: Target,
  write: (ms: number) => string,
  { slot, screen }: { readonly slot: Slot; readonly screen: Screen },
): Promise<Verdict> {
  const send = sendAt(target, slot, screen);
  const word = `sp${target.random(8)}`;
  const slow = await send(`${word}${write(1_000)}`);
  const failed = unusable(slow);
  if (failed !== undefined) return { undecided: failed };
  if (slow.durationMs < waitedMsMin) return 'decided';
  const benign = await send(`${word}${write(1_000).replace('sleep', 'sheep')}`);
  if (slow.durationMs - benign.durationMs < waitedMsMin) return 'decided';
  const rungs = await climbWaits((ms) => send(`${word}${write(ms)}`));
  if ('undecided' in rungs) return rungs;
  if (!followsDose(rungs)) return 'decided';
  const again = await send(`${word}${write(1_000)}`, { fresh: true });
  if (again.durationMs < waitedMsMin) return { undecided: 'it did not happen again on a new connection' };
  return {
    proven: [
      shown(target, 'A word that is no command.', benign),
      ...waitEvidence(target, rungs, { none: 'A command that waits for no time.', again }),
    ],
  };
}
