/**
 * `npm run mutate`: puts one fault at a time into real documents below $SALLYPORT_CORPUS and asks whether lint finds
 * that fault, there, and nothing else changes. The operators follow the catalogue of faults, not the rules.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { loadRules } from '../../rules/index.ts';
import type { LintRule } from '../../src/check/rule.ts';
import { lint } from '../../src/check/lint.ts';
import { isInRulesets } from '../../src/cli/rulesets.ts';
import { merge } from '../../src/finding/merge.ts';
import { loadApi } from '../../src/load/document.ts';
import { findInputs, type LoadOptions } from '../../src/load/inputs.ts';
import { documents } from './documents.ts';
import { judge, seenOf, type Claims } from './judge.ts';
import type { Operator } from './operator.ts';
import { operators } from './operators/index.ts';
import { report, Tally, tellMisses } from './report.ts';
import type { Keys, Tree } from './tree.ts';
import { get, isTree, keysOf, pointer, reachedReferences } from './tree.ts';

const { values: flags } = parseArgs({
  options: {
    write: { type: 'string' },
    only: { type: 'string' },
    document: { type: 'string' },
    ruleset: { type: 'string' },
    misses: { type: 'boolean', default: false },
  },
});
const corpus = process.env['SALLYPORT_CORPUS'];
if (corpus === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'sallyport-mutate-')));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const options: LoadOptions = {
  cwd: folder,
  root: folder,
  remoteHosts: [],
  names: new Map(),
  stdin: Readable.from([]),
};
const rules = (await loadRules.lint()).filter((rule) => isAsked(rule, flags.ruleset));
const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
const only = new RegExp(flags.only ?? '');
const chosen = operators.filter(({ id, rule }) => [id, ...rule].some((name) => only.test(name)));
const tally = new Tally(new Set(rules.map(({ id }) => id)));

function isAsked(rule: LintRule, ruleset: string | undefined): boolean {
  return ruleset === undefined || isInRulesets([ruleset], { ...rule, kind: 'lint' });
}

/** As a reader is told: through the product's own loader, rules and merging, from JSON before and after alike. */
async function seenIn(tree: Tree): Promise<Claims> {
  const file = path.join(folder, 'document.json');
  writeFileSync(file, JSON.stringify(tree));
  const [input] = (await findInputs([file], options)).inputs;
  if (input === undefined) throw new Error('no input');
  const outcomes = merge(lint(await loadApi(input, options), rules), rulesById);
  for (const { result, rule, reason } of outcomes)
    if (result === 'crashed') process.stdout.write(`! ${rule} crashed: ${reason ?? ''}\n`);
  return seenOf(outcomes.flatMap(({ findings }) => findings));
}

/** At most two: the first and the middle one. */
function chosenSites(sites: readonly Keys[]): readonly Keys[] {
  const unique = [...new Map(sites.map((site) => [pointer(site), site])).values()];
  const middle = Math.floor(unique.length / 2);
  return unique.filter((_, index) => index === 0 || index === middle);
}

/** Whatever stands outside of the shared schemas is. */
function isReached(place: string, reached: ReadonlySet<string>): boolean {
  const component = /^\/(?:components\/schemas|definitions)\/[^/]+/.exec(place)?.[0];
  return component === undefined || reached.has(`#${component}`);
}

async function mutate(name: string, tree: Tree, before: Claims): Promise<void> {
  for (const operator of chosen) {
    for (const site of chosenSites(operator.sites(tree))) {
      const copy = structuredClone(tree);
      const spot = operator.apply(copy, site);
      let reached: ReadonlySet<string> | undefined;
      const isThere = (place: string): boolean =>
        get(copy, keysOf(place)) !== undefined && isReached(place, (reached ??= reachedReferences(copy)));
      const judgement = judge(operator, spot, { before, after: await seenIn(copy), isThere });
      tally.add({ operator, document: name, at: spot.at, judgement });
    }
  }
}

function read(file: string): Tree {
  const text = readFileSync(file, 'utf8');
  // A round through JSON: what YAML shares by aliases is written out, and dates are text.
  const value: unknown = file.endsWith('.json')
    ? JSON.parse(text)
    : JSON.parse(JSON.stringify(parse(text, { logLevel: 'silent', merge: true, maxAliasCount: -1 })));
  if (!isTree(value)) throw new Error(`${file} is no document`);
  return value;
}

for (const name of documents) {
  if (!name.includes(flags.document ?? '')) continue;
  const started = Date.now();
  const tree = read(path.join(corpus, name));
  await mutate(name, tree, await seenIn(tree));
  process.stderr.write(`${name} ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
if (flags.misses) process.stdout.write(tellMisses(tally));
const text = report(tally, chosen satisfies readonly Operator[]);
process.stdout.write(text);
if (flags.write !== undefined) writeFileSync(flags.write, text);
