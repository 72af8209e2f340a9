/**
 * `npx tsx bench/growth.ts`: lints generated documents, each twice as large as the one before, and compares two versions of
 * each (`--only=lint`, `--only=diff`). Linear growth: the cost of a schema stays.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layeredDocument, layers } from './layered.ts';
import { measure } from './measure.ts';

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length) ?? '';
const commands: Readonly<Record<string, (older: string, newer: string) => readonly string[]>> = {
  lint: (older) => ['lint', older, '--ruleset', 'strict'],
  diff: (older, newer) => ['diff', older, newer],
};

const folder = mkdtempSync(path.join(tmpdir(), 'growth-'));
try {
  for (const [name, command] of Object.entries(commands)) {
    if (!name.includes(only)) continue;
    for (let width = 50; width <= 800; width *= 2) {
      const files = (['older', 'newer'] as const).map((version) => {
        const file = path.join(folder, `${version}${width}.json`);
        writeFileSync(file, JSON.stringify(layeredDocument(width, version)));
        return file;
      });
      const [older = '', newer = ''] = files;
      const usage = measure(['bin/sallyport.js', ...command(older, newer), '--fail-on', 'none', '-f', 'sarif']);
      const schemas = width * layers;
      process.stdout.write(
        `${name} ${String(schemas).padStart(7)} schemas, ${String(width).padStart(4)} operations: ${
          usage === undefined
            ? 'failed'
            : `${usage.cpuMs} ms CPU, ${usage.rssMb} MB, ${((usage.cpuMs / schemas) * 1000).toFixed(0)} us a schema`
        }\n`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
