import type { Configure } from '../configure.ts';
import type { DoctorFormat } from '../doctor.ts';
import { networkFlags } from '../network.ts';
import { inputFlags, oneOf, targetFlags, type Flags } from '../options.ts';

const formats = ['text', 'json'] as const;

const help = `
Looks whether all is there that probes need: does the target answer, is each identity let in, are
they different users, can the objects be read and made that the config names. What it makes is
deleted again. Exit codes: 0 all is there, 3 something is not.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[documents...]', 'OpenAPI documents').addHelpText('after', help);
  networkFlags(targetFlags(inputFlags(command)))
    .optionsGroup('Report:')
    .option('-f, --format <format>', formats.join(', '), oneOf(formats, '--format'), 'text')
    .option('-q, --quiet', 'no progress on standard error')
    .action(async (args: readonly string[], flags: Flags & { readonly format: DoctorFormat }) => {
      const { runDoctor } = await import('../doctor.ts');
      const { format, ...rest } = flags;
      exit(await runDoctor(args, { format, flags: { ...probeDefaults, ...rest } }, io));
    });
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
