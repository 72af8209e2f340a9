/**
 * `npm run fingerprints`: lints Stripe's and GitHub's documents below $SALLYPORT_CORPUS with every rule, writes each in other
 * words, layout and language, and prints the share of findings that keep their fingerprint, beside the line hash that
 * GitHub takes where a tool has none. Then: no two findings, and no rule at any two operations, share one. Exit code 1
 * where a share is below 100 % or two are shared.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { lint } from '../src/check/lint.ts';
import { fingerprint } from '../src/finding/fingerprint.ts';
import type { Finding } from '../src/finding/finding.ts';
import { loadApi } from '../src/load/document.ts';
import { findInputs, type LoadOptions } from '../src/load/inputs.ts';
import type { ApiModel } from '../src/model/api.ts';
import { canonicalId } from '../src/model/operation.ts';
import { loadRules } from '../rules/index.ts';
import { lineHashes } from './fingerprints/line-hash.ts';
import { rewritten } from './fingerprints/rewritten.ts';

const corpus = process.env['SALLYPORT_CORPUS'];
if (corpus === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const rules = await loadRules.lint();
const kinds = await Promise.all([loadRules.lint(), loadRules.diff(), loadRules.traffic(), loadRules.probe()]);
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'fingerprints-')));

interface Linted {
  readonly api: ApiModel;
  /** By fingerprint. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Findings at other places with a fingerprint that was there before. */
  readonly shared: readonly Finding[];
  /** Rule and line hash, as GitHub would tell findings apart. */
  readonly byLine: ReadonlySet<string>;
}

async function linted(text: string, file: string): Promise<Linted> {
  writeFileSync(path.join(folder, file), text);
  const options: LoadOptions = {
    cwd: folder,
    root: folder,
    remoteHosts: [],
    names: new Map(),
    stdin: Readable.from([]),
  };
  const [input] = (await findInputs([file], options)).inputs;
  if (input === undefined) throw new Error('no document');
  const api = await loadApi(input, options);
  const hashes = lineHashes(text);
  const findings = new Map<string, Finding>();
  const shared: Finding[] = [];
  const byLine = new Set<string>();
  for (const finding of lint(api, rules).flatMap((outcome) => outcome.findings)) {
    const before = findings.get(finding.fingerprint);
    if (before === undefined) findings.set(finding.fingerprint, finding);
    else if (JSON.stringify(before.at) !== JSON.stringify(finding.at)) shared.push(finding);
    const line = api.sources.get(finding.at.source)?.locate(finding.at.path).startLine ?? 0;
    byLine.add(`${finding.rule} ${hashes[line]}`);
  }
  return { api, findings, shared, byLine };
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
let bad = 0;

for (const name of ['stripe/openapi/spec3.2023-08-09.yaml', 'github-rest/api.github.com.json']) {
  const text = readFileSync(path.join(corpus, name), 'utf8');
  const value = (name.endsWith('.json') ? JSON.parse(text) : parse(text)) as Record<string, unknown>;
  const { api, findings, shared, byLine } = await linted(text, `openapi${path.extname(name)}`);
  say(`${name}: ${api.operations.length} operations, ${findings.size} findings`);
  for (const { name: what, file, text: other, hasMore = false } of rewritten(value, text)) {
    const now = await linted(other, file);
    const kept = [...findings.keys()].filter((print) => now.findings.has(print)).length;
    const keptLines = [...byLine].filter((print) => now.byLine.has(print)).length;
    const more = hasMore ? 0 : now.findings.size - kept;
    say(
      `  ${percent(kept, findings.size).padStart(7)}  ${what}${more > 0 ? `, ${more} more` : ''}  (line hash: ${percent(keptLines, findings.size)})`,
    );
    if (kept < findings.size || more > 0) bad += 1;
    for (const [print, { rule, operation, identity }] of [...findings]
      .filter(([each]) => !now.findings.has(each))
      .slice(0, 5))
      say(`           lost ${rule} ${operation ?? ''} ${print} ${JSON.stringify(identity)}`);
  }
  const scopes = [...api.operations, ...api.hooks].map(canonicalId);
  const prints = kinds
    .flat()
    .flatMap(({ id }) => scopes.map((scope) => fingerprint({ rule: id, api: api.name, scope, subject: '' })));
  const collisions = prints.length - new Set(prints).size;
  say(
    `  ${prints.length} fingerprints of ${kinds.flat().length} rules at ${scopes.length} operations: ${collisions} shared`,
  );
  say(`  findings at different places with one fingerprint: ${shared.length}`);
  for (const { rule, operation, identity } of shared.slice(0, 5))
    say(`           ${rule} ${operation ?? ''} ${JSON.stringify(identity)}`);
  bad += collisions + shared.length;
}
rmSync(folder, { recursive: true });
if (bad > 0) process.exitCode = 1;
