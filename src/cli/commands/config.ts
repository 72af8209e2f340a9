import { stat } from 'node:fs/promises';
import path from 'node:path';
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
import { UserError, UserErrors } from '../user-error.ts';

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
      const { config, root } = await configOf(flags, io);
      const missing = await missingFiles(config, root);
      if (missing.length > 0) throw new UserErrors(missing);
      const { sources } = config;
      const names = sources.map(({ uri }) => forLine(uri));
      io.stdout.write(
        names.length === 0 ? 'there is no config here: sallyport init writes one\n' : `${names.join(', ')}: valid\n`,
      );
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

/** What specs and captures name and the repository does not have. */
async function missingFiles({ inputs }: Config, root: string): Promise<readonly UserError[]> {
  const errors: UserError[] = [];
  for (const { file, at } of inputs.files) {
    if ((await stat(file).catch(() => undefined)) !== undefined) continue;
    errors.push(new UserError('config', `there is no file ${path.relative(root, file)}`, { place: at() }));
  }
  return errors;
}

/** Throws UserErrors with every mistake: exit code 2. */
async function configOf({ config: file }: ConfigFlags, { cwd }: Io): Promise<{ config: Config; root: string }> {
  const root = await repositoryRoot(cwd);
  return { config: await readConfig({ cwd, root, file }), root };
}
