import type { Configure } from '../configure.ts';
import { baseFlag, gateFlags, inputFlags, reportFlags, ruleFlags, type Flags } from '../options.ts';

const help = `
Documents are files, folders, globs, - for standard input, ref:path of git, or URLs. Without any:
what the config names, else every document of the repository. With --base only what the base did
not have fails the gate.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[documents...]', 'OpenAPI documents').addHelpText('after', help);
  baseFlag(inputFlags(command));
  ruleFlags(command);
  reportFlags(gateFlags(command));
  command.action(async (args: readonly string[], flags: Flags) => {
    const { run } = await import('../run.ts');
    exit(await run({ args, kinds: ['lint'] }, flags, io));
  });
};
