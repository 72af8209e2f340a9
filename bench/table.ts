import type { Usage } from './measure.ts';

/** Usages beside each other; `base` as a part of each other one. */
export function table(title: string, base: string, usages: Readonly<Record<string, Usage | undefined>>): void {
  const own = usages[base];
  process.stdout.write(`\n${title}\n`);
  for (const [name, usage] of Object.entries(usages)) {
    const ratio =
      usage === undefined || own === undefined
        ? ''
        : `sallyport takes ${(own.cpuMs / usage.cpuMs).toFixed(2)} of it (${(own.wallMs / usage.wallMs).toFixed(2)} from start to end)`;
    process.stdout.write(
      `  ${name.padEnd(18)} ${usage === undefined ? 'failed' : `${String(usage.cpuMs).padStart(7)} ms CPU ${String(usage.wallMs).padStart(7)} ms ${String(usage.rssMb).padStart(5)} MB  ${ratio}`}\n`,
    );
  }
}
