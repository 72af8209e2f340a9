/** The floor: the files as values, nothing else. */
import { readFileSync } from 'node:fs';
import { load } from '../node_modules/js-yaml/dist/js-yaml.mjs';

const values = [];
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  values.push(file.endsWith('.json') ? JSON.parse(text) : load(text, { json: true }));
}
