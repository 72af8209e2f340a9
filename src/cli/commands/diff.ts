import type { Configure } from '../configure.ts';
import { gateFlags, inputFlags, reportFlags, ruleFlags, type Flags } from '../options.ts';

const help = `
Both are files, or ref:path of git; the base may also be a git ref or a folder that holds the
document's older version:
  sallyport diff v1.yaml v2.yaml
  sallyport diff origin/main openapi.yaml`;

export const configure: Configure = (command, io, exit) => {
  command.argument('<base>', 'the older version').argument('<head>', 'the newer version').addHelpText('after', help);
  inputFlags(command);
  ruleFlags(command);
  reportFlags(gateFlags(command));
  command.action(async (base: string, head: string, flags: Flags) => {
    const { run } = await import('../run.ts');
    exit(await run({ args: [head], base, kinds: ['diff'] }, flags, io));
  });
};
