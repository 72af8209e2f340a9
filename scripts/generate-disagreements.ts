/**
 * Writes docs/diff-disagreements.md: where the diff differs from oasdiff on purpose. `--check` compares instead of
 * writing and exits 1 where they differ.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { disagreementsPage } from './conformance/disagreements.ts';

const target = 'docs/diff-disagreements.md';
const page = await format(disagreementsPage(), { ...(await resolveConfig(target)), parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(target, page);
else if (!existsSync(target) || readFileSync(target, 'utf8') !== page) {
  console.error(`${target} is not what it would be made to: run npm run generate`);
  process.exitCode = 1;
}
