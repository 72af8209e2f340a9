/**
 * `npm run diff-properties`: every document below $SALLYPORT_CORPUS beside itself in other words. The diff must be silent:
 * as it is, with its keys in another order, YAML as JSON and JSON as YAML, and 3.0 as 3.1. Without the variable it says
 * where the documents come from.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ApiModel } from '../src/model/api.ts';
import { LoadError } from '../src/load/load-error.ts';
import { loadRules } from '../rules/index.ts';
import * as table from './diff-properties/table.ts';
import {
  applies,
  compare,
  filesBelow,
  isRoot,
  load,
  propertyNames,
  readFile,
  rewritten,
  write,
  type File,
} from './diff-properties/properties.ts';
import { read } from './diff-properties/rewrite.ts';
import type { Errors } from './diff-properties/upgrade.ts';

const { values: flags } = parseArgs({
  options: { only: { type: 'string', default: '' }, shown: { type: 'string', default: '3' } },
});
const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const root = realpathSync(folder);
const rules = await loadRules.diff();
const room = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-properties-')));
const tally = table.newTally();
const only = new RegExp(flags.only);

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** All files are rewritten first, a part at a time: documents refer to each other's files. */
function prepare(names: readonly string[]): readonly string[] {
  const roots: string[] = [];
  for (const [index, name] of names.entries()) {
    progress(`rewriting ${index + 1}/${names.length} ${name}`);
    let file: File;
    try {
      file = readFile(root, name, read);
    } catch (error) {
      tally.unread.set(name, (error as Error).message.split('\n', 1)[0] ?? '');
      continue;
    }
    if (isRoot(file)) roots.push(name);
    for (const property of propertyNames) {
      const errors: Errors = new Map();
      // A part of a document is taken to be of the version of what refers to it.
      const isTaken = applies(property, file) || !isRoot(file);
      write(path.join(room, property), file, isTaken ? rewritten(property, file, errors) : file.text);
      for (const [error, count] of errors) table.addError(tally, { error, name, count });
    }
  }
  return roots;
}

async function judge(name: string): Promise<void> {
  const is30 = applies('upgraded', readFile(root, name, read));
  let before: ApiModel;
  try {
    before = await load(root, name);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    tally.unread.set(name, error.message);
    return;
  }
  for (const property of propertyNames) {
    if (property === 'upgraded' && !is30) continue;
    const after = await load(path.join(room, property), name);
    table.add(tally, property, { name, said: compare(before, after, rules) });
  }
}

try {
  const names = [...filesBelow(root)].sort();
  const roots = prepare(names).filter((name) => only.test(name));
  for (const [index, name] of roots.entries()) {
    progress(`comparing ${index + 1}/${roots.length} ${name}`);
    await judge(name);
  }
  progress('');
  process.stdout.write(table.print(tally, { files: names.length, roots: roots.length, shownMax: Number(flags.shown) }));
} finally {
  rmSync(room, { recursive: true, force: true });
}
if (!table.isSilent(tally)) process.exitCode = 1;
