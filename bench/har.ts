import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inTurn } from './measure.ts';

const peers = ['stream-json', '@streamparser/json'];
const rounds = 3;

/** Reading a made-up capture of so many megabytes, each engine in a process of its own: MB/s of CPU time and peak memory. */
export function benchHar(megabytes: number): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-har-'));
  const file = path.join(folder, 'capture.har');
  try {
    execFileSync(process.execPath, ['bench/make-har.mjs', file, String(megabytes), '1']);
    const mb = statSync(file).size / 1024 / 1024;
    process.stdout.write(`\na capture of ${Math.round(mb)} MB\n`);
    for (const [name, usage] of Object.entries(inTurn(enginesOn(file, megabytes), rounds))) {
      const said =
        usage === undefined
          ? 'failed'
          : `${(mb / (usage.cpuMs / 1000)).toFixed(0).padStart(5)} MB/s ${(usage.cpuMs / 1000).toFixed(1).padStart(7)} s CPU ${String(usage.rssMb).padStart(5)} MB`;
      process.stdout.write(`  ${name.padEnd(24)} ${said}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function enginesOn(file: string, megabytes: number): Readonly<Record<string, readonly string[]>> {
  const engine = (name: string): readonly string[] => ['bench/har-peers.mjs', name, file];
  return {
    // No text of V8 is longer than 512 MB.
    ...(megabytes < 500 ? { 'JSON.parse': engine('JSON.parse') } : {}),
    ...Object.fromEntries(
      peers.filter((name) => existsSync(`bench/node_modules/${name}`)).map((name) => [name, engine(name)]),
    ),
    'splitter alone': ['--import', 'tsx', 'bench/split-har.ts', file],
    'splitter and JSON.parse': ['--import', 'tsx', 'bench/split-har.ts', file, '--parse'],
    'sallyport har inspect': ['bin/sallyport.js', 'har', 'inspect', file],
  };
}
