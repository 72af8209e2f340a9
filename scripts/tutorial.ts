/**
 * `npm run tutorial`: the commands of docs/tutorial.md as they stand there, with a registry to install from (the tests have
 * none), and then `init` and `scan` in three repositories with documents below $SALLYPORT_CORPUS, laid out as their users
 * have them. Without the variable it says where the documents come from.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from '../test/support/tarball.ts';
import { runStep, stepsOf, type Ran } from '../test/tutorial/tutorial.ts';

const corpus = process.env['SALLYPORT_CORPUS'];
if (corpus === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const tarball = pack();
const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'tutorial-')));
cpSync(tarball, path.join(home, path.basename(tarball)));
let bad = 0;

function say(what: string, { code, output }: Ran, isRight: boolean): void {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  process.stdout.write(`${isRight ? 'ok' : '!!'} exit code ${code}: ${what.split('\n')[0] ?? ''}\n     ${last}\n`);
  if (!isRight) bad += 1;
}

const started = Date.now();
let cwd = home;
// The first step makes the tarball, which is made.
for (const { script, exitCode, expected } of stepsOf('docs/tutorial.md').slice(1)) {
  const ran = runStep(script, cwd, process.env);
  say(script, ran, ran.code === exitCode && expected.every((line) => ran.output.includes(line)));
  cwd = ran.cwd;
}
process.stdout.write(`the tutorial, installing included: ${Math.round((Date.now() - started) / 1_000)} s\n`);

/** Where the document stands in the corpus and in its repository, and what else is there. */
const repositories = [
  ['lithic/lithic-openapi.yml', 'openapi.yml', '.github/workflows/ci.yml'],
  ['digitalocean-multifile/specification', 'specification', '.gitlab-ci.yml'],
  ['github-rest/api.github.com.json', 'docs/api/api.github.com.json', undefined],
] as const;
for (const [from, to, ci] of repositories) {
  const repository = path.join(home, path.basename(from));
  mkdirSync(path.dirname(path.join(repository, to)), { recursive: true });
  cpSync(path.join(corpus, from), path.join(repository, to), { recursive: true });
  if (ci !== undefined) {
    mkdirSync(path.dirname(path.join(repository, ci)), { recursive: true });
    writeFileSync(path.join(repository, ci), '');
  }
  execFileSync('git', ['init', '--quiet'], { cwd: repository });
  writeFileSync(path.join(repository, '.gitignore'), 'node_modules/\n');
  runStep(`npm init --yes && npm install --save-dev ../${path.basename(tarball)}`, repository, process.env);
  for (const command of ['init', 'scan -o results.json -o results.sarif']) {
    const begun = Date.now();
    const ran = runStep(`npx --no-install sallyport ${command}`, repository, process.env);
    say(
      `${from}: ${command} (${((Date.now() - begun) / 1_000).toFixed(1)} s)`,
      ran,
      ran.code === 0 || (command !== 'init' && ran.code === 1),
    );
  }
}
rmSync(home, { recursive: true });
rmSync(path.dirname(tarball), { recursive: true });
if (bad > 0) process.exitCode = 1;
