import type { Finding } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { compareFindings, standing } from '../finding/standing.ts';
import { cut, forLine } from './escape.ts';
import { firstSentence, fixText } from './finding-text.ts';
import { located } from './place.ts';
import { ownedBy } from './owners.ts';
import { placeOf, shownPath } from './sarif/place.ts';
import { levelOf } from './sarif/rules.ts';

/** GitHub shows ten annotations of a level a step and drops the others in the order of their coming. */
const levelMax = 10;
/** In characters; GitHub keeps 64 KB. */
const messageMax = 1_000;

type Level = ReturnType<typeof levelOf>;
const commands: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', note: 'notice' };

interface Ranked {
  readonly api: ApiRun;
  readonly finding: Finding;
}

/**
 * Workflow commands for GitHub Actions, one a line: the findings that fail the gate first, then new ones, then the worst.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function renderGithub(run: Run): string {
  const ranked = run.apis
    .flatMap((api) => standing(run, api).map((finding): Ranked => ({ api, finding })))
    .sort((a, b) => rankOf(run, a) - rankOf(run, b) || compareFindings(a.finding, b.finding));
  const shown = run.incomplete
    .slice(0, levelMax)
    .map(({ message }) => command('warning', { title: 'sallyport is incomplete' }, message));
  const counts: Record<Level, number> = { error: 0, warning: shown.length, note: 0 };
  for (const each of ranked) {
    const level = levelOf(each.finding.severity);
    if (counts[level] === levelMax) continue;
    counts[level] += 1;
    shown.push(annotation(run, each));
  }
  const left = ranked.length + run.incomplete.length - shown.length;
  const more = left === 0 ? [] : [`${left} more: GitHub shows ${levelMax} of a level; the other reports have all.`];
  return `${[...shown, ...more, forLine(run.gate.sentence)].join('\n')}\n`;
}

function rankOf({ gate }: Run, { finding: { fingerprint } }: Ranked): 0 | 1 | 2 {
  if (gate.failing.has(fingerprint)) return 0;
  return gate.old.has(fingerprint) ? 2 : 1;
}

function annotation(run: Run, { api, finding }: Ranked): string {
  const { rule, severity, message } = finding;
  const at = placeOf(api, finding);
  const meta = run.rules.get(rule);
  const why = firstSentence(meta?.why ?? '');
  const text = `${cut(message, messageMax)} ${why} Fix: ${fixText(rule, meta)}${ownedBy(api)}`;
  return command(
    commands[levelOf(severity)],
    { ...(at === undefined ? {} : placeProperties(api, at)), title: `${severity} ${rule}` },
    text,
  );
}

function placeProperties(api: ApiRun, at: Finding['at']): Readonly<Record<string, string>> {
  const { uri, region } = located(api, at);
  return { file: shownPath(uri), line: `${region.startLine}`, col: `${region.startColumn}` };
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${name} ${list.join(',')}::${data(message)}`;
}

/** As GitHub's own toolkit escapes it; a line break, which would begin another command, is none before that. */
function data(text: string): string {
  return forLine(text.toWellFormed()).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
