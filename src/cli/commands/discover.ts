import type { Configure } from '../configure.ts';
import type { DiscoverFlags } from '../discover.ts';
import { oneOf } from '../options.ts';

const help = `
Lists the operations that HAR captures show, by method and path template. With --against, those
that the document does not know come first: they answer and nobody describes them.`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('<captures...>', 'HAR captures')
    .option('--against <document>', 'an OpenAPI document: tells what it does not know')
    .option('-f, --format <format>', 'text, json', oneOf(['text', 'json'], '--format'), 'text')
    .addHelpText('after', help)
    .action(async (captures: readonly string[], flags: DiscoverFlags) => {
      const { discoverOperations } = await import('../discover.ts');
      exit(await discoverOperations(captures, flags, io));
    });
};
