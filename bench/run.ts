/**
 * `npm run bench`: cost beside peers, in turn in one run: CPU time and peak memory of whole processes, as ratios. The documents
 * come from $SALLYPORT_CORPUS (see scripts/corpus-sources.md); the peers from `npm ci --prefix bench`.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inTurn, type Usage } from './measure.ts';

const corpus = process.env['SALLYPORT_CORPUS'];
if (corpus === undefined) {
  process.stdout.write(readFileSync('scripts/corpus-sources.md', 'utf8'));
  process.exit(0);
}
const peers = 'bench/node_modules';
const documents = [
  'github-rest/api.github.com.json',
  'stripe/openapi/spec3.2023-08-09.yaml',
  'lithic/lithic-openapi.yml',
];

function table(title: string, base: string, usages: Readonly<Record<string, Usage | undefined>>): void {
  const own = usages[base];
  process.stdout.write(`\n${title}\n`);
  for (const [name, usage] of Object.entries(usages)) {
    const ratio = usage === undefined || own === undefined ? '' : `x${(usage.cpuMs / own.cpuMs).toFixed(2)} CPU`;
    process.stdout.write(
      `  ${name.padEnd(18)} ${usage === undefined ? 'failed' : `${String(usage.cpuMs).padStart(7)} ms CPU ${String(usage.rssMb).padStart(5)} MB  ${ratio}`}\n`,
    );
  }
}

table(
  'start-up',
  'bare node',
  inTurn({ 'bare node': ['-e', '0'], 'sallyport --version': ['bin/sallyport.js', '--version'] }, 15),
);
for (const document of documents) {
  const file = path.join(corpus, document);
  if (!existsSync(file)) continue;
  const redocly = path.join(peers, '@redocly/cli/bin/cli.js');
  const spectral = path.join(peers, '@stoplight/spectral-cli/dist/index.js');
  const usages = inTurn(
    {
      'read and parse': ['bench/parse-only.mjs', file],
      sallyport: ['bin/sallyport.js', 'lint', file, '--fail-on', 'none', '-f', 'sarif'],
      ...(existsSync(redocly)
        ? { redocly: [redocly, 'lint', file, '--format', 'json', '--max-problems', '100000'] }
        : {}),
      ...(existsSync(spectral) && process.argv.includes('--spectral')
        ? { spectral: [spectral, 'lint', file, '--ruleset', 'bench/spectral.yaml', '-f', 'json'] }
        : {}),
    },
    3,
  );
  table(document, 'sallyport', usages);
}
