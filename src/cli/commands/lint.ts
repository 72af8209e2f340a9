import type { Configure } from '../configure.ts';
import {
  baseFlag,
  fixFlags,
  gateFlags,
  inputFlags,
  reportFlags,
  ruleFlags,
  shardFlag,
  type Flags,
} from '../options.ts';
import { UserError } from '../user-error.ts';
import { jobsFlag } from '../threads/flag.ts';

const help = `
Documents are files, folders, globs, - for standard input, ref:path of git, or URLs. Without any:
what the config names, else every document of the repository. With --base only what the base did
not have fails the gate.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[documents...]', 'OpenAPI documents').addHelpText('after', help);
  jobsFlag(shardFlag(baseFlag(inputFlags(command))));
  ruleFlags(command);
  fixFlags(command);
  reportFlags(gateFlags(command)).option('--watch', 'run again whenever a file of the repository changes');
  command.action(async (args: readonly string[], flags: Flags) => {
    if (flags.dryRun === true && flags.fix !== true)
      throw new UserError('flag', '--dry-run shows what --fix would do', { hint: 'sallyport lint --fix --dry-run' });
    if (flags.fixLimits === true && flags.fix !== true)
      throw new UserError('flag', '--fix-limits says what else --fix writes', {
        hint: 'sallyport lint --fix --fix-limits',
      });
    const { run } = await import('../run.ts');
    const once = (): Promise<number> => run({ args, kinds: ['lint'], isShared: true }, flags, io);
    if (flags.watch !== true) return exit(await once());
    if (flags.fix === true || flags.updateBaseline === true || args.includes('-'))
      throw new UserError('flag', '--watch only looks: leave --fix, --update-baseline and - out');
    const { watching } = await import('../watch.ts');
    exit(await watching({ once, named: namedBy(args, flags), outputs: flags.output }, io));
  });
};

/** What a run reads besides the files of the repository. */
function namedBy(args: readonly string[], { config, baseline, base, previous }: Flags): readonly string[] {
  return [...args, config, baseline, base, previous].filter((name) => typeof name === 'string');
}
