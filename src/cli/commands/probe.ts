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
import { UserError } from '../user-error.ts';

const help = `
Requests go to the target alone. Test a staging system that you are allowed to test. The profile
says how much a probe may do: read-only reads, standard also makes objects of its own and undoes
them, full also changes them, load also sends many requests at once.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[inputs...]', 'documents, and captures with ids to try').addHelpText('after', help);
  shardFlag(baseFlag(inputFlags(command)));
  probeFlags(command);
  ruleFlags(command);
  reportFlags(gateFlags(command));
  command.action(async (args: readonly string[], flags: Flags) => {
    const { targetUrl } = await import('../target-request.ts');
    if (targetUrl(flags, io) === undefined) {
      throw new UserError('target', 'probe needs a target', { hint: '--target https://staging.example.com' });
    }
    const { run } = await import('../run.ts');
    exit(await run({ args, kinds: ['traffic', 'probe'], isShared: true }, flags, io));
  });
};
