import type { Configure } from '../configure.ts';
import type { InventoryFormat } from '../inventory.ts';
import { inputFlags, oneOf, type Flags } from '../options.ts';

const formats = ['text', 'json', 'markdown'] as const;

const help = `
For every operation: is it encrypted, must callers prove who they are, does the document say which
rights are needed, is there a limit, which sensitive data does it carry; each yes, no or unknown,
with the line that says so.`;

export const configure: Configure = (command, io, exit) => {
  command.argument('[documents...]', 'OpenAPI documents').addHelpText('after', help);
  inputFlags(command)
    .optionsGroup('Report:')
    .option('-f, --format <format>', formats.join(', '), oneOf(formats, '--format'), 'text')
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .action(async (args: readonly string[], flags: Flags & { readonly format: InventoryFormat }) => {
      const { printInventory } = await import('../inventory.ts');
      const { format, ...rest } = flags;
      exit(await printInventory(args, { format, flags: { ...lintFlags, ...rest } }, io));
    });
};

/** What a run of lint has and this command does not offer. */
const lintFlags = {
  ruleset: [],
  rule: [],
  skipRule: [],
  gate: 'new',
  format: 'text',
  output: [],
  minSeverity: 'info',
  color: 'never',
  allowHost: [],
  allowEnv: [],
  profile: 'read-only',
  runId: true,
} as const;
