/**
 * Writes docs/diff-disagreements.md, where the diff differs from oasdiff on purpose, and docs/diff-oasdiff-ids.md, its ids
 * beside ours. `--check` compares instead of writing and exits 1 where they differ.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { disagreementsPage } from './conformance/disagreements.ts';
import { idPage } from './conformance/id-table.ts';

const pages = { 'docs/diff-disagreements.md': disagreementsPage(), 'docs/diff-oasdiff-ids.md': idPage() };
for (const [target, text] of Object.entries(pages)) {
  const page = await format(text, { ...(await resolveConfig(target)), parser: 'markdown' });
  if (!process.argv.includes('--check')) writeFileSync(target, page);
  else if (!existsSync(target) || readFileSync(target, 'utf8') !== page) {
    console.error(`${target} is not what it would be made to: run npm run generate`);
    process.exitCode = 1;
  }
}
