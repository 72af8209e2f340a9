import type { Configure } from '../configure.ts';
import {
  baseFlag,
  gateFlags,
  inputFlags,
  probeFlags,
  reportFlags,
  ruleFlags,
  shardFlag,
  type Flags,
} from '../options.ts';
import { jobsFlag } from '../threads/flag.ts';

const help = `
Inputs are OpenAPI documents and HAR captures: files, folders, globs, - for standard input,
ref:path of git, or URLs, in any order. Without any: what the config names, else every document
of the repository. Requests are sent to the target alone, and only where one is named.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[inputs...]', 'documents and captures').addHelpText('after', help);
  jobsFlag(shardFlag(baseFlag(inputFlags(command))));
  probeFlags(command);
  ruleFlags(command);
  reportFlags(gateFlags(command));
  command.action(async (args: readonly string[], flags: Flags) => {
    const { run } = await import('../run.ts');
    exit(await run({ args, kinds: ['lint', 'diff', 'traffic', 'probe'], isShared: true }, flags, io));
  });
};
