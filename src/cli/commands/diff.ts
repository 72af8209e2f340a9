import type { Configure } from '../configure.ts';
import { configFromFlag, gateFlags, inputFlags, reportFlags, ruleFlags, shardFlag, type Flags } from '../options.ts';

const help = `
Both are files, folders, git refs, ref:path of git, URLs, or - for standard input (one of them):
  sallyport diff v1.yaml v2.yaml
  sallyport diff origin/main                  the documents that changed since the branch left it
  sallyport diff origin/main openapi.yaml
  sallyport diff v1.0 v2.0                    two tags, document by document
  sallyport diff specs/old specs/new          two folders, paired by name
A renamed document is followed by its content.`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('<base>', 'the older version')
    .argument('[heads...]', 'the newer version (default: the documents of the repository)')
    .addHelpText('after', help);
  shardFlag(configFromFlag(inputFlags(command)));
  ruleFlags(command);
  reportFlags(gateFlags(command)).option('--changelog', 'the changes for people, in Markdown: the format changelog');
  command.action(async (base: string, heads: readonly string[], flags: Flags) => {
    const { run } = await import('../run.ts');
    exit(await run({ args: heads, base, kinds: ['diff'], isShared: true }, flags, io));
  });
};
