/** The floor: the file as values, nothing else. */
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

const [file = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
if (file.endsWith('.json')) JSON.parse(text);
else load(text, { json: true });
