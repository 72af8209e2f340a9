/** A peer that is a library alone: both files read, compared, and the changes written. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from '../node_modules/js-yaml/dist/js-yaml.mjs';

const { apiDiff } = createRequire(import.meta.url)('api-smart-diff');
const [before, after] = process.argv.slice(2).map((file) => {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.json') ? JSON.parse(text) : load(text, { json: true });
});
process.stdout.write(JSON.stringify(apiDiff(before, after)));
