import type { Configure } from '../configure.ts';
import { baseFlag, gateFlags, inputFlags, reportFlags, ruleFlags, type Flags } from '../options.ts';

const help = `
Holds documents against captured traffic: what is called and not written down, written down and not
kept, answered in clear, dead, or alive after its end. Findings stand where the document should say
it, and name the entries that show it. What was never called was not judged.`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('<document>', 'an OpenAPI document')
    .argument('<captures...>', 'HAR captures, and more documents where they show several APIs')
    .addHelpText('after', help);
  baseFlag(inputFlags(command));
  ruleFlags(command);
  reportFlags(gateFlags(command));
  command.action(async (document: string, captures: readonly string[], flags: Flags) => {
    const { run } = await import('../run.ts');
    exit(await run({ args: [document, ...captures], kinds: ['traffic'], isComparison: true }, flags, io));
  });
};
