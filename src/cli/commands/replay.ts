import path from 'node:path';
import { loadRules } from '../../../rules/index.ts';
import type { Known } from '../../finding/coverage.ts';
import type { Configure } from '../configure.ts';
import { baseFlag, gateFlags, inputFlags, probeFlags, reportFlags, ruleFlags, type Flags } from '../options.ts';
import { UserError } from '../user-error.ts';

const help = `
Asks the one question again that a finding of an earlier report is the answer to: its probe, of its
operation. The report is named by --previous (JSON or SARIF).

Exit codes: 0 it is not found any more, 1 it still is, 3 nobody can tell.`;

/** Enough of a fingerprint to mean one finding, in characters. */
const prefixMin = 8;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('<fingerprint>', 'of the finding, or its first 8 digits or more')
    .argument('[inputs...]', 'documents')
    .addHelpText('after', help);
  baseFlag(inputFlags(command));
  probeFlags(command);
  ruleFlags(command);
  reportFlags(gateFlags(command));
  command.action(async (fingerprint: string, args: readonly string[], flags: Flags) => {
    const { targetUrl } = await import('../target-request.ts');
    if (targetUrl(flags, io) === undefined) {
      throw new UserError('target', 'replay needs a target', { hint: '--target https://staging.example.com' });
    }
    const known = await knownOf(fingerprint, flags, io.cwd);
    const { run } = await import('../run.ts');
    const asked = {
      args,
      kinds: ['probe'] as const,
      replays: known.operation === undefined ? {} : { operation: known.operation },
    };
    // Whatever it is worth and however old it is: it is there, or it is not.
    const failOn = flags.failOn ?? { threshold: 'info' as const };
    exit(await run(asked, { ...flags, rule: [known.rule], failOn, gate: 'all' }, io));
  });
};

async function knownOf(fingerprint: string, { previous }: Flags, cwd: string): Promise<Known> {
  if (previous === undefined) {
    throw new UserError('flag', 'replay needs the report with the finding', { hint: '--previous results.json' });
  }
  if (!/^[0-9a-f]+$/.test(fingerprint) || fingerprint.length < prefixMin) {
    throw new UserError('flag', `a fingerprint has ${prefixMin} to 32 of the digits 0-9 and a-f`);
  }
  const { readPrevious } = await import('../baseline-file.ts');
  const { findings } = await readPrevious({ previous: path.resolve(cwd, previous) }, cwd);
  const fitting = findings.filter((known) => known.fingerprint.startsWith(fingerprint));
  const [first] = fitting;
  const place = { uri: previous };
  if (first === undefined) throw new UserError('flag', `no finding has the fingerprint ${fingerprint}`, { place });
  if (fitting.some((known) => known.fingerprint !== first.fingerprint)) {
    throw new UserError('flag', `more than one fingerprint begins with ${fingerprint}`, { place });
  }
  const probes = new Set((await loadRules.probe()).map(({ id }) => id));
  if (!probes.has(first.rule)) {
    throw new UserError('flag', `the finding is of ${first.rule}, which is no probe`, { place });
  }
  return first;
}
