import type { Command } from 'commander';
import type { Configure } from '../configure.ts';
import { oneOf } from '../options.ts';
import type { BaselineFlags } from '../saved/baseline.ts';

const help = `
A baseline holds the findings that were there when the gate was set up: they stand, and do not fail.
It is made of results that a run saved, or of all parts of one, never of an incomplete run:
  sallyport scan -o results.json
  sallyport baseline create results.json`;

const verbs = [
  ['create', 'make a baseline of what stands in results', false],
  ['update', 'take in what is new and leave out what is gone', false],
  ['prune', 'leave out what is gone, and take in nothing', false],
  ['show', 'list what is in it, since when, and what is overdue', true],
] as const;

export const configure: Configure = (command, io, exit) => {
  command.addHelpText('after', help);
  for (const [verb, description, isShown] of verbs) {
    const own = command.command(verb).description(description);
    if (!isShown) own.argument('<results...>', 'JSON reports of a run, or folders of its parts');
    fileFlags(own);
    if (verb === 'create' || verb === 'update') own.option('--allow-critical', 'take critical findings in as well');
    if (isShown) own.option('-f, --format <format>', 'text, json', oneOf(['text', 'json'], '--format'), 'text');
    own.action(async (first: readonly string[] | BaselineFlags, second?: BaselineFlags) => {
      const { changeBaseline, showBaseline } = await import('../saved/baseline.ts');
      if (isShown) exit(await showBaseline(first as BaselineFlags, io));
      else exit(await changeBaseline(verb, { files: first as readonly string[], flags: second ?? {} }, io));
    });
  }
};

function fileFlags(command: Command): Command {
  return command
    .option('--baseline <file>', "the file (default: the config's, else .sallyport/baseline.json)")
    .option('-c, --config <file>', 'this config instead of sallyport.yaml at the top of the repository');
}
