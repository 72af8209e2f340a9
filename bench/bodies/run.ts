/**
 * `npm run bench:bodies`: one body for every schema of a JSON request below $SALLYPORT_CORPUS, judged by ajv with formats
 * over a conversion of the raw document that knows nothing of our model (`ajv-schema.ts`). `--kind=full`, `--seed=<n>`,
 * `--only=<part of a path>`, `--why`: each that was rejected; `--peers`: json-schema-faker and openapi-sampler in the same run.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { makeBody } from '../../src/model/generate/make-body.ts';
import { compiled, rejection } from './judge.ts';
import { requestSchemas, type Skipped } from './schemas.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const option = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const kinds =
  option('kind') === undefined
    ? (['minimal', 'full'] as const)
    : ([option('kind') === 'full' ? 'full' : 'minimal'] as const);
const seed = Number(option('seed') ?? 0);
const skipped: Skipped[] = [];

interface Tally {
  accepted: number;
  crashed: number;
  unsatisfiable: number;
  cpu: number;
  slowest: number;
  rejected: Map<string, number>;
}
const tallies = new Map(
  kinds.map((kind) => [
    kind,
    { accepted: 0, crashed: 0, unsatisfiable: 0, cpu: 0, slowest: 0, rejected: new Map() } as Tally,
  ]),
);
let again = 0;
let total = 0;
for await (const schema of requestSchemas(realpathSync(folder), option('only') ?? '', skipped)) {
  if (schema === 'again') {
    again += 1;
    continue;
  }
  const { api, id, document, examples, converted } = schema;
  let validate;
  try {
    validate = compiled(converted);
  } catch (error) {
    skipped.push({
      place: `${document} ${id}`,
      reason: `ajv does not compile it: ${(error as Error).message.slice(0, 100)}`,
    });
    continue;
  }
  total += 1;
  for (const [kind, tally] of tallies) {
    const start = process.cpuUsage();
    try {
      const made = makeBody(api, id, { seed, kind, examples });
      const { user, system } = process.cpuUsage(start);
      tally.cpu += user + system;
      tally.slowest = Math.max(tally.slowest, user + system);
      const error = rejection(validate, made.value);
      const keyword = `${error?.keyword}`;
      if (error === undefined) tally.accepted += 1;
      else tally.rejected.set(keyword, (tally.rejected.get(keyword) ?? 0) + 1);
      if (made.kind === 'unsatisfiable') tally.unsatisfiable += 1;
      if (process.argv.includes('--why') && (error !== undefined || made.kind !== 'valid'))
        process.stdout.write(
          `${kind} ${document} ${id.split('#')[1]}\n    ajv ${error?.instancePath} ${error?.schemaPath} ${JSON.stringify(error?.params)}\n    ours ${made.kind} ${made.kind === 'valid' ? '' : JSON.stringify(made.breach).slice(0, 300)}\n`,
        );
    } catch (error) {
      tally.crashed += 1;
      process.stdout.write(`crashed: ${document} ${id} ${String((error as Error).stack).slice(0, 400)}\n`);
    }
  }
}
for (const { place, reason } of skipped) process.stdout.write(`left out: ${place}: ${reason}\n`);
for (const [kind, { accepted, crashed, unsatisfiable, cpu, slowest, rejected }] of tallies)
  process.stdout.write(
    `${kind}: ${total} schemas (${again} times the same again), ${accepted} accepted (${((100 * accepted) / total).toFixed(2)} %), unsatisfiable ${unsatisfiable}, crashed ${crashed}, ${(cpu / 1000 / total).toFixed(2)} ms of CPU a schema, slowest ${(slowest / 1000).toFixed(0)} ms, rejected: ${[...rejected].map(([keyword, times]) => `${keyword} ${times}`).join(', ')}\n`,
  );
