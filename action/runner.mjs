/** What GitHub's runner and this Action say to each other: the event, outputs, workflow commands. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeSync } from 'node:fs';

/** A mistake in the inputs or in the workflow, as a sentence: exit code 2. */
export class Mistake extends Error {}

/** An input of action.yml; what is empty is not set. */
export function input(name) {
  const text = (process.env[`INPUT_${name}`] ?? '').trim();
  return text === '' ? undefined : text;
}

/** Of an input with one entry a line. */
export function lines(name) {
  return (input(name) ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** https://docs.github.com/webhooks; an empty one where there is none. */
export function readEvent() {
  const file = process.env.GITHUB_EVENT_PATH ?? '';
  if (file === '') return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** One line a value: a line break in one would make up outputs of its own. */
export function output(values) {
  const text = Object.entries(values).map(([name, value]) => `${name}=${String(value).replace(/[\r\n]/g, ' ')}\n`);
  appendFileSync(process.env.GITHUB_OUTPUT || '/dev/stdout', text.join(''));
}

/** A line in the list of the run's annotations. */
export function annotate(level, message) {
  const escaped = message.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  writeSync(1, `::${level} title=sallyport::${escaped}\n`);
}

/** Runs what prints texts of strangers: until it ends the runner obeys no command in the log, whoever wrote it. */
export function unheard(print) {
  const token = randomUUID();
  writeSync(1, `::stop-commands::${token}\n`);
  try {
    return print();
  } finally {
    writeSync(1, `\n::${token}::\n`);
  }
}

/** A run for a fork's pull request: GitHub gives it no secrets, and whoever wrote it is a stranger. */
export function isFork({ pull_request: pull, workflow_run: run }) {
  const head = pull !== undefined ? pull.head?.repo : run?.head_repository;
  return (pull !== undefined || run !== undefined) && head?.full_name !== process.env.GITHUB_REPOSITORY;
}

/** Dependabot's runs have other secrets than people's. */
export function isDependabot({ pull_request: pull }) {
  return process.env.GITHUB_ACTOR === 'dependabot[bot]' || pull?.user?.login === 'dependabot[bot]';
}
