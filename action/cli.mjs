/** The CLI: what it is asked, and what it wrote. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { input, lines, unheard } from './runner.mjs';

const folder = mkdtempSync(path.join(process.env.RUNNER_TEMP || tmpdir(), 'sallyport-'));
const files = {
  sarif: path.join(folder, 'sarif', 'results.sarif'),
  html: path.join(folder, 'report.html'),
  json: path.join(folder, 'report.json'),
  markdown: path.join(folder, 'summary.md'),
  github: path.join(folder, 'annotations.txt'),
};

function argsFor(command, { base, target }) {
  const documents = lines('DOCUMENTS');
  const probing = target === undefined ? [] : lines('IDENTITIES').map((line) => `--identity=${line}`);
  return [
    command,
    // A job of GitHub is no part of a run, whatever its machine is a part of; `args` may say otherwise.
    '--shard=off',
    ...(base === undefined || command === 'probe' || command === 'diff' ? [] : [`--base=${base}`]),
    ...(target === undefined ? [] : [`--target=${target}`, ...probing]),
    ...['FAIL_ON', 'RULESET'].flatMap((name) => {
      const value = input(name);
      return value === undefined ? [] : [`--${name.toLowerCase().replace('_', '-')}=${value}`];
    }),
    ...Object.entries(files).map(([format, file]) => `--output=${format}=${file}`),
    ...lines('ARGS'),
    ...(command === 'diff' && base !== undefined ? ['--', base, ...documents] : ['--', ...documents]),
  ];
}

/** Its exit code. */
export function runCli(command, { base, target }) {
  const env = { ...process.env };
  if (target === undefined) delete env.SALLYPORT_TARGET;
  const program = path.join(process.env.GITHUB_ACTION_PATH ?? '', 'bin', 'sallyport.js');
  const args = [program, ...argsFor(command, { base, target })];
  const { status, error } = unheard(() => spawnSync(process.execPath, args, { stdio: 'inherit', env }));
  if (error !== undefined) throw error;
  return status ?? 130;
}

/** The text of a report; undefined where it wrote none. */
export function reportIn(format) {
  return existsSync(files[format]) ? readFileSync(files[format], 'utf8') : undefined;
}

/** The path of a report; undefined where it wrote none. */
export function fileOf(format) {
  return existsSync(files[format]) ? files[format] : undefined;
}

/** Of the JSON report; nothing of it where none was written. */
export function results() {
  const json = reportIn('json');
  if (json === undefined) return { complete: false, new: 0, fixed: 0, critical: 0, high: 0 };
  const { complete, verdict, apis, drift } = JSON.parse(json);
  return {
    complete,
    new: apis.reduce((sum, api) => sum + api.findings.filter((finding) => finding.new).length, 0),
    fixed: drift?.absent.length ?? 0,
    critical: verdict.counts.critical,
    high: verdict.counts.high,
  };
}
