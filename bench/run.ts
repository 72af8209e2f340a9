/**
 * `npm run bench`: cost beside peers, in turn in one run: CPU time and peak memory of whole processes, as ratios. The documents
 * come from $SALLYPORT_CORPUS (see scripts/corpus-sources.md); the peers from `npm ci --prefix bench`. `--corpus`: all
 * documents in one command as well; `--spectral`, `--owasp`: beside Spectral, and with its OWASP ruleset; `--only=<name>`;
 * `--only=probe [--runs=5]`: requests to a target, without a corpus; `--only=diff`: pairs of versions alone; `--only=har [--mb=2000]`: reading a made-up capture, without a corpus.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { benchDiff } from './diff.ts';
import { benchHar } from './har.ts';
import { benchProbe } from './probe.ts';
import { inTurn } from './measure.ts';
import { table } from './table.ts';

const valueOf = (flag: string): string =>
  process.argv.find((argument) => argument.startsWith(`${flag}=`))?.slice(flag.length + 1) ?? '';
const only = valueOf('--only');
if (only === 'har') {
  benchHar(Number(valueOf('--mb') || 200));
  process.exit(0);
}
if (only === 'probe') {
  await benchProbe(Number(valueOf('--runs') || 5));
  process.exit(0);
}
const corpus = process.env['SALLYPORT_CORPUS'];
if (corpus === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const peers = 'bench/node_modules';
const redocly = path.join(peers, '@redocly/cli/bin/cli.js');
const spectral = path.join(peers, '@stoplight/spectral-cli/dist/index.js');
const documents = [
  'github-rest/api.github.com.json',
  'stripe/openapi/spec3.2023-08-09.yaml',
  'lithic/lithic-openapi.yml',
  'kubernetes/swagger-1.13.json',
];
/** Every rule on, all findings placed, SARIF written. */
const everyRule = ['--ruleset', 'strict', '--fail-on', 'none', '-f', 'sarif'];

/** The peers that are installed, each with the arguments that make it lint these files. */
function peersOn(files: readonly string[]): Record<string, readonly string[]> {
  const all: Record<string, readonly string[]> = {};
  if (existsSync(redocly)) all['redocly'] = [redocly, 'lint', ...files, '--format', 'json', '--max-problems', '100000'];
  if (!existsSync(spectral)) return all;
  if (process.argv.includes('--spectral'))
    all['spectral'] = [spectral, 'lint', ...files, '--ruleset', 'bench/spectral.yaml', '-f', 'json'];
  // Minutes a document: asked for by itself.
  if (process.argv.includes('--owasp'))
    all['spectral + owasp'] = [spectral, 'lint', ...files, '--ruleset', 'bench/spectral-owasp.yaml', '-f', 'json'];
  return all;
}

/** What `sallyport lint <folder>` takes for documents, one path a line. */
function corpusFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => /\.(ya?ml|json)$/.test(name) && statSync(name).isFile())
    .filter((name) =>
      /^\s*["'{]*\s*["']?(?:openapi|swagger)["']?\s*:/m.test(readFileSync(name, 'utf8').slice(0, 4_096)),
    );
}

if (only === '' || only === 'diff') benchDiff(corpus);
if (only === 'diff') process.exit(0);
table(
  'start-up',
  'sallyport --version',
  inTurn({ 'bare node': ['-e', '0'], 'sallyport --version': ['bin/sallyport.js', '--version'] }, 15),
);
for (const document of documents) {
  const file = path.join(corpus, document);
  if (!existsSync(file) || !document.includes(only)) continue;
  const own = {
    'read and parse': ['bench/parse-only.mjs', file],
    sallyport: ['bin/sallyport.js', 'lint', file, ...everyRule],
  };
  table(document, 'sallyport', inTurn({ ...own, ...peersOn([file]) }, 3));
}
if (process.argv.includes('--corpus')) {
  const files = corpusFiles(corpus);
  const lint = ['bin/sallyport.js', 'lint', ...files, ...everyRule];
  const own = { sallyport: lint, 'sallyport --jobs 1': [...lint, '--jobs', '1'] };
  table(
    `the whole corpus, ${files.length} documents in one command`,
    'sallyport',
    inTurn({ ...own, ...peersOn(files) }, 3),
  );
}
