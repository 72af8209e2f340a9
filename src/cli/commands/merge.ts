import type { Configure } from '../configure.ts';
import { reportFlags, thresholdFlags } from '../options.ts';
import type { SavedFlags } from '../saved/report.ts';

const help = `
Parts are the JSON reports that runs with --shard wrote: files, or a folder of them. A part that is
missing makes the verdict incomplete (exit code 3), whatever the others say.
  sallyport lint specs --shard 2/5 -o parts/2.json
  sallyport merge parts -o results.sarif -o report.html`;

export const configure: Configure = (command, io, exit) => {
  command.argument('<parts...>', 'JSON reports of all parts, or folders of them').addHelpText('after', help);
  reportFlags(thresholdFlags(command));
  command.action(async (files: readonly string[], flags: SavedFlags) => {
    const { mergeParts } = await import('../saved/report.ts');
    exit(await mergeParts(files, flags, io));
  });
};
