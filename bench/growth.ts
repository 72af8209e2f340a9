/**
 * `npx tsx bench/growth.ts`: lints generated documents, each twice as large as the one before, whose schemas refer to each
 * other eight at a time in layers: an inlined tree of them would have 8^20 nodes. Linear growth: the cost of a schema stays.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measure } from './measure.ts';

const fanOut = 8;
const layers = 20;

function documentOf(width: number): unknown {
  const schemas: Record<string, unknown> = {};
  for (let layer = 0; layer < layers; layer += 1) {
    for (let index = 0; index < width; index += 1) {
      const properties: Record<string, unknown> = { id: { type: 'string' }, amount: { type: 'integer' } };
      for (let edge = 0; edge < fanOut; edge += 1) {
        const below = (layer + 1) % layers;
        // The last layer leads back to the first, so everything is in one cycle.
        properties[`part${edge}`] = { $ref: `#/components/schemas/L${below}N${(index * 7 + edge * 13) % width}` };
      }
      schemas[`L${layer}N${index}`] = { type: 'object', properties };
    }
  }
  const body = (name: string): unknown => ({
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  const paths = Object.fromEntries(
    Array.from({ length: width }, (_, index) => [
      `/things${index}`,
      {
        post: {
          requestBody: body(`L0N${index}`),
          responses: { 200: { description: 'ok', ...(body(`L1N${index}`) as object) } },
        },
      },
    ]),
  );
  return { openapi: '3.0.3', info: { title: 'growth', version: '1' }, paths, components: { schemas } };
}

const folder = mkdtempSync(path.join(tmpdir(), 'growth-'));
try {
  for (let width = 50; width <= 800; width *= 2) {
    const file = path.join(folder, `w${width}.json`);
    writeFileSync(file, JSON.stringify(documentOf(width)));
    const usage = measure([
      'bin/sallyport.js',
      'lint',
      file,
      '--ruleset',
      'strict',
      '--fail-on',
      'none',
      '-f',
      'sarif',
    ]);
    const schemas = width * layers;
    process.stdout.write(
      `${String(schemas).padStart(7)} schemas, ${String(width).padStart(4)} operations: ${
        usage === undefined
          ? 'failed'
          : `${usage.cpuMs} ms CPU, ${usage.rssMb} MB, ${((usage.cpuMs / schemas) * 1000).toFixed(0)} us a schema`
      }\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
