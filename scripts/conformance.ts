/**
 * `npm run conformance`: the diff beside oasdiff, on the pairs of oasdiff's own tests in $SALLYPORT_CONFORMANCE. Without
 * the variable it says where they come from.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadRules } from '../rules/index.ts';
import { readCases } from './conformance/cases.ts';
import { judge, type Judged } from './conformance/judge.ts';
import { deliberateList, falseVerdicts, misses, summary, unmapped } from './conformance/print.ts';
import { scoreOf } from './conformance/score.ts';

const { values: flags } = parseArgs({
  options: {
    list: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
  },
});
const folder = process.env['SALLYPORT_CONFORMANCE'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./conformance-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const rules = await loadRules.diff();
const judged: Judged[] = [];
for (const one of await readCases(path.join(folder, 'oasdiff-v1.14.0-cases.jsonl'), new RegExp(flags.only)))
  judged.push(await judge(one, rules));

const score = scoreOf(judged);
const lists: ReadonlyMap<string, () => string> = new Map([
  ['misses', () => misses(score)],
  ['false', () => falseVerdicts(score)],
  ['unmapped', () => unmapped(judged)],
  ['disagreements', deliberateList],
]);
for (const name of flags.list) {
  const list = lists.get(name);
  if (list === undefined) {
    console.error(`--list ${name}: there is no such list; there are ${[...lists.keys()].join(', ')}`);
    process.exit(2);
  }
  console.log(`${list()}\n`);
}
console.log(`oasdiff v1.14.0 and ${rules.length} diff rules`);
console.log(summary(score));
console.log(`\n${deliberateList()}`);
if (score.crashes.length > 0) process.exitCode = 1;
