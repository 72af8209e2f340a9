import type { Known } from '../finding/coverage.ts';
import type { Finding, Outcome } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { cut, forTerminal, forXml, forXmlText } from './escape.ts';
import { curlOf, firstSentence, fixText } from './finding-text.ts';
import { grouped } from './grouped.ts';
import { located, placeText } from './place.ts';

/** In characters. */
const nameMax = 500;
const messageMax = 1_000;
/** Text of the findings of one case; a rule may say thousands of things of one document. */
const textMax = 10_000;
/** Findings of an earlier run that are named, of one document. */
const earlierMax = 5_000;
/** Reasons that a joined case names. */
const reasonsMax = 10;

export interface Case {
  readonly name: string;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  /** XML. */
  readonly inner: string;
  /** Plain text for the suite's system-out: findings below the gate, for which a passing case has no room. */
  readonly output?: string;
}

/** A name or a short text, safe as an attribute. */
export function attribute(text: string, max = nameMax): string {
  return forXml(cut(forTerminal(text), max));
}

export function content(text: string): string {
  return forXmlText(forTerminal(text));
}

/** Rules that passed: one case a kind. */
export function passedCases(outcomes: readonly Outcome[]): readonly Case[] {
  const passed = outcomes.filter(({ result }) => result === 'passed');
  return [...grouped(passed, ({ kind }) => kind)].map(([kind, list]) => {
    // A probe may ask several questions of one operation.
    const { size } = new Set(list.map(({ rule }) => rule));
    return { name: `${kind}: ${size} ${size === 1 ? 'rule' : 'rules'} passed`, result: 'passed', inner: '' };
  });
}

/** For very many: skipped and undecided rules as one case each, with the commonest reasons. */
export function joinedCases(outcomes: readonly Outcome[]): readonly Case[] {
  return [...grouped(outcomes, ({ result }) => result)].map(([result, list]) => {
    const reasons = [...grouped(list, reasonOf)].sort((a, b) => b[1].length - a[1].length);
    const told = reasons.slice(0, reasonsMax).map(([reason, { length }]) => `${length} x ${cut(reason, 100)}`);
    const more = reasons.length > reasonsMax ? '; the JSON report has all' : '';
    return {
      name: `${list.length} rules ${result}`,
      result: 'skipped',
      inner: `<skipped message="${attribute(`${result}: ${told.join('; ')}${more}`, messageMax)}"/>`,
    };
  });
}

/** One rule that did not pass. */
export function caseOf(run: Run, api: ApiRun, outcome: Outcome): Case {
  const { rule, result } = outcome;
  if (result === 'crashed') return errorCase(rule, 'crashed', reasonOf(outcome));
  if (result === 'skipped' || result === 'undecided') return skippedCase(rule, `${result}: ${reasonOf(outcome)}`);
  const reasons = new Map(run.gate.suppressed.map(({ fingerprint, reason }) => [fingerprint, reason]));
  const standing = outcome.findings.filter(({ fingerprint }) => !reasons.has(fingerprint));
  const [excused] = outcome.findings;
  if (excused !== undefined && standing.length === 0) {
    return skippedCase(rule, `suppressed: ${reasons.get(excused.fingerprint) ?? ''}`);
  }
  const failing = standing.filter(({ fingerprint }) => run.gate.failing.has(fingerprint));
  const below = standing.filter(({ fingerprint }) => !run.gate.failing.has(fingerprint));
  const output = below.length > 0 ? { output: `${rule}\n${textOf(run, api, below)}` } : {};
  const [first] = failing;
  if (first !== undefined) {
    const attributes = `type="${first.severity}" message="${attribute(first.message, messageMax)}"`;
    const inner = `<failure ${attributes}>${content(textOf(run, api, failing))}</failure>`;
    return { name: rule, result: 'failure', inner, ...output };
  }
  const name = `${rule} (${below.length > 0 ? 'below the gate' : reasonOf(outcome)})`;
  return { name, result: 'passed', inner: '', ...output };
}

/** What an earlier run found and this one did not: gone, or not looked at again and standing. */
export function earlierCases({ drift }: Run, { name }: ApiRun): ReadonlyMap<string, readonly Case[]> {
  const here = (list: readonly Known[]): readonly Known[] =>
    list.filter(({ api, also }) => api === name && also !== true).slice(0, earlierMax);
  const cases = [
    ...here(drift?.absent ?? []).map((known) => ({ known, case: passedCase(`${known.rule} (absent)`) })),
    ...here(drift?.notRetested ?? []).map((known) => ({
      known,
      case: skippedCase(`${known.rule} (not re-tested)`, `unchanged: ${known.message ?? 'found by an earlier run'}`),
    })),
  ];
  return new Map(
    [...grouped(cases, ({ known }) => known.operation ?? 'api')].map(([subject, list]) => [
      subject,
      list.map((each) => each.case),
    ]),
  );
}

function passedCase(name: string): Case {
  return { name, result: 'passed', inner: '' };
}

export function errorCase(name: string, type: string, reason: string): Case {
  return {
    name,
    result: 'error',
    inner: `<error type="${attribute(type)}" message="${attribute(reason, messageMax)}"/>`,
  };
}

function skippedCase(name: string, message: string): Case {
  return { name, result: 'skipped', inner: `<skipped message="${attribute(message, messageMax)}"/>` };
}

function reasonOf({ reason, result }: Outcome): string {
  return reason ?? result;
}

/** The findings of one rule; the first line is the place, which readers of JUnit make a link of. */
function textOf(run: Run, api: ApiRun, findings: readonly Finding[]): string {
  let text = '';
  for (const [index, finding] of findings.entries()) {
    text += `${index === 0 ? '' : '\n\n'}${findingText(run, api, finding)}`;
    const left = findings.length - index - 1;
    if (text.length > textMax && left > 0) return `${text}\n\n${left} more: the JSON report has all`;
  }
  return text;
}

function findingText(run: Run, api: ApiRun, finding: Finding): string {
  const { severity, certainty, message, rule, reach, fingerprint } = finding;
  const why = run.rules.get(rule)?.why;
  const curl = curlOf(finding);
  const state = run.drift?.states.get(fingerprint);
  return [
    placeText(located(api, finding.at)),
    `${severity} (${certainty}): ${message}`,
    ...(why === undefined ? [] : [firstSentence(why)]),
    ...(reach.operations.length > 1 ? [`reached by ${reach.operations.length} operations`] : []),
    ...(curl === undefined ? [] : [`$ ${curl.replaceAll('\n', ' ')}`]),
    ...(state === undefined ? [] : [`compared with before: ${state}`]),
    `fix: ${fixText(rule, run.rules.get(rule))}`,
    `fingerprint ${fingerprint}`,
  ].join('\n');
}
