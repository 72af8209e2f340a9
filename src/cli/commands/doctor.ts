import type { Configure } from '../configure.ts';
import type { DoctorFormat } from '../doctor.ts';
import { networkFlags } from '../network.ts';
import { inputFlags, oneOf, targetFlags, type Flags } from '../options.ts';

const formats = ['text', 'json'] as const;

const help = `
Looks whether all is there that probes need: does the target answer, is each identity let in, are
they different users, can the objects be read that the config names. Nothing is written but what
logs in; with --make also the objects of seeds are made, and deleted again. Exit codes: 0 all is
there, 3 something is not.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[documents...]', 'OpenAPI documents').addHelpText('after', help);
  networkFlags(targetFlags(inputFlags(command)))
    .option('--make', "also make an object of each of the config's seeds, and delete it")
    .optionsGroup('Report:')
    .option('-f, --format <format>', formats.join(', '), oneOf(formats, '--format'), 'text')
    .option('-q, --quiet', 'no progress on standard error')
    .action(
      async (args: readonly string[], flags: Flags & { readonly format: DoctorFormat; readonly make?: boolean }) => {
        const { runDoctor } = await import('../doctor.ts');
        const { format, make: makes = false, ...rest } = flags;
        exit(await runDoctor(args, { format, makes, flags: { ...probeDefaults, ...rest } }, io));
      },
    );
};

/** What a run of probe has and this command does not offer. */
const probeDefaults = {
  ruleset: [],
  rule: [],
  skipRule: [],
  gate: 'new',
  format: 'text',
  output: [],
  minSeverity: 'info',
  color: 'never',
  profile: 'read-only',
  runId: true,
} as const;
