import type { Configure } from '../configure.ts';
import type { InitFlags } from '../init/init.ts';
import { oneOf } from '../options.ts';

const help = `
Finds documents and captures as scan would, and the CI system by its files. Writes sallyport.yaml
and a workflow that gates pull requests. A file that is there is never touched.`;

export const configure: Configure = (command, io, exit) => {
  command
    .option(
      '--ci <system>',
      'whose workflow to write: auto, github, gitlab, none',
      oneOf(['auto', 'github', 'gitlab', 'none'], '--ci'),
      'auto',
    )
    .option('--dry-run', 'print the files and write nothing')
    .addHelpText('after', help)
    .action(async (flags: InitFlags) => {
      const { init } = await import('../init/init.ts');
      exit(await init(flags, io));
    });
};
