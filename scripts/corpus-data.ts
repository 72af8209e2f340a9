/**
 * `npm run corpus:data`: the data classes that every root document below $SALLYPORT_CORPUS declares, by class, and as many
 * random ones as the first argument says, to be looked at by hand. Without the variable it says where the documents come
 * from.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { Readable } from 'node:stream';
import { loadApi } from '../src/load/document.ts';
import { findInputs, type LoadOptions } from '../src/load/inputs.ts';
import { LoadError } from '../src/load/load-error.ts';
import type { ApiModel } from '../src/model/api.ts';
import { dataOf, type DataUse } from '../src/model/operation-data.ts';
import { filesBelow } from './corpus/files.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const root = realpathSync(folder);
const options: LoadOptions = { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
const [shownText = '0', wanted = ''] = process.argv.slice(2);

const files = filesBelow(root);

/** What stands at one place counts once, however many operations reach it. */
const hits: string[] = [];
const counts = new Map<string, number>();

function add(api: ApiModel, use: DataUse): void {
  const { dataClass, evidence, certainty, name, at } = use;
  counts.set(dataClass.id, (counts.get(dataClass.id) ?? 0) + 1);
  if (wanted !== '' && !dataClass.id.startsWith(wanted)) return;
  const schema = use.schema === undefined ? undefined : api.schemas.get(use.schema);
  const says = JSON.stringify({
    types: schema?.types,
    format: schema?.format,
    pattern: schema?.pattern,
    description: schema?.description?.slice(0, 160),
    example: schema?.examples[0]?.value,
    enum: schema?.enum?.slice(0, 5),
  });
  hits.push(`${dataClass.id} ${certainty} (${evidence.join(', ')}) ${name}  ${api.name} ${at.path}\n    ${says}`);
}

for (const file of files) {
  try {
    const { inputs } = await findInputs([file], options);
    for (const input of inputs) {
      const api = await loadApi(input, options);
      const seen = new Set<string>();
      for (const operation of [...api.operations, ...api.hooks])
        for (const use of dataOf(operation, api)) {
          const key = `${use.at.source}#${use.at.path}`;
          if (seen.has(key)) continue;
          seen.add(key);
          add(api, use);
        }
    }
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
  }
}

for (const [id, count] of [...counts].sort((a, b) => b[1] - a[1]))
  process.stdout.write(`${String(count).padStart(6)} ${id}\n`);

/** The same picks in every run (mulberry32 would do as well; a golden step visits all once). */
const step = Math.max(1, Math.round(hits.length * 0.618_034));
for (
  let pick = 0, at = step;
  pick < Math.min(Number(shownText), hits.length);
  pick += 1, at = (at + step) % hits.length
)
  process.stdout.write(`${hits[at] ?? ''}\n`);
