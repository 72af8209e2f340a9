/** Runs the CLI and tells the runner what came of it. The verdict is kept for the last step: the upload comes first. */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { baseFor } from './base.mjs';
import { fileOf, reportIn, results, runCli } from './cli.mjs';
import { checkProbes, targetFor, whyNoProbes } from './probes.mjs';
import { annotate, input, isFork, Mistake, output, readEvent } from './runner.mjs';
import { writeSummary } from './summary.mjs';

const commands = ['scan', 'lint', 'diff', 'probe'];

/** The folder that is judged, within the workspace; git finds the repository from there. */
function enterFolder() {
  const named = input('WORKING_DIRECTORY') ?? '.';
  const workspace = realpathSync('.');
  const folder = path.resolve(workspace, named);
  const real = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? realpathSync(folder) : undefined;
  if (real === undefined || !`${real}${path.sep}`.startsWith(`${workspace}${path.sep}`))
    throw new Mistake('working-directory names no folder of the workspace.');
  process.chdir(real);
}

/** What is asked; throws Mistake, said as the CLI would. */
function asked(event) {
  const command = input('COMMAND') ?? 'scan';
  if (!commands.includes(command)) throw new Mistake(`command takes ${commands.join(', ')}.`);
  // Its checkout is the base, which would be compared with itself; with the head checked out, strangers' files stand
  // beside the secrets of this repository.
  if (process.env.GITHUB_EVENT_NAME === 'pull_request_target')
    throw new Mistake('on pull_request_target nothing of the pull request is judged: run on pull_request.');
  enterFolder();
  checkProbes(command, event);
  const base = command === 'probe' ? undefined : baseFor(event);
  if (command === 'diff' && base === undefined)
    throw new Mistake('diff needs a base: only pull requests have one of their own.');
  const skipped = whyNoProbes(command, event);
  return { command, base, skipped, target: skipped === undefined ? targetFor(command, event) : undefined };
}

function judged(event) {
  try {
    const { command, base, target, skipped } = asked(event);
    if (skipped !== undefined) annotate('warning', `Probes were skipped: ${skipped}`);
    return { exitCode: runCli(command, { base, target }), skipped };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    annotate('error', error.message);
    return { exitCode: 2, mistake: error.message };
  }
}

function tell({ exitCode, skipped, mistake }, event) {
  const found = results();
  const sarif = fileOf('sarif');
  output({
    'exit-code': exitCode,
    ...found,
    'sarif-file': sarif ?? '',
    'html-file': fileOf('html') ?? '',
    'sarif-folder': sarif === undefined ? '' : path.dirname(sarif),
    upload: input('UPLOAD') === 'true' && sarif !== undefined && found.complete && !isFork(event),
  });
  // Commands of the runner, escaped by the reporter.
  if (input('ANNOTATIONS') === 'true') process.stdout.write(reportIn('github') ?? '');
  if (input('SUMMARY') === 'true') writeSummary(reportIn('markdown'), { exitCode, skipped, mistake });
}

const event = readEvent();
try {
  tell(judged(event), event);
} catch (error) {
  // A bug, of the Action or of a report: no failed gate.
  annotate('error', `sallyport's Action failed: ${error instanceof Error ? error.message : 'unknown'}`);
  output({ 'exit-code': 4, complete: false, new: 0, fixed: 0, critical: 0, high: 0, upload: false });
}
