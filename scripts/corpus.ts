/**
 * `npm run corpus`: lints every root document below $SALLYPORT_CORPUS twice: no crash, the same bytes both times, and as
 * many operations as a count that knows nothing of the model; prints findings an operation by ruleset. Without the variable it says where the documents come from.
 */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { lint } from '../src/check/lint.ts';
import type { Outcome } from '../src/finding/finding.ts';
import { loadApi } from '../src/load/document.ts';
import { findInputs, type LoadOptions } from '../src/load/inputs.ts';
import { LoadError } from '../src/load/load-error.ts';
import { loadRules } from '../rules/index.ts';
import { filesBelow } from './corpus/files.ts';
import { PerOperation } from './corpus/per-operation.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const root = realpathSync(folder);
const options: LoadOptions = { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
const rules = await loadRules.lint();

/** Twenty lines that count operations without the model: methods below `paths`, path item references followed. */
function countOperations(file: string): number | undefined {
  const read = (name: string): any =>
    name.endsWith('.json')
      ? JSON.parse(readFileSync(name, 'utf8').replace(/^\uFEFF/, ''))
      : parse(readFileSync(name, 'utf8'), { logLevel: 'silent', uniqueKeys: false, merge: true, maxAliasCount: -1 });
  const document = read(file);
  if (document === null || typeof document !== 'object' || !('openapi' in document || 'swagger' in document))
    return undefined;
  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
  const follow = (item: any): any => {
    const [name = '', pointer = ''] = String(item?.$ref ?? '').split('#');
    if (item?.$ref === undefined) return item;
    const start = name === '' ? document : read(path.resolve(path.dirname(file), decodeURIComponent(name)));
    return pointer
      .split('/')
      .slice(1)
      .reduce((node, key) => node?.[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')], start);
  };
  const extra = String(document.openapi ?? '').startsWith('3.2') ? ['query'] : [];
  const items = Object.entries(document.paths ?? {}).filter(([key]) => key.startsWith('/'));
  return items.reduce((sum, [, written]) => {
    const item = follow(written) ?? {};
    const own = [...methods, ...extra].filter(
      (method) => item[method] !== undefined && typeof item[method] === 'object',
    ).length;
    return sum + own + Object.keys(item.additionalOperations ?? {}).length;
  }, 0);
}

interface Tally {
  documents: number;
  operations: number;
  findings: number;
  problems: string[];
}
const tally: Tally = { documents: 0, operations: 0, findings: 0, problems: [] };
const perRule = new Map<string, number>();
const perOperation = new PerOperation(new Map(rules.map((rule) => [rule.id, rule])));

interface Linted {
  readonly text: string;
  readonly outcomes: readonly Outcome[];
  readonly operations: number;
  readonly findings: number;
}

async function once(file: string): Promise<Linted> {
  const { inputs } = await findInputs([file], options);
  const [input] = inputs;
  if (input === undefined) throw new Error('no input');
  const api = await loadApi(input, options);
  const outcomes = lint(api, rules);
  for (const outcome of outcomes) if (outcome.result === 'crashed') tally.problems.push(`${file}: ${outcome.reason}`);
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const located = findings.map((finding) => ({
    ...finding,
    region: api.sources.get(finding.at.source)?.locate(finding.at.path),
  }));
  return { text: JSON.stringify(located), outcomes, operations: api.operations.length, findings: findings.length };
}

for (const file of filesBelow(root)) {
  const name = path.relative(root, file);
  let expected: number | undefined;
  try {
    expected = countOperations(file);
  } catch {
    continue;
  }
  if (expected === undefined) continue;
  tally.documents += 1;
  try {
    const first = await once(file);
    const second = await once(file);
    if (first.text !== second.text) tally.problems.push(`${name}: two runs differ`);
    if (first.operations !== expected)
      tally.problems.push(`${name}: ${first.operations} operations, the count says ${expected}`);
    perOperation.add(first.outcomes, first.operations);
    tally.operations += first.operations;
    tally.findings += first.findings;
    for (const { rule, tier } of JSON.parse(first.text) as { rule: string; tier?: string }[]) {
      const key = tier === undefined ? rule : `${rule}/${tier}`;
      perRule.set(key, (perRule.get(key) ?? 0) + 1);
    }
  } catch (error) {
    tally.problems.push(
      `${name}: ${error instanceof LoadError ? `LoadError ${error.message}` : String((error as Error).stack)}`,
    );
  }
}

for (const [rule, count] of [...perRule].sort((a, b) => b[1] - a[1]))
  process.stdout.write(`${String(count).padStart(6)} ${rule}\n`);
process.stdout.write(`${perOperation.toString()}\n`);
for (const problem of tally.problems) process.stdout.write(`! ${problem}\n`);
process.stdout.write(
  `${tally.documents} documents, ${tally.operations} operations, ${tally.findings} findings, ${tally.problems.length} problems\n`,
);
if (tally.problems.length > 0) process.exitCode = 1;
