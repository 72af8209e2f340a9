/**
 * `npm run sarif-outputs`: runs the tests (some of them with `-- <files>`), where three schemas and GitHub's limits judge
 * every log that one makes, and then asks Microsoft's validator about each distinct log of them, two controls in every call.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { multitool, validate } from '../test/support/multitool.ts';

/** What the validator takes minutes for is too large to be one of its samples, in bytes. */
const bytesMax = 500_000;
/** In one call; each call has two controls of its own. */
const atOnce = 40;

const binary = multitool();
if (binary === undefined) throw new Error("the binary of @microsoft/sarif-multitool doesn't run here");
const folder = mkdtempSync(path.join(tmpdir(), 'sarif-outputs-'));
execFileSync('npx', ['vitest', 'run', '--reporter=dot', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, SALLYPORT_SARIF_OUTPUTS: folder },
});

const all = readdirSync(folder).map((name): readonly [string, string] => [
  path.parse(name).name,
  readFileSync(path.join(folder, name), 'utf8'),
]);
rmSync(folder, { recursive: true });
const small = all.filter(([, text]) => text.length <= bytesMax);
const sample = small.find(([name, text]) => name.startsWith('github-') && /"uri": "openapi.yaml"/.test(text))?.[1];
if (sample === undefined) throw new Error('no log for the controls');
let bad = 0;
for (let start = 0; start < small.length; start += atOnce) {
  const { errors, silent } = validate(binary, new Map(small.slice(start, start + atOnce)), sample);
  for (const name of silent) process.stdout.write(`! ${name} was not noticed\n`);
  for (const [name, ids] of errors) if (ids.length > 0) process.stdout.write(`! ${name}: ${ids.join(', ')}\n`);
  bad += silent.length + [...errors.values()].filter((ids) => ids.length > 0).length;
}
process.stdout.write(
  `${all.length} distinct logs by three schemas and GitHub's limits; ${small.length} of them by sarif-multitool (the others are over ${bytesMax} bytes): ${bad} with errors\n`,
);
if (bad > 0) process.exitCode = 1;
