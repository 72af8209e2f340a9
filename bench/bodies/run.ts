/**
 * `npm run bench:bodies`: one body for every schema of a JSON request below $SALLYPORT_CORPUS, judged by ajv with formats
 * over a conversion of the raw document that knows nothing of our model (`ajv-schema.ts`). What is proven to have no valid
 * value (`satisfiable.ts`) is counted out and listed. `--seed=<n>`, `--only=<part of a path>`, `--why`: each that was
 * rejected; `--peers`: json-schema-faker and openapi-sampler in the same run (`npm ci --prefix bench`).
 */
import { readFileSync, realpathSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { makeBody, type Made } from '../../src/model/generate/make-body.ts';
import { compiled, rejection } from './judge.ts';
import { Peer } from './peers.ts';
import { whyUnsatisfiable } from './satisfiable.ts';
import { requestSchemas, type RequestSchema, type Skipped } from './schemas.ts';
import { Tally } from './tally.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const option = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const isVerbose = process.argv.includes('--why');
const seed = Number(option('seed') ?? 0);
const ours = (['minimal', 'full'] as const).map((kind) => ({ kind, tally: new Tally(`sallyport ${kind}`) }));
const peers = process.argv.includes('--peers')
  ? ['json-schema-faker', 'openapi-sampler'].map((name) => ({ peer: new Peer(name), tally: new Tally(name) }))
  : [];

const skipped: Skipped[] = [];
const out: Skipped[] = [];
let again = 0;
let satisfiable = 0;
for await (const schema of requestSchemas(realpathSync(folder), option('only') ?? '', skipped)) {
  if (schema === 'again') {
    again += 1;
    continue;
  }
  const place = `${schema.document} ${schema.id.split('#')[1]}`;
  let validate: ValidateFunction;
  try {
    validate = compiled(schema.converted);
  } catch (error) {
    skipped.push({ place, reason: `ajv does not compile it: ${(error as Error).message.slice(0, 100)}` });
    continue;
  }
  const reason = whyUnsatisfiable(schema.converted);
  if (reason === undefined) satisfiable += 1;
  else out.push({ place, reason });
  for (const { kind, tally } of ours) judgeOurs(kind, tally, { schema, validate, place, isOut: reason !== undefined });
  for (const { peer, tally } of peers) {
    const { value, cpu, failed } = await peer.make(schema.converted);
    tally.made(cpu);
    if (reason !== undefined) continue;
    if (failed !== undefined) tally.reject(failed);
    else judge(tally, validate, value);
  }
}
for (const { peer } of peers) await peer.close();
for (const { place, reason } of skipped) process.stdout.write(`not read: ${place}: ${reason}\n`);
for (const { place, reason } of out) process.stdout.write(`counted out: ${place}: ${reason}\n`);
process.stdout.write(
  `${satisfiable + out.length} different schemas (${again} more are the same again), ${out.length} counted out, ${skipped.length} not read\n`,
);
for (const { tally } of [...ours, ...peers]) process.stdout.write(tally.line(satisfiable));

function judge(tally: Tally, validate: ValidateFunction, value: unknown): boolean {
  const error = rejection(validate, value);
  if (error === undefined) tally.accepted += 1;
  else tally.reject(error.keyword);
  return error === undefined;
}

interface Judged {
  readonly schema: RequestSchema;
  readonly validate: ValidateFunction;
  readonly place: string;
  readonly isOut: boolean;
}

function judgeOurs(kind: 'minimal' | 'full', tally: Tally, { schema, validate, place, isOut }: Judged): void {
  const start = process.cpuUsage();
  let made: Made;
  try {
    made = makeBody(schema.api, schema.id, { seed, kind, examples: schema.examples });
  } catch (error) {
    tally.crashed += 1;
    process.stdout.write(`crashed: ${place}: ${String((error as Error).stack).slice(0, 400)}\n`);
    return;
  }
  const { user, system } = process.cpuUsage(start);
  tally.made(user + system);
  if (made.kind !== 'valid') tally.owned += 1;
  if (isOut) {
    if (rejection(validate, made.value) === undefined) process.stdout.write(`wrongly counted out: ${place}\n`);
    return;
  }
  const isAccepted = judge(tally, validate, made.value);
  if (!isAccepted && made.kind === 'valid') tally.silent += 1;
  if (!isVerbose || (isAccepted && made.kind === 'valid')) return;
  const { instancePath, schemaPath, params } = rejection(validate, made.value) ?? {};
  const said = made.kind === 'valid' ? '' : JSON.stringify(made.breach).slice(0, 300);
  process.stdout.write(
    `${kind} ${place}\n    ajv: ${instancePath} ${schemaPath} ${JSON.stringify(params)}\n    ours: ${made.kind} ${said}\n`,
  );
}
