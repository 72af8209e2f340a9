/**
 * `npm run bench:schemas`: samples of real documents' answers are made with a fixed seed, a schema is learnt from some of
 * them, and others are validated against it with Ajv, formats included; beside genson-js (`npm ci --prefix bench`). Places of
 * the learnt schema that the document does not have are spurious. Documents come from $SALLYPORT_CORPUS.
 * `--samples=<number>`, `--why`: what rejected.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';
import { SchemaLearner } from '../../src/catalog/schema/learner.ts';
import { writeSchema } from '../../src/catalog/schema/write.ts';
import type { ApiModel, SchemaId } from '../../src/model/api.ts';
import type { Json } from '../../src/model/json.ts';
import { sampleOf } from '../templating/answers.ts';
import { readDocument } from '../templating/documents.ts';
import { hashOf, Random } from '../../scripts/random.ts';
import { inferredNodes, trueNodes } from './nodes.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const seed = 20_261_128;
const schemasPerDocument = 20;
const heldOutSamples = 50;
const names = ['adyen/json/LegalEntityService-v4.json', 'box/openapi.json', 'github-rest/api.github.com.json'];

/** Schemas of answers with the most properties. */
function answersOf(api: ApiModel): readonly SchemaId[] {
  const ids = new Set<SchemaId>();
  for (const { responses } of api.operations) {
    const schema = responses
      .find(({ status }) => status.startsWith('2'))
      ?.bodies.find(({ mediaType }) => mediaType.includes('json'))?.schema;
    if (schema !== undefined) ids.add(schema);
  }
  return [...ids].toSorted((a, b) => trueNodes(api, b).size - trueNodes(api, a).size).slice(0, schemasPerDocument);
}

type Infer = (samples: readonly Json[]) => object;
const ours: Infer = (samples) => {
  const learner = new SchemaLearner();
  for (const sample of samples) learner.see(sample);
  return writeSchema(learner.root);
};
const engines = new Map<string, Infer>([['sallyport', ours]]);
const peer = 'bench/node_modules/genson-js';
if (existsSync(peer)) {
  const genson = createRequire(import.meta.url)(`../node_modules/genson-js`) as {
    createCompoundSchema(samples: readonly unknown[]): object;
  };
  engines.set('genson-js', (samples) => genson.createCompoundSchema(samples));
}

interface Tally {
  rejected: number;
  validated: number;
  spurious: number;
  found: number;
  truths: number;
  written: number;
}
const apis: ApiModel[] = [];
for (const name of names) {
  const api = await readDocument(folder, name);
  if (api !== undefined) apis.push(api);
}
const only = process.argv.find((argument) => argument.startsWith('--samples='))?.slice('--samples='.length);
const reasons = new Map<string, number>();
for (const training of only === undefined ? [10, 30, 100, 300] : [Number(only)]) {
  process.stdout.write(`\n${training} samples a schema, ${heldOutSamples} others validated\n`);
  for (const [engine, infer] of engines) {
    const tally: Tally = { rejected: 0, validated: 0, spurious: 0, found: 0, truths: 0, written: 0 };
    let schemas = 0;
    for (const api of apis) {
      for (const id of answersOf(api)) {
        const random = new Random(seed ^ hashOf(id));
        const samples = Array.from({ length: training + heldOutSamples }, () =>
          sampleOf(api, id, { random, optional: 0.6 }),
        );
        const schema = infer(samples.slice(0, training));
        judge({ schema, samples: samples.slice(training), truths: trueNodes(api, id) }, tally);
        schemas += 1;
      }
    }
    process.stdout.write(
      `  ${engine.padEnd(10)} ${schemas} schemas  false rejects ${((100 * tally.rejected) / tally.validated).toFixed(2)} %  spurious places ${tally.spurious} of ${tally.written}  places found ${((100 * tally.found) / tally.truths).toFixed(1)} %\n`,
    );
  }
}

if (process.argv.includes('--why'))
  for (const [reason, count] of [...reasons].toSorted((a, b) => b[1] - a[1]).slice(0, 40))
    process.stdout.write(`  ${count} ${reason}\n`);

/** A schema that Ajv cannot hold on its stack fits nothing. */
function isFit(validate: ValidateFunction, sample: Json): boolean {
  try {
    return validate(sample);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function judge(
  { schema, samples, truths }: { schema: object; samples: readonly Json[]; truths: ReadonlySet<string> },
  tally: Tally,
): void {
  const ajv = new Ajv2020({ strict: false, allErrors: false, verbose: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema as AnySchema);
  for (const sample of samples) {
    tally.validated += 1;
    if (isFit(validate, sample)) continue;
    tally.rejected += 1;
    const [error] = validate.errors ?? [];
    const seen = (error?.parentSchema?.['x-observed'] as { readonly seen?: number } | undefined)?.seen;
    const got = error?.data === null ? 'null' : typeof error?.data;
    const reason =
      `${error?.keyword} ${JSON.stringify(error?.params ?? null).slice(0, 40)} given ${got}, learnt from ` +
      (seen === undefined ? 'items' : `${Math.floor(seen / 10) * 10} to ${Math.floor(seen / 10) * 10 + 9} values`);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const written = inferredNodes(schema);
  tally.written += written.size;
  tally.spurious += [...written].filter((node) => !truths.has(node)).length;
  tally.truths += truths.size;
  tally.found += [...truths].filter((node) => written.has(node)).length;
}
