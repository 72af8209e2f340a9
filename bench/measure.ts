import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Usage {
  readonly cpuMs: number;
  /** From the start of the process to its end: what threads save. */
  readonly wallMs: number;
  readonly rssMb: number;
}
const hook = path.resolve('bench/usage-hook.mjs');
/** One measured process, in milliseconds. */
const timeoutMs = 120_000;

/** Runs a Node program once in a process of its own: its own CPU time and peak memory, as the kernel counts them. */
export function measure(args: readonly string[], cwd = process.cwd()): Usage | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const file = path.join(folder, 'usage.json');
  const started = performance.now();
  spawnSync(process.execPath, ['--import', hook, ...args], {
    cwd,
    env: { ...process.env, BENCH_USAGE_FILE: file, NO_COLOR: '1', CI: 'true' },
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: timeoutMs,
  });
  const wallMs = Math.round(performance.now() - started);
  try {
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Usage, 'wallMs'>), wallMs };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The median of several runs; with several programs they take turns, so that a machine that slows down slows all. */
export function inTurn(
  programs: Readonly<Record<string, readonly string[]>>,
  rounds: number,
): Readonly<Record<string, Usage | undefined>> {
  const runs: Record<string, Usage[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of Object.entries(programs)) {
      // What failed once (or took too long) would again.
      if (round > 0 && runs[name] === undefined) continue;
      const usage = measure(args);
      if (usage !== undefined) (runs[name] ??= []).push(usage);
    }
  }
  return Object.fromEntries(Object.keys(programs).map((name) => [name, median(runs[name] ?? [])]));
}

function median(runs: readonly Usage[]): Usage | undefined {
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return runs.length === 0
    ? undefined
    : {
        cpuMs: middle(runs.map(({ cpuMs }) => cpuMs)),
        wallMs: middle(runs.map(({ wallMs }) => wallMs)),
        rssMb: middle(runs.map(({ rssMb }) => rssMb)),
      };
}
