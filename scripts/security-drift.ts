/**
 * `npm run security-drift`: one change of security in each pair below $SALLYPORT_SECURITY_DRIFT, and whether the diff says
 * it by name, at its severity and as widening. Without the variable it says what the folder holds.
 */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../src/finding/finding.ts';
import { loadRules } from '../rules/index.ts';
import { compare, load } from './diff-properties/properties.ts';

interface Entry {
  readonly n: number;
  readonly id: string;
  readonly group: string;
  readonly severity: string;
}
interface Verdict {
  readonly entry: Entry;
  readonly found: boolean;
  readonly severe: boolean;
  readonly widens: boolean;
  readonly others: readonly Finding[];
}

const folder = process.env['SALLYPORT_SECURITY_DRIFT'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./security-drift-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const root = realpathSync(folder);
const rules = await loadRules.diff();
const manifest = JSON.parse(readFileSync(path.join(root, 'manifest.json'), 'utf8')) as readonly Entry[];

async function judge(entry: Entry): Promise<Verdict> {
  const pair = path.join(root, `${String(entry.n).padStart(3, '0')}-${entry.id}`);
  const [before, after] = [await load(pair, 'base.json'), await load(pair, 'revision.json')];
  const { findings, crashes } = compare({ ...before, name: after.name }, after, rules);
  for (const crash of crashes) console.error(`${entry.id}: ${crash}`);
  // Also where another rule's finding at the same place says it: it is one finding.
  const own = findings.filter(({ rule, also }) => [rule, ...also.map((claim) => claim.rule)].includes(entry.id));
  const widening = findings.filter(({ change }) => change?.posture === 'widens');
  return {
    entry,
    found: own.length > 0,
    severe: own.some(({ severity }) => severity === entry.severity),
    widens: own.some(({ change }) => change?.posture === 'widens'),
    others: widening.filter((finding) => !own.includes(finding)),
  };
}

const verdicts: Verdict[] = [];
for (const entry of manifest) verdicts.push(await judge(entry));
const controls = verdicts.filter(({ entry }) => entry.group === 'control');
const changes = verdicts.filter(({ entry }) => entry.group !== 'control');
const loud = changes.filter(({ entry }) => entry.severity !== 'info');
const mark = (yes: boolean): string => (yes ? 'yes' : 'NO');

console.log(
  '| change | severity | found | severity equal | widens | others that widen |\n| --- | --- | --- | --- | --- | --- |',
);
for (const { entry, found, severe, widens, others } of verdicts) {
  const also = others.map(({ rule, severity }) => `${rule} (${severity})`).join(', ');
  const own = entry.group === 'control' ? '- | - | -' : `${mark(found)} | ${mark(severe)} | ${mark(widens)}`;
  console.log(`| ${entry.id} | ${entry.severity} | ${own} | ${also} |`);
}
const count = (of: readonly Verdict[], key: 'found' | 'severe' | 'widens'): string =>
  `${of.filter((one) => one[key]).length}/${of.length}`;
console.log(`\nfound              ${count(changes, 'found')}`);
console.log(`severity equal     ${count(changes, 'severe')}`);
console.log(`posture widens     ${count(loud, 'widens')}   those at info apart`);
console.log(`controls that widen ${controls.filter(({ others }) => others.length > 0).length}/${controls.length}`);
const isWhole = changes.every(({ found, severe }) => found && severe) && loud.every(({ widens }) => widens);
if (!isWhole || controls.some(({ others }) => others.length > 0)) process.exitCode = 1;
