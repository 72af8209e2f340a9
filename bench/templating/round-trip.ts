/**
 * `npm run bench:round-trip`: traffic is made of a document, discovered, written as OpenAPI 3.1, read again and held against
 * the document: operations that were called and are missing, and operations that are too many. `--held-out` as in run.ts.
 */
import { readFileSync } from 'node:fs';
import { CatalogueBuilder } from '../../src/catalog/catalogue.ts';
import { Discovery } from '../../src/catalog/discover.ts';
import { openapiOf } from '../../src/catalog/openapi.ts';
import { Documents } from '../../src/load/documents.ts';
import { workingTree } from '../../src/load/files.ts';
import { modelOf } from '../../src/load/openapi/model.ts';
import { readSource } from '../../src/load/source.ts';
import { canonicalId, canonicalPath } from '../../src/model/operation.ts';
import { heldOut, readDocument, tuned } from './documents.ts';
import { trafficOf } from './traffic.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const seed = 20_261_128;
for (const name of process.argv.includes('--held-out') ? heldOut : tuned) {
  const api = await readDocument(folder, name);
  if (api === undefined) continue;
  const calls = trafficOf(api, { seed, calls: [5, 10], bodies: true });
  const discovery = new Discovery();
  for (const { exchange } of calls) discovery.see(exchange);
  const builder = new CatalogueBuilder('', discovery.templates({}));
  for (const { exchange } of calls) builder.see(exchange);
  const text = JSON.stringify(openapiOf('round trip', builder.operations()));
  const source = await readSource(Buffer.from(text), { id: 'found.json', uri: 'found.json', inTree: false });
  const found = modelOf(await Documents.gather(source, workingTree('/nowhere')), 'found', 'found.json');
  const called = new Set(
    calls.map(({ exchange, template }) => `${exchange.request.method} ${canonicalPath(template)}`),
  );
  const written = new Set(found.operations.map(canonicalId));
  const missing = [...called].filter((id) => !written.has(id));
  const extra = [...written].filter((id) => !called.has(id));
  process.stdout.write(
    `${name.padEnd(56)} ${called.size} operations called, ${missing.length} missing, ${extra.length} too many, ${found.faults.length} faults\n`,
  );
}
