/**
 * The exit code in one table: what is found x what the gate is asked x whether it is old x excused x incomplete, of the run
 * itself, of its saved results in every format, and of its parts. The table is worked out from what the pages say
 * (docs/exit-codes.md), in other words than the program's.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, folder, openapi } from '../support/cli.ts';

/** Worst first. */
const severities = ['critical', 'high', 'medium', 'low', 'info'];

interface World {
  /** The severity of the one finding; `breaking`: a change that opens nothing and breaks clients. */
  readonly found: 'nothing' | 'low' | 'high' | 'critical' | 'breaking';
  /** It is in the baseline, for longer than the sla allows. */
  readonly isOld: boolean;
  readonly isExcused: boolean;
  /** The target is down. */
  readonly isIncomplete: boolean;
}

interface Asked {
  readonly failOn?: string;
  readonly failOnNew?: string;
  readonly breaking?: true;
  readonly overdue?: true;
  readonly all?: true;
  readonly proven?: true;
  readonly exitZero?: true;
}

const gates: readonly Asked[] = [
  {},
  ...['none', 'critical', 'medium', 'info'].map((failOn) => ({ failOn })),
  { failOnNew: 'none' },
  { failOnNew: 'low' },
  { failOn: 'none', failOnNew: 'low' },
  { failOn: 'low', failOnNew: 'none' },
  { all: true },
  { all: true, failOn: 'none' },
  { all: true, failOn: 'critical', failOnNew: 'low' },
  { overdue: true },
  { overdue: true, failOn: 'none' },
  { overdue: true, failOn: 'none', proven: true },
  { breaking: true },
  { breaking: true, all: true },
  { proven: true },
  { exitZero: true },
  { exitZero: true, failOn: 'low', all: true, overdue: true, breaking: true },
];

function flagsOf({ failOn, failOnNew, breaking, overdue, all, proven, exitZero }: Asked): readonly string[] {
  return [
    ...(failOn === undefined ? [] : ['--fail-on', failOn]),
    ...(breaking ? ['--fail-on', 'breaking'] : []),
    ...(overdue ? ['--fail-on', 'overdue'] : []),
    ...(failOnNew === undefined ? [] : ['--fail-on-new', failOnNew]),
    ...(all ? ['--gate', 'all'] : []),
    ...(proven ? ['--min-certainty', 'proven'] : []),
    ...(exitZero ? ['--exit-zero'] : []),
  ];
}

function isAtLeast(severity: string, threshold: string): boolean {
  return threshold !== 'none' && severities.indexOf(severity) <= severities.indexOf(threshold);
}

function codeOf({ found, isOld, isExcused, isIncomplete }: World, asked: Asked): number {
  const { failOn = 'high', failOnNew = failOn } = asked;
  const counts = !isExcused && asked.proven !== true && found !== 'nothing';
  const isJudged = !isOld || asked.all === true;
  const byThreshold = found !== 'breaking' && isJudged && isAtLeast(found, isOld ? failOn : failOnNew);
  const byBreaking = found === 'breaking' && asked.breaking === true && isJudged;
  // A change that opens nothing is nothing to mend.
  const byDay = isOld && asked.overdue === true && found !== 'breaking';
  const isFailed = counts && (byThreshold || byBreaking || byDay);
  if (isFailed && asked.exitZero !== true) return 1;
  return isIncomplete ? 3 : 0;
}

const worlds: readonly World[] = (['nothing', 'low', 'high', 'critical', 'breaking'] as const).flatMap((found) =>
  [false, true].flatMap((isOld) =>
    [false, true].flatMap((isExcused) =>
      [false, true].map((isIncomplete) => ({ found, isOld, isExcused, isIncomplete })),
    ),
  ),
);

const before = openapi();
const breaking = before.replace(
  'parameters: [',
  'parameters: [{ name: X-Branch, in: header, required: true, schema: { type: string, maxLength: 9 } }, ',
);

/** A folder where a run finds what the world says, and the flags that it takes. */
async function made({
  found,
  isOld,
  isExcused,
  isIncomplete,
}: World): Promise<{ cwd: string; args: readonly string[] }> {
  const severity = severities.includes(found) ? `rules: { severity: { tls-server-http: ${found} } }\n` : '';
  const sla = `sla: { ${severities.map((one) => `${one}: 3d`).join(', ')} }\n`;
  const cwd = folder({
    'openapi.yaml': found === 'nothing' ? before : found === 'breaking' ? breaking : openapi({ http: true }),
    'before.yaml': before,
    'sallyport.yaml': `version: 1\n${severity}${sla}`,
  });
  const compared = found === 'breaking' ? ['--base', 'before.yaml'] : [];
  const args = ['scan', 'openapi.yaml', '--skip-rule', 'auth-op-empty-array', ...compared];
  const old = isOld ? ['--baseline', 'old.json'] : [];
  if (isOld) {
    const update = [...args, ...old, '--update-baseline', '--allow-critical'];
    expect((await cli(update, { cwd, now: '2026-01-01T12:00:00Z' })).code).toBe(0);
  }
  const rule = found === 'breaking' ? 'parameter-added-required' : 'tls-server-http';
  const ignore = `- { rule: ${rule}, reason: a kiosk, expires: 2999-12-31 }\n`;
  if (isExcused) writeFileSync(path.join(cwd, '.sallyport-ignore.yaml'), ignore);
  const down = isIncomplete ? ['--target', 'http://127.0.0.1:9', '--max-requests', '1'] : [];
  return { cwd, args: [...args, ...old, ...down] };
}

describe.each(worlds.map((world, turn) => ({ ...world, turn })))(
  '$found found, old $isOld, excused $isExcused, incomplete $isIncomplete:',
  ({ turn, ...world }) => {
    test('each gate has its exit code, of the run, of its saved results in every format and of its parts', async () => {
      const { cwd, args } = await made(world);
      await cli([...args, '-o', 'any.json'], { cwd });
      for (const [row, asked] of gates.entries()) {
        // All of them where nothing is asked; else some in turn, so that each meets every gate.
        const shown = row === 0 ? formats : formats.filter((_, at) => (at + row + turn) % 5 === 0);
        const flags = flagsOf(asked);
        const exitZero = asked.exitZero ? ['--exit-zero'] : [];
        const code = async (...words: readonly string[]): Promise<readonly [string, number]> => {
          const ran = await cli(words, { cwd });
          return [words.join(' '), ran.code];
        };
        const codes = [
          await code(...args, ...flags, '--shard', '1/1', '-o', 'own.json'),
          // What the gate was asked is saved, and what it is asked now counts as in a run.
          ...(await Promise.all([
            ...shown.map((format) => code('report', 'own.json', ...exitZero, '-f', format)),
            code('merge', 'own.json', ...exitZero),
            code('report', 'any.json', ...flags),
          ])),
        ];
        expect(codes).toEqual(codes.map(([words]) => [words, codeOf(world, asked)]));
      }
    }, 60_000);
  },
);

test('the table has every code and every reason for it', () => {
  const rows = worlds.flatMap((world) => gates.map((asked) => codeOf(world, asked)));
  expect(new Set(rows)).toEqual(new Set([0, 1, 3]));
  expect(rows.length).toBe(40 * gates.length);
});
