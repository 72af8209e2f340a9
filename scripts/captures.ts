/**
 * `npm run captures`: every HAR below $SALLYPORT_CAPTURES, read and judged: entries read of entries that are there, no
 * crash. Each is judged as an API of its own, and against a document that is made of what the capture shows. Without the
 * variable it says where captures come from.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Discovery } from '../src/catalog/discover.ts';
import { watch } from '../src/check/traffic.ts';
import { readCapture } from '../src/load/har/capture.ts';
import { findInputs, type LoadOptions } from '../src/load/inputs.ts';
import type { Dialect } from '../src/model/api.ts';
import { createRedactor } from '../src/model/redact.ts';
import { loadRules } from '../rules/index.ts';

const folder = process.env['SALLYPORT_CAPTURES'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./captures-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const root = realpathSync(folder);
const options: LoadOptions = { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
const rules = await loadRules.traffic();

/** As JSON.parse sees it; undefined where it is no JSON. */
function entriesIn(file: string): number | undefined {
  try {
    const text = readFileSync(`${root}/${file}`, 'utf8').replace(/^\uFEFF/, '');
    return (JSON.parse(text) as { readonly log: { readonly entries: readonly unknown[] } }).log.entries.length;
  } catch {
    return undefined;
  }
}

interface Judged {
  readonly read: number;
  readonly findings: number;
  readonly crashes: readonly string[];
}

async function judge(file: string, dialect: Dialect): Promise<Judged> {
  const [input] = (await findInputs([file], options)).inputs;
  if (input === undefined) throw new Error(`${file} is no input`);
  const redactor = createRedactor();
  const reader = readCapture(input, redactor);
  const discovery = new Discovery();
  let read = 0;
  for await (const exchange of reader.exchanges()) {
    read += 1;
    discovery.see(exchange);
  }
  const api = { ...discovery.model({ name: file, source: reader.source }), dialect };
  const watching = watch(api, rules);
  for await (const exchange of reader.exchanges()) watching.see(exchange);
  const outcomes = watching.end({ captured: true });
  return {
    read,
    findings: outcomes.flatMap(({ findings }) => findings).length,
    crashes: outcomes.flatMap(({ result, reason = '' }) => (result === 'crashed' ? [reason] : [])),
  };
}

let [sumRead, sumThere] = [0, 0];
for (const file of readdirSync(root)
  .filter((name) => name.endsWith('.har'))
  .sort()) {
  const there = entriesIn(file);
  try {
    const alone = await judge(file, 'capture');
    const documented = await judge(file, '3.0');
    sumRead += alone.read;
    sumThere += there ?? 0;
    console.log(
      `${file.padEnd(34)} ${alone.read} of ${there ?? 'no JSON'} entries, findings: ${alone.findings} alone, ${documented.findings} against its own shape`,
    );
    for (const reason of [...alone.crashes, ...documented.crashes]) {
      process.exitCode = 1;
      console.log(`  CRASHED ${reason}`);
    }
  } catch (error) {
    console.log(`${file.padEnd(34)} ${there ?? 'no JSON'}: ${error instanceof Error ? error.message : String(error)}`);
    if (there !== undefined) process.exitCode = 1;
  }
}
console.log(`\n${sumRead} of ${sumThere} entries read`);
