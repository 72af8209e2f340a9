/** `npm run new:rule -- lint my-problem`: a rule's folder with all its files, then the indexes. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { skeletons } from './rule-skeletons.ts';

const [kind, id] = process.argv.slice(2);
if (kind === undefined || id === undefined || !(kind in skeletons) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) {
  process.stderr.write('usage: npm run new:rule -- lint|diff|traffic|probe <kebab-case-noun-of-the-problem>\n');
  process.exit(2);
}
const folder = `rules/${kind}/${id}`;
if (existsSync(folder)) {
  process.stderr.write(`${folder} exists already\n`);
  process.exit(2);
}
for (const [file, text] of Object.entries(skeletons[kind as keyof typeof skeletons](id))) {
  const path = `${folder}/${file}`;
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  writeFileSync(path, text);
}
spawnSync('npm', ['run', '--silent', 'generate'], { stdio: 'inherit' });
process.stdout.write(
  `${folder} is there. Fill it in, then run: npx vitest run test/rules.test.ts test/unit/check -t ${id}\n`,
);
