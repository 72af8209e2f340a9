import type { SelfTest, Tested } from '../../selftest/selftest.ts';
import { forTerminal } from '../../report/escape.ts';
import type { Configure } from '../configure.ts';
import { suggestion } from '../nearest.ts';
import { progressOn } from '../progress.ts';
import { UserError } from '../user-error.ts';

const help = `
Each probe is shipped with two servers that differ in one line: on the vulnerable one it must find
what is marked in its document, on the hardened one nothing. Both run in this process on loopback;
nothing leaves this machine, and nobody waits: the servers' clock is their own.

Exit codes: 0 all found and nothing else, 1 something missed or said in error.`;

interface SelfTestFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const configure: Configure = (command, io, exit) => {
  command
    .argument('[ids...]', 'probes to test (default: all)')
    .option('--json', 'print JSON')
    .option('-q, --quiet', 'show no progress')
    .addHelpText('after', help)
    .action(async (ids: readonly string[], flags: SelfTestFlags) => {
      const [{ selfTest }, { loadRules, ruleIds }, { twins }] = await Promise.all([
        import('../../selftest/selftest.ts'),
        import('../../../rules/index.ts'),
        import('../../../rules/probe/twins.ts'),
      ]);
      const names = [...new Set([...ruleIds.probe, ...Object.keys(twins)])];
      for (const id of ids) {
        if (names.includes(id)) continue;
        throw new UserError('flag', `there is no probe ${id}`, { hint: suggestion(id, names) });
      }
      const started = io.now().getTime();
      const progress = progressOn(io, flags.quiet === true);
      const result = await selfTest({
        rules: await loadRules.probe(),
        twins,
        ...(ids.length === 0 ? {} : { ids }),
        signal: io.signal,
        onProgress: (done, of) => progress.at(`testing probes: ${done} of ${of}`),
      });
      progress.end();
      const seconds = (io.now().getTime() - started) / 1_000;
      io.stdout.write(flags.json === true ? jsonOf(result, seconds) : forTerminal(textOf(result, seconds)));
      exit(io.signal.aborted ? 130 : isClean(result) ? 0 : 1);
    });
};

function isClean({ tested, missing }: SelfTest): boolean {
  const isRight = ({ found, expected, wrong }: Tested): boolean => found === expected && wrong === 0;
  return missing.length === 0 && tested.length > 0 && tested.every(isRight);
}

interface Row {
  readonly category: string;
  readonly probes: number;
  readonly expected: number;
  readonly found: number;
  readonly wrong: number;
  readonly requests: number;
}

function rowOf(category: string, tested: readonly Tested[]): Row {
  const sum = (count: (one: Tested) => number): number => tested.reduce((total, one) => total + count(one), 0);
  return {
    category,
    probes: tested.length,
    expected: sum(({ expected }) => expected),
    found: sum(({ found }) => found),
    wrong: sum(({ wrong }) => wrong),
    requests: sum(({ requests }) => requests),
  };
}

function rowsOf({ tested }: SelfTest): readonly Row[] {
  const categories = [...new Set(tested.map(({ category }) => category))];
  // API10 comes behind API9.
  categories.sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
  return categories.map((name) =>
    rowOf(
      name,
      tested.filter(({ category }) => category === name),
    ),
  );
}

function jsonOf(result: SelfTest, seconds: number): string {
  const categories = rowsOf(result);
  const total = rowOf('all', result.tested);
  return `${JSON.stringify({ passed: isClean(result), seconds, total, categories, ...result }, null, 2)}\n`;
}

function textOf(result: SelfTest, seconds: number): string {
  const { tested, missing } = result;
  const rows = [...rowsOf(result), rowOf('all', tested)];
  const cells = [
    ['category', 'probes', 'expected', 'found', 'wrong', 'requests'],
    ...rows.map((row) => [row.category, row.probes, row.expected, row.found, row.wrong, row.requests].map(String)),
  ];
  const table = cells.map(
    ([name = '', ...counts]) => `${name.padEnd(10)}${counts.map((cell) => cell.padStart(10)).join('')}`,
  );
  const faults = tested.filter(({ expected, found, wrong }) => found !== expected || wrong > 0);
  const said = faults.flatMap(({ id, expected, found, wrong, reasons }) => [
    `${id}: ${found} of ${expected} found, ${wrong} said in error`,
    ...reasons.map((reason) => `  ${reason}`),
  ]);
  return [
    `Probes against their twins: what is marked on the vulnerable one, nothing on the hardened one.`,
    '',
    ...table,
    ...(said.length === 0 ? [] : ['', 'Missed or wrong:', ...said]),
    ...(missing.length === 0 ? [] : ['', ...missingLines(missing)]),
    '',
    `${isClean(result) ? 'passed' : 'failed'} in ${seconds.toFixed(1)} s`,
    '',
  ].join('\n');
}

function missingLines(missing: SelfTest['missing']): readonly string[] {
  const reasons = [...new Set(missing.map(({ reason }) => reason))];
  return reasons.map((why) => {
    const ids = missing.filter(({ reason }) => reason === why).map(({ id }) => id);
    return `Not tested, because ${why} (${ids.length}): ${ids.join(', ')}`;
  });
}
