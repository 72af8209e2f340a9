import type { Configure } from '../configure.ts';
import type { DiscoverFlags } from '../discover.ts';
import { oneOf } from '../options.ts';

const formats = ['text', 'json', 'markdown', 'html'] as const;

const help = `
Lists the operations that HAR captures show, by method and path template, with what was exercised
and what was never seen. Documents among the arguments, or named with --against, give their
templates; what they do not know comes first: it answers and nobody describes it.

-o writes an OpenAPI 3.1 document that holds no value that was seen. --merge adds paths, methods and
statuses to a document by edits of its text: all other lines stay as they are.`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('[inputs...]', 'HAR captures, and OpenAPI documents whose templates count')
    .option('-c, --config <file>', 'read templates: of this config instead of sallyport.yaml')
    .option('--no-config', 'read no config')
    .option('--against <document>', 'an OpenAPI document: tells what it does not know')
    .option(
      '--service <name=capture>',
      'captures of one service of several (repeatable)',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('-o, --output <file>', 'write what was seen as OpenAPI 3.1: .yaml or .json')
    .option('--catalogue <file>', 'write the catalogue as JSON, for --previous of a later run')
    .option('--merge <document>', 'add what it lacks to this document')
    .option('--previous <catalogue>', 'a catalogue of before: tells what appeared, changed, vanished')
    .option('-f, --format <format>', formats.join(', '), oneOf(formats, '--format'), 'text')
    .option('-q, --quiet', 'no progress on standard error')
    .addHelpText('after', help)
    .action(async (inputs: readonly string[], flags: DiscoverFlags) => {
      const { discoverOperations } = await import('../discover.ts');
      exit(await discoverOperations(inputs, flags, io));
    });
};
