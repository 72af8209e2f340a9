/** Runs the CLI and tells the runner what came of it. The verdict is kept for the last step: the upload comes first. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mistakeInProbes, targetFor, whyNoProbes } from './probes.mjs';
import { annotate, input, isFork, lines, output, readEvent } from './runner.mjs';
import { writeSummary } from './summary.mjs';

const commands = ['scan', 'lint', 'diff', 'probe'];
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

/** A mistake in the inputs: said as the CLI would. */
function mistakeIn(command, base, event) {
  if (!commands.includes(command)) return `command takes ${commands.join(', ')}.`;
  if (command === 'diff' && base === undefined) return 'diff needs a base: only pull requests have one of their own.';
  return mistakeInProbes(command, event);
}

function runCli(args, target) {
  const env = { ...process.env };
  if (target === undefined) delete env.SALLYPORT_TARGET;
  const program = path.join(process.env.GITHUB_ACTION_PATH ?? '', 'bin', 'sallyport.js');
  const { status, error } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit', env });
  if (error !== undefined) throw error;
  return status ?? 130;
}

/** Of the JSON report; nothing of it where none was written. */
function resultsOf() {
  if (!existsSync(files.json)) return { complete: false, new: 0, fixed: 0, critical: 0, high: 0 };
  const { complete, verdict, apis, drift } = JSON.parse(readFileSync(files.json, 'utf8'));
  return {
    complete,
    new: apis.reduce((sum, api) => sum + api.findings.filter((finding) => finding.new).length, 0),
    fixed: drift?.absent.length ?? 0,
    critical: verdict.counts.critical,
    high: verdict.counts.high,
  };
}

function tell(exitCode, event) {
  const results = resultsOf();
  const [sarif, html] = [files.sarif, files.html].map((file) => (existsSync(file) ? file : ''));
  output({
    'exit-code': exitCode,
    ...results,
    'sarif-file': sarif,
    'html-file': html,
    'sarif-folder': sarif === '' ? '' : path.dirname(sarif),
    upload: input('UPLOAD') === 'true' && sarif !== '' && results.complete && !isFork(event),
  });
}

/** Commands of the runner, escaped by the reporter. */
function showAnnotations() {
  if (input('ANNOTATIONS') === 'true' && existsSync(files.github))
    process.stdout.write(readFileSync(files.github, 'utf8'));
}

function summarise(exitCode, skipped) {
  if (input('SUMMARY') !== 'true') return;
  const report = existsSync(files.markdown)
    ? readFileSync(files.markdown, 'utf8')
    : `## sallyport: no verdict\n\nIt ended with exit code ${exitCode}; the log of this step says why.\n`;
  writeSummary(skipped === undefined ? report : `${report}\nProbes were skipped: ${skipped}\n`);
}

const event = readEvent();
const command = input('COMMAND') ?? 'scan';
const base = input('BASE');
const mistake = mistakeIn(command, base, event);
const skipped = whyNoProbes(command, event);
if (mistake !== undefined) annotate('error', mistake);
if (skipped !== undefined) annotate('warning', `Probes were skipped: ${skipped}`);
const target = skipped === undefined ? targetFor(command, event) : undefined;
const exitCode = mistake === undefined ? runCli(argsFor(command, { base, target }), target) : 2;
tell(exitCode, event);
showAnnotations();
summarise(exitCode, skipped);
