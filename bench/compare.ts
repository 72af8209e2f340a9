/**
 * `npm ci --prefix bench && npm run bench:compare`: what releases of peers write for the same small documents, as
 * docs/comparison.md says it. Nothing is timed here. A peer that is not installed is left out, and said.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from 'sarif';
import { parse, stringify } from 'yaml';
import { checkers } from '../test/support/sarif-schemas.ts';
import { multitool, validate } from '../test/support/multitool.ts';

const modules = path.resolve('bench/node_modules');
const folder = mkdtempSync(path.join(tmpdir(), 'compare-'));
const bank = readFileSync('examples/northbank/leaky/openapi.yaml', 'utf8');
/** A terminal shows a link to another place for this path. */
const hostile = `openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths:\n  "/a\\e]8;;https://evil.example\\e\\\\click":\n    get: { responses: { '200': { description: ok } } }\n`;
for (const [name, text] of Object.entries({ 'bank.yaml': bank, 'hostile.yaml': hostile }))
  writeFileSync(path.join(folder, name), text);
writeFileSync(
  path.join(folder, 'ruleset.yaml'),
  readFileSync('bench/spectral-owasp.yaml', 'utf8').replace(
    /@stoplight\/[\w-]+/,
    `${modules}/@stoplight/spectral-owasp-ruleset/dist/ruleset.js`,
  ),
);

interface Ran {
  readonly code: number | null;
  readonly out: string;
}
function ran(command: string, ...args: readonly string[]): Ran {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const { status, stdout } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', env, maxBuffer: 2 ** 28 });
  return { code: status, out: stdout };
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const binary = multitool();

interface Peer {
  readonly name: string;
  readonly version: readonly string[];
  /** Lints a file in one format. */
  readonly lint: (file: string, format: string) => readonly string[];
  readonly hasSarif: boolean;
  readonly screen: string;
}
const sallyport = ['--import', import.meta.resolve('tsx'), path.resolve('test/support/sallyport.ts')];
const redocly = path.join(modules, '@redocly/cli/bin/cli.js');
const spectral = path.join(modules, '@stoplight/spectral-cli/dist/index.js');
const peers: readonly Peer[] = [
  {
    name: 'sallyport',
    version: [...sallyport, '--version'],
    lint: (file, format) => [...sallyport, 'lint', file, '--no-config', '-f', format],
    hasSarif: true,
    screen: 'text',
  },
  {
    name: 'Redocly',
    version: [redocly, '--version'],
    lint: (file, format) => [redocly, 'lint', file, '--format', format],
    hasSarif: false,
    screen: 'stylish',
  },
  {
    name: 'Spectral',
    version: [spectral, '--version'],
    lint: (file, format) => [spectral, 'lint', file, '-r', path.resolve('bench/spectral.yaml'), '-f', format],
    hasSarif: true,
    screen: 'stylish',
  },
  {
    name: 'Spectral with its OWASP ruleset',
    version: [spectral, '--version'],
    lint: (file, format) => [spectral, 'lint', file, '-r', 'ruleset.yaml', '-f', format],
    hasSarif: true,
    screen: 'stylish',
  },
];

const sample = ran(process.execPath, ...(peers[0]?.lint('bank.yaml', 'sarif') ?? [])).out.replaceAll(
  'bank.yaml',
  'openapi.yaml',
);
for (const { name, version, lint, hasSarif, screen } of peers) {
  if (name !== 'sallyport' && !existsSync(version[0] ?? '')) {
    say(`${name}: not installed`);
    continue;
  }
  say(
    `${name} ${ran(process.execPath, ...version)
      .out.trim()
      .split('\n')
      .at(-1)}`,
  );
  const codes = ['json', 'junit', ...(hasSarif ? ['sarif'] : [])].map(
    (format) => `${format} ${ran(process.execPath, ...lint('bank.yaml', format)).code}`,
  );
  say(`  exit codes by format: ${codes.join(', ')}`);
  const escapes = [screen, 'json', 'junit'].map(
    (format) =>
      `${format} ${ran(process.execPath, ...lint('hostile.yaml', format)).out.includes('\u001b') ? 'yes' : 'no'}`,
  );
  say(`  a raw escape of a path reaches its output: ${escapes.join(', ')}`);
  if (!hasSarif) continue;
  const sarif = ran(process.execPath, ...lint('bank.yaml', 'sarif'));
  writeFileSync(path.join(folder, 'bank.yaml'), stringify(parse(bank), { indent: 4 }));
  const again = ran(process.execPath, ...lint('bank.yaml', 'sarif'));
  writeFileSync(path.join(folder, 'bank.yaml'), bank);
  if (sarif.out.startsWith('{')) describeSarif(sarif.out, again.out);
  else say(`  SARIF: none, exit code ${sarif.code}`);
}
rmSync(folder, { recursive: true });

function describeSarif(text: string, again: string): void {
  const log = JSON.parse(text) as Log;
  for (const [schema, check] of Object.entries(checkers)) say(`  SARIF by ${schema}: ${check(log).length} errors`);
  if (binary !== undefined) {
    const { errors, silent } = validate(binary, new Map([['log', text]]), sample);
    const counts = new Map<string, number>();
    for (const id of errors.get('log') ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    say(
      `  SARIF by sarif-multitool: ${[...counts].map(([id, count]) => `${id} ${count}`).join(', ') || '0 errors'}${silent.length > 0 ? ' (controls not noticed)' : ''}`,
    );
  }
  const results = log.runs.flatMap((run) => run.results ?? []);
  const prints = new Set((JSON.parse(again) as Log).runs.flatMap((run) => run.results ?? []).map(printOf));
  const own = results.map(printOf).filter((print) => print !== undefined);
  say(
    `  ${results.length} results, ${own.length} with a fingerprint; ${own.filter((print) => prints.has(print)).length} keep it when the document is written anew, indented by 4`,
  );
}

function printOf({ partialFingerprints }: NonNullable<Log['runs'][0]['results']>[0]): string | undefined {
  return partialFingerprints === undefined ? undefined : JSON.stringify(partialFingerprints);
}
