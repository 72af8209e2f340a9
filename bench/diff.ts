import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { inTurn } from './measure.ts';
import { table } from './table.ts';

const peers = 'bench/node_modules';
const openapiDiff = path.join(peers, 'openapi-diff/bin/openapi-diff');

/**
 * Pairs of versions: every folder below `<corpus>/diff` (else below the corpus itself) that holds one `base.*` and one
 * `revision.*`. The floor is both files as values in a process of its own, Node's start included.
 */
export function benchDiff(corpus: string): void {
  const home = existsSync(path.join(corpus, 'diff')) ? path.join(corpus, 'diff') : corpus;
  for (const name of readdirSync(home).sort()) {
    const pair = pairIn(path.join(home, name));
    if (pair === undefined) continue;
    const all: Record<string, readonly string[]> = {
      'read and parse': ['bench/parse-only.mjs', ...pair],
      sallyport: ['bin/sallyport.js', 'diff', ...pair, '--no-config', '--fail-on', 'none', '-f', 'sarif'],
    };
    if (existsSync(openapiDiff)) all['openapi-diff'] = [openapiDiff, ...pair];
    if (existsSync(path.join(peers, 'api-smart-diff'))) all['api-smart-diff'] = ['bench/api-smart-diff.mjs', ...pair];
    table(`diff of ${name}`, 'sallyport', inTurn(all, 3));
  }
}

function pairIn(folder: string): readonly [string, string] | undefined {
  if (!statSync(folder).isDirectory()) return undefined;
  const files = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const [base, revision] = ['base.', 'revision.'].map((start) => files.find((file) => file.startsWith(start)));
  return base === undefined || revision === undefined
    ? undefined
    : [path.join(folder, base), path.join(folder, revision)];
}
