import type { Evidence, Finding } from '../finding/finding.ts';
import type { RuleMeta } from '../finding/rule-meta.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { cut, forLine } from './escape.ts';
import { mostExposed } from './exposure.ts';
import { located, placeText } from './place.ts';
import type { TextOptions } from './text.ts';
import { wrap } from './wrap.ts';

/** Places beside the finding's own, and operations that reach it, that are written out. */
const relatedMax = 3;
const operationsMax = 3;
/** Longest side of a comparison, in characters. */
const sideMax = 200;

/** `whole`: all of it; `again`: without what another finding of the rule says above; `named`: what and where alone. */
export type Detail = 'whole' | 'again' | 'named';

export interface Shown {
  readonly finding: Finding;
  readonly options: TextOptions;
  readonly detail: Detail;
}

/** One finding: what, where, why, whom it reaches, how to see it again, the fix. */
export function findingLines(run: Run, api: ApiRun, { finding, options, detail }: Shown): readonly string[] {
  const { palette } = options;
  const column = { width: options.width, indent: '    ' };
  const dimmed = (text: string): readonly string[] => wrap(text, column).map(palette.dim);
  const rule = run.rules.get(finding.rule);
  const head = [...headLines(run, api, { finding, options }), ...wrap(forLine(finding.message), column)];
  if (detail === 'named') return head;
  const others = [...new Set(finding.also.map((claim) => claim.rule))];
  return [
    ...head,
    ...(rule === undefined || detail === 'again' ? [] : dimmed(forLine(firstSentence(rule.why)))),
    ...wrap(reachText(api, finding), column),
    ...finding.evidence.flatMap((evidence) => wrap(comparisonText(evidence), column)),
    ...finding.related
      .slice(0, relatedMax)
      .flatMap(({ at, message }) => dimmed(forLine(`${placeText(located(api, at))} ${message}`))),
    ...wrap(others.length > 0 ? `also found by ${others.join(', ')}` : '', column),
    ...curlLines(finding),
    ...fixLines(finding, rule, { detail, width: options.width }),
  ];
}

/** What to change, and where the whole of it stands: the rule's own page, which needs no network. */
function fixLines(
  { rule: id }: Finding,
  rule: RuleMeta | undefined,
  { detail, width }: { readonly detail: Detail; readonly width: number },
): readonly string[] {
  if (detail === 'again') return [`    fix: as above, sallyport explain ${id}`];
  const how = `${rule === undefined ? 'fix' : 'how'}: sallyport explain ${id}${mendText(rule)}`;
  const fix = rule === undefined ? '' : `fix: ${forLine(fixSentence(rule))}`;
  return [fix, how].flatMap((text) => wrap(text, { width, indent: '         ', first: '    ' }));
}

/** The command that may write it. A rule whose fix is the team's to choose says so at the start of `mends`. */
function mendText(rule: RuleMeta | undefined): string {
  if (rule?.mends === undefined) return '';
  return `, or try sallyport lint --fix${rule.mends.startsWith('With --fix-limits') ? ' --fix-limits' : ''}`;
}

/** What to change, in the first sentence of what stands before the snippet. */
function fixSentence({ fix }: RuleMeta): string {
  return firstSentence(fix.trim().split(/\n\s*\n|\n?```/, 1)[0] ?? '').replace(/:$/, '.');
}

/** For reports that have a line for it: what to change, and the command that shows how. Plain text, not escaped. */
export function fixText(id: string, rule: RuleMeta | undefined): string {
  const how = `sallyport explain ${id}`;
  return rule === undefined ? how : `${fixSentence(rule)} How: ${how}`;
}

/** One line, or two where the place does not fit beside the name. */
function headLines(
  run: Run,
  api: ApiRun,
  { finding, options: { palette, width } }: Omit<Shown, 'detail'>,
): readonly string[] {
  const { rule, tier, severity, certainty, change } = finding;
  const flags = [
    ...(certainty === 'firm' ? [] : [certainty]),
    ...(run.gate.old.has(finding.fingerprint) ? ['old'] : []),
    ...(change === undefined ? [] : [change.posture]),
  ];
  const linked = palette.link ?? ((label: string): string => label);
  const name = `${rule}${tier === undefined ? '' : `/${tier}`}${flags.length > 0 ? ` (${flags.join(', ')})` : ''}`;
  const found = located(api, finding.at);
  const text = forLine(placeText(found));
  const place = found.inTree ? linked(palette.dim(text), { file: found.uri }) : palette.dim(text);
  const cwe = run.rules.get(rule)?.cwe;
  const page = `https://cwe.mitre.org/data/definitions/${cwe}.html`;
  const head = `  ${palette.severity(severity, severity.padEnd(8))} ${cwe === undefined ? name : linked(name, { page })}`;
  const fits = 2 + 8 + 1 + name.length + 2 + text.length <= width;
  return fits ? [`${head}  ${place}`] : [head, `    ${place}`];
}

/** The first sentence of Markdown, as plain text. */
export function firstSentence(markdown: string): string {
  const text = markdown.replace(/[`*]/g, '').replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?= [A-Z]|$)/.exec(text)?.[0] ?? text;
}

function reachText(api: ApiRun, { reach }: Finding): string {
  const { operations, anonymous, dataClasses } = reach;
  const data = dataClasses.length > 0 ? `data: ${dataClasses.map(forLine).join(', ')}` : '';
  if (operations.length < 2) return data;
  const open = anonymous > 0 ? `, ${anonymous} without credentials` : '';
  const exposed = mostExposed(api, operations).slice(0, operationsMax);
  const first = exposed.map(({ id, at }) => forLine(`${id} (${placeText(located(api, at))})`)).join(', ');
  const more = operations.length > exposed.length ? ', ...' : '';
  return `reached by ${operations.length} operations${open}: ${first}${more}${data === '' ? '' : `; ${data}`}`;
}

function comparisonText(evidence: Evidence): string {
  if (evidence.kind !== 'comparison') return '';
  const [before, after] = [evidence.before, evidence.after].map((side) => cut(forLine(side), sideMax));
  return `${forLine(evidence.note)}: ${before === after ? before : `${before} -> ${after}`}`;
}

/** The decisive request, to be sent again by hand: never wrapped, so that it can be copied. */
function curlLines(finding: Finding): readonly string[] {
  const curl = curlOf(finding);
  return curl === undefined ? [] : [`    $ ${forLine(curl)}`];
}

/** The last exchange is the one that decided. */
export function curlOf({ evidence }: Finding): string | undefined {
  const last = evidence.findLast((entry) => entry.kind === 'exchange' && entry.curl !== '');
  return last?.kind === 'exchange' ? last.curl : undefined;
}
