import { Command, CommanderError } from 'commander';
import type { Configure } from './configure.ts';
import type { Io } from './io.ts';
import { mistakeOf } from './mistakes.ts';
import { version } from './version.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<{ readonly configure: Configure }>;
}

/** In the order of `--help`. A command's module is loaded when it is asked for. */
const commands: ReadonlyMap<string, Entry> = new Map([
  ['scan', { summary: 'lint, diff, judge traffic and probe: one verdict', load: () => import('./commands/scan.ts') }],
  ['lint', { summary: 'judge OpenAPI documents alone', load: () => import('./commands/lint.ts') }],
  [
    'probe',
    { summary: 'test a staging target for what its document promises', load: () => import('./commands/probe.ts') },
  ],
  ['doctor', { summary: 'look whether all is there that probes need', load: () => import('./commands/doctor.ts') }],
  [
    'diff',
    { summary: 'judge what changed between two versions of a document', load: () => import('./commands/diff.ts') },
  ],
  [
    'inventory',
    { summary: 'list every operation with its protection and its data', load: () => import('./commands/inventory.ts') },
  ],
  ['drift', { summary: 'hold a document against captured traffic', load: () => import('./commands/drift.ts') }],
  ['discover', { summary: 'list the operations that a capture shows', load: () => import('./commands/discover.ts') }],
  ['har', { summary: 'look at captures, and write them without secrets', load: () => import('./commands/har.ts') }],
  ['bundle', { summary: 'write a document and all it refers to as one', load: () => import('./commands/bundle.ts') }],
  [
    'report',
    {
      summary: 'write saved results in other formats, or judge them again',
      load: () => import('./commands/report.ts'),
    },
  ],
  ['merge', { summary: 'join the parts that --shard made: one verdict', load: () => import('./commands/merge.ts') }],
  [
    'baseline',
    { summary: 'make, renew or show the list of findings that are old', load: () => import('./commands/baseline.ts') },
  ],
  ['init', { summary: 'write a config and a workflow for what is here', load: () => import('./commands/init.ts') }],
  ['rules', { summary: 'list the rules', load: () => import('./commands/rules.ts') }],
  [
    'replay',
    { summary: 'ask again what a finding of an earlier report is about', load: () => import('./commands/replay.ts') },
  ],
  ['selftest', { summary: 'test every probe on servers of its own', load: () => import('./commands/selftest.ts') }],
  ['explain', { summary: 'tell all about one rule', load: () => import('./commands/explain.ts') }],
  ['config', { summary: 'print or check the config, or write its schema', load: () => import('./commands/config.ts') }],
  [
    'completion',
    { summary: 'write a script that completes commands in a shell', load: () => import('./commands/completion.ts') },
  ],
]);

const epilogue = `
Exit codes: 0 passed, 1 the gate failed, 2 a mistake in flags, config or documents,
3 incomplete, 4 a bug, 130 interrupted.

Examples:
  sallyport lint                                     every document of the repository
  sallyport scan openapi.yaml traffic.har --base origin/main -o results.sarif
  sallyport scan openapi.yaml --target https://staging.example.com \\
    --identity alice=env:ALICE_TOKEN --identity bob=env:BOB_TOKEN`;

export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const exit = (value: number): void => void (code = value);
  const program = new Command('sallyport')
    .description(
      'Finds security problems of APIs before they ship: in documents, changes, traffic and on a staging target.',
    )
    .version(version, '-V, --version')
    .addHelpText('after', epilogue);
  const asked = argv.find((word, index) => !word.startsWith('-') && !(index === 0 && word === 'help'));
  for (const [name, { summary, load }] of commands) {
    const command = program.command(name).description(summary);
    // What completes all commands must know all of them.
    if (name === asked || asked === 'completion') (await load()).configure(command, io, exit);
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands: own }) => own)])
    quieten(command, io);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Commander takes the exit code from the process, which is that of a bug until the run has ended.
    if (error.code === 'commander.help') return argv.includes('help') ? 0 : 2;
    const command = asked !== undefined && commands.has(asked) ? asked : undefined;
    throw mistakeOf(error, { argv, command, cwd: io.cwd });
  }
  return code;
}

/** Commander must neither end the process nor print its errors: main does that in one voice. */
function quieten(command: Command, io: Io): void {
  command
    .exitOverride()
    .configureHelp({
      helpWidth: Math.min(io.stdout.columns ?? 100, 120),
      optionDescription: ({ description, defaultValue }) =>
        typeof defaultValue === 'string' ? `${description} (default: ${defaultValue})` : description,
    })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
    });
}
