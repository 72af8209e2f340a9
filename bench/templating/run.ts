/**
 * `npm run bench:templating`: traffic is made of real documents with a fixed seed, templates are learnt from it alone and
 * compared with the documents. The documents come from $SALLYPORT_CORPUS (see scripts/corpus-sources.md). `--held-out`:
 * those that the templating was not made with; `--wrong`: what is wrong; `--only=<name>`, `--mode=<words>`, `--seed=<number>`.
 */
import { readFileSync } from 'node:fs';
import { PathLearner } from '../../src/model/path-learner.ts';
import type { ApiModel } from '../../src/model/api.ts';
import { heldOut, readDocument, tuned } from './documents.ts';
import { scoreOf, type Score } from './score.ts';
import { trafficOf, type TrafficOptions } from './traffic.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const flag = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const seed = Number(flag('seed') ?? 20_261_128);
const modes: Readonly<Record<string, Omit<TrafficOptions, 'seed'>>> = {
  'sparse (1-3 a path)': { calls: [1, 3], bodies: true },
  'dense (20 a path)': { calls: [20, 20], bodies: true },
  'sparse, no bodies': { calls: [1, 3], bodies: false },
  'dense, no bodies': { calls: [20, 20], bodies: false },
};

function learn(api: ApiModel, options: TrafficOptions): Score {
  const calls = trafficOf(api, options);
  const learner = new PathLearner();
  for (const { exchange } of calls) learner.see(exchange);
  const template = learner.learn();
  return scoreOf(calls, (origin, path) => template(origin, path).path);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const groups = new Map<string, Map<string, Score[]>>();

for (const name of process.argv.includes('--held-out') ? heldOut : tuned) {
  if (!name.includes(flag('only') ?? '')) continue;
  const api = await readDocument(folder, name);
  if (api === undefined) {
    process.stdout.write(`${name}: not there\n`);
    continue;
  }
  // The documents of one publisher that are cut into many small files count as one.
  const group = name.startsWith('paypal/') ? 'paypal' : name;
  for (const [mode, options] of Object.entries(modes).filter(([each]) => each.includes(flag('mode') ?? ''))) {
    const score = learn(api, { ...options, seed });
    const byGroup = groups.get(mode) ?? new Map<string, Score[]>();
    groups.set(mode, byGroup.set(group, [...(byGroup.get(group) ?? []), score]));
    if (process.argv.includes('--wrong')) {
      process.stdout.write(`\n${name}, ${mode}\n`);
      for (const { truth, inferred, count } of score.wrong.slice(0, 40))
        process.stdout.write(`  ${String(count).padStart(4)} ${truth}\n       ${inferred}\n`);
    }
  }
}
for (const [mode, byGroup] of groups) {
  process.stdout.write(`\n${mode.padEnd(52)} requests accuracy precision inflation\n`);
  const rows = [...byGroup].map(([name, scores]) => {
    const requests = scores.reduce((sum, score) => sum + score.requests, 0);
    const weighed = (value: (score: Score) => number): number =>
      scores.reduce((sum, score) => sum + value(score) * score.requests, 0) / requests;
    const row = {
      accuracy: weighed(({ accuracy }) => accuracy),
      precision: weighed(({ precision }) => precision),
      inflation: weighed(({ inflation }) => inflation),
    };
    process.stdout.write(
      `  ${name.padEnd(50)} ${String(requests).padStart(8)} ${percent(row.accuracy)} ${percent(row.precision)}      x${row.inflation.toFixed(2)}\n`,
    );
    return row;
  });
  process.stdout.write(
    `  ${'mean'.padEnd(50)} ${''.padStart(8)} ${percent(mean(rows.map(({ accuracy }) => accuracy)))} ${percent(mean(rows.map(({ precision }) => precision)))}      x${mean(rows.map(({ inflation }) => inflation)).toFixed(2)}\n`,
  );
}
