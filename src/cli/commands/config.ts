import type { Command } from 'commander';
import { repositoryRoot } from '../../load/inputs.ts';
import { forLine, toJson } from '../../report/escape.ts';
import { effectiveSettings } from '../config/effective.ts';
import { ownSchema } from '../config/own-rules.ts';
import { readConfig } from '../config/read-config.ts';
import { configSchema } from '../config/sallyport-shape.ts';
import type { Config } from '../config/config.ts';
import type { Configure } from '../configure.ts';
import type { Io } from '../io.ts';
import { oneOf } from '../options.ts';

interface ConfigFlags {
  readonly config?: string;
  readonly format: 'text' | 'json';
}

export const configure: Configure = (command, io, exit) => {
  fileFlag(command.command('print').description('tell what counts without flags, and which file says so'))
    .option('-f, --format <format>', 'text, json', oneOf(['text', 'json'], '--format'), 'text')
    .action(async (flags: ConfigFlags) => {
      const { config, root } = await configOf(flags, io);
      const settings = effectiveSettings(config, root);
      const lines = settings.map(
        ({ key, value, from }) => `${key}: ${forLine(toJson(value, 0))}  # ${forLine(from)}\n`,
      );
      io.stdout.write(flags.format === 'json' ? `${toJson(settings, 2)}\n` : lines.join(''));
      exit(0);
    });
  fileFlag(command.command('validate').description('check the config, the exceptions and own rules')).action(
    async (flags: ConfigFlags) => {
      const { sources } = (await configOf(flags, io)).config;
      const names = sources.map(({ uri }) => forLine(uri));
      io.stdout.write(names.length === 0 ? 'there is no config here\n' : `${names.join(', ')}: valid\n`);
      exit(0);
    },
  );
  command
    .command('schema')
    .description('write the JSON Schema of the config')
    .option('--own', 'of the files that rules.own names')
    .action(({ own = false }: { readonly own?: boolean }) => {
      io.stdout.write(`${toJson(own ? ownSchema() : configSchema(), 2)}\n`);
      exit(0);
    });
};

function fileFlag(command: Command): Command {
  return command.option('-c, --config <file>', 'this config instead of sallyport.yaml at the top of the repository');
}

/** Throws UserErrors with every mistake: exit code 2. */
async function configOf({ config: file }: ConfigFlags, { cwd }: Io): Promise<{ config: Config; root: string }> {
  const root = await repositoryRoot(cwd);
  return { config: await readConfig({ cwd, root, file }), root };
}
