import type { Configure } from '../configure.ts';
import { oneOf, reportFlags, thresholdFlags } from '../options.ts';
import type { SavedFlags } from '../saved/report.ts';

const help = `
Results are what sallyport wrote with --output results.json. Several become one run: a finding is
old or suppressed only where all that have it say so, and the strictest gate of them counts unless
a flag says another. The exit code is that of the verdict, in every format.
  sallyport report results.json -o results.sarif -o report.html
  sallyport report lint.json probe.json --fail-on critical`;

export const configure: Configure = (command, io, exit) => {
  command.argument('<results...>', 'JSON reports of earlier runs, - for standard input').addHelpText('after', help);
  thresholdFlags(command).option(
    '--gate <what>',
    'new: what was there before does not fail; all: it does (default: as the run)',
    oneOf(['new', 'all'], '--gate'),
  );
  reportFlags(command);
  command.action(async (files: readonly string[], flags: SavedFlags) => {
    const { reportSaved } = await import('../saved/report.ts');
    exit(await reportSaved(files, flags, io));
  });
};
