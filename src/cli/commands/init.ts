import type { Configure } from '../configure.ts';
import { ciSystems } from '../init/ci-systems.ts';
import type { InitFlags } from '../init/init.ts';
import { oneOf } from '../options.ts';

const choices = ['auto', ...ciSystems, 'none'] as const;

const help = `
Finds documents and captures as scan would, and the CI systems by their files, else by the host of
origin. Writes sallyport.yaml and a workflow that gates pull requests, or says which step to add. A
file that is there is never touched, and nothing is asked.`;

export const configure: Configure = (command, io, exit) => {
  command
    .option('--ci <system>', `whose workflow to write: ${choices.join(', ')}`, oneOf(choices, '--ci'), 'auto')
    .option('--dry-run', 'print the files and write nothing')
    .option('-y, --yes', 'nothing is asked with it or without it')
    .addHelpText('after', help)
    .action(async (flags: InitFlags) => {
      const { init } = await import('../init/init.ts');
      exit(await init(flags, io));
    });
};
