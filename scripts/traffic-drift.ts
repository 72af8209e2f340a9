/**
 * `npm run traffic-drift`: judges the labelled calls of scripts/traffic-drift against the documents they name below
 * $SALLYPORT_CORPUS. Prints what was found of what is labelled, at its place, what was found beside the labels, and every
 * finding on a call that conforms; exits with 1 on any miss or false alarm. Without the variable it says where the
 * documents come from.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { loadRules } from '../rules/index.ts';
import type { Finding } from '../src/finding/finding.ts';
import { loadFixture } from '../test/support/fixture.ts';
import { judged, type DriftSet, type SetCall } from '../test/support/traffic-drift.ts';

const corpus = process.env['SALLYPORT_CORPUS'];
if (corpus === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const root = realpathSync(corpus);
const folder = new URL('./traffic-drift/', import.meta.url);
const rules = await loadRules.traffic();

/** `times`: a drift that only repetition shows. */
interface Labelled extends SetCall {
  readonly times?: number;
}
interface CallFile {
  readonly document: string;
  readonly drift: readonly Labelled[];
  readonly conforming: readonly SetCall[];
}

interface LabelledSet extends DriftSet {
  readonly drift: readonly Labelled[];
}

async function readSet(file: string): Promise<LabelledSet> {
  const text = readFileSync(new URL(file, folder), 'utf8');
  // Merge keys and many aliases: the files are our own.
  const { document, drift, conforming } = parse(text, { merge: true, maxAliasCount: -1 }) as CallFile;
  const api = await loadFixture(path.join(root, document), root);
  return { name: file.replace('.yaml', ''), api, drift, conforming };
}

async function findingsOf(set: DriftSet, calls: readonly SetCall[]): Promise<readonly Finding[]> {
  const outcomes = await judged(set, calls, rules);
  const crashed = outcomes.filter(({ result }) => result === 'crashed');
  if (crashed.length > 0) throw new Error(`${set.name}: a rule crashed: ${crashed[0]?.reason ?? ''}`);
  return outcomes.flatMap(({ findings }) => findings);
}

const placeOf = ({ at }: Finding): string => `${at.source}#${at.path}`;
const shown = (finding: Finding): string => `${finding.rule} at ${placeOf(finding)}: ${finding.message}`;
const pathOf = ({ call }: SetCall): string => call.split(/[ ?]/, 2)[1] ?? '';

/** Two plain calls of other operations, so that the host is known to be the API's, and credentials to be captured. */
const contextOf = ({ conforming }: DriftSet, drift: SetCall): readonly SetCall[] =>
  conforming.filter((call) => call.auth === undefined && pathOf(call) !== pathOf(drift)).slice(0, 2);

const isAt = (finding: Finding, at: string): boolean =>
  at.includes('#') ? placeOf(finding).endsWith(`/${at}`) : finding.at.path === at;

interface Score {
  found: number;
  misplaced: number;
  missed: number;
  beside: number;
}

async function scoreDrift(set: LabelledSet, score: Score): Promise<void> {
  for (const call of set.drift) {
    const { kind = '', at = '', also = [], times = 1 } = call;
    const findings = await findingsOf(set, [...contextOf(set, call), ...Array<SetCall>(times).fill(call)]);
    const said = findings.filter(({ rule }) => rule === kind);
    const beside = findings.filter(({ rule }) => rule !== kind && !also.includes(rule));
    const unsaid = also.filter((other) => !findings.some(({ rule }) => rule === other));
    if (said.length === 0) score.missed += 1;
    else if (said.some((finding) => isAt(finding, at))) score.found += 1;
    else score.misplaced += 1;
    score.beside += beside.length + unsaid.length;
    const isRight = said.some((finding) => isAt(finding, at)) && beside.length + unsaid.length === 0;
    if (isRight) continue;
    console.log(`${set.name}  ${call.call}\n  labelled ${kind} at ${at}`);
    for (const finding of findings) console.log(`  told     ${shown(finding)}`);
    for (const other of unsaid) console.log(`  not told ${other}`);
  }
}

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort();
const sets: LabelledSet[] = [];
for (const file of files) sets.push(await readSet(file));

const total: Score = { found: 0, misplaced: 0, missed: 0, beside: 0 };
let alarms = 0;
for (const set of sets) {
  const score: Score = { found: 0, misplaced: 0, missed: 0, beside: 0 };
  await scoreDrift(set, score);
  const quiet = await findingsOf(set, set.conforming);
  for (const finding of quiet) console.log(`${set.name}  FALSE ALARM ${shown(finding)}`);
  console.log(
    `${set.name}: ${score.found} of ${set.drift.length} drifting calls told at their place, ${score.misplaced} elsewhere, ${score.missed} missed, ${score.beside} more or less than labelled; ${quiet.length} findings on ${set.conforming.length} conforming calls`,
  );
  for (const key of ['found', 'misplaced', 'missed', 'beside'] as const) total[key] += score[key];
  alarms += quiet.length;
}

const drift = sets.flatMap((set) => set.drift);
const counts = new Map<string, number>();
for (const { kind = '' } of drift) counts.set(kind, (counts.get(kind) ?? 0) + 1);
const once = [...counts].filter(([, count]) => count < 2).map(([kind]) => kind);
const conforming = sets.flatMap((set) => set.conforming);
console.log(
  `\n${total.found} of ${drift.length} drifting calls of ${counts.size} kinds told at their place; ${total.missed} missed, ${total.misplaced} elsewhere, ${total.beside} unlabelled; ${alarms} false alarms on ${conforming.length} conforming calls${once.length > 0 ? `; only once: ${once.join(', ')}` : ''}`,
);
if (total.found < drift.length || total.beside > 0 || alarms > 0 || once.length > 0) process.exitCode = 1;
