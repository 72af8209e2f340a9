import type { Configure } from '../configure.ts';

const help = `
For tools that read no references. Files are read below the repository alone; an https reference
is left as it is, and one that leads out of the repository is refused. OpenAPI 2.0 to 3.1.`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('<document>', 'an OpenAPI document')
    .addHelpText('after', help)
    .action(async (document: string) => {
      const { bundleDocument } = await import('../bundle.ts');
      io.stdout.write(await bundleDocument(document, io));
      exit(0);
    });
};
