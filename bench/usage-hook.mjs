/** Preloaded into a measured process: writes its own CPU time and peak memory when it ends. */
import { writeFileSync } from 'node:fs';

let isBroken = false;
// A program that died has not done what is measured; the exit code tells nothing, as linters end with 1 by design.
process.on('uncaughtExceptionMonitor', () => {
  isBroken = true;
});
const file = process.env['BENCH_USAGE_FILE'];
process.on('exit', () => {
  if (file === undefined || isBroken) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    file,
    JSON.stringify({ cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000), rssMb: Math.round(maxRSS / 1024) }),
  );
});
