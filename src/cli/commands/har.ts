import type { Command } from 'commander';
import type { Configure } from '../configure.ts';
import type { InspectFlags } from '../har/inspect.ts';
import type { RedactFlags } from '../har/redact.ts';
import { collect, oneOf } from '../options.ts';

const inspectHelp = `
Tells what is in captures without showing a value of them: hosts, methods, statuses, media types,
whether credentials were recorded, classes of sensitive data, and what could not be read.`;

const redactHelp = `
Writes captures as one HAR with tags in place of sensitive values: <PCI.PAN:1> is the same card
wherever it stands. Only what is known to be harmless is written; vendor fields are left out. The
result is looked through again, and if a value is left there is no file. With --redact-key-file
the tags of several files can be joined.`;

export const configure: Configure = (command, io, exit) => {
  filterFlags(command.command('inspect').description('tell what is in captures'))
    .option('-f, --format <format>', 'text, json', oneOf(['text', 'json'], '--format'), 'text')
    .addHelpText('after', inspectHelp)
    .action(async (captures: readonly string[], flags: InspectFlags) => {
      const { inspectCaptures } = await import('../har/inspect.ts');
      exit(await inspectCaptures(captures, flags, io));
    });
  filterFlags(command.command('redact').description('write captures without secrets'))
    .requiredOption('-o, --output <file>', 'the HAR file to write')
    .option('--redact-key-file <file>', 'tags by a key, so that several files can be joined')
    .option('--force', 'write over a file that is there')
    .addHelpText('after', redactHelp)
    .action(async (captures: readonly string[], flags: RedactFlags) => {
      const { redactCaptures } = await import('../har/redact.ts');
      exit(await redactCaptures(captures, flags, io));
    });
};

function filterFlags(command: Command): Command {
  return command
    .argument('<captures...>', 'HAR captures: .har, .har.gz, .zip, .ndjson, folders, - for standard input')
    .optionsGroup('Entries:')
    .option('--host <host>', 'only of this host; *.bank.com for all below it (repeatable)', collect, [])
    .option('--method <method>', 'only of this method (repeatable)', collect, [])
    .option('--resource-type <type>', 'only of this type, as browsers tell it: xhr, fetch (repeatable)', collect, [])
    .option('--media-type <type>', 'only with an answer of this media type (repeatable)', collect, [])
    .optionsGroup('Options:')
    .option('-q, --quiet', 'no progress on standard error');
}
