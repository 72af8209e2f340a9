#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// A run is over before optimised code pays for itself: machine code without optimisation at once, and the optimiser
// later, save a quarter of the CPU time of a large document (docs/measurements.md). Neither changes what a run does.
setFlagsFromString('--always-sparkplug');
setFlagsFromString('--interrupt-budget=1000000');
// A document is read in one go and kept: young objects get their room at once and are copied fewer times.
setFlagsFromString('--semi-space-growth-factor=16');

const built = new URL('../dist/main.mjs', import.meta.url);
if (existsSync(built)) {
  const { start } = await import(built.href);
  await start();
} else {
  process.stderr.write('sallyport is not built: run npm ci (or npm run build)\n');
  process.exitCode = 2;
}
