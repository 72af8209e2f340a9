import type { Finding } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { reaches, standing } from '../finding/standing.ts';
import type { Severity } from '../finding/rule-meta.ts';
import { counted } from './counted.ts';
import { cut, forLine } from './escape.ts';
import { expiringLines, overdueLines } from './deadlines.ts';
import { failingLines } from './failing.ts';
import { findingLines, type Detail } from './finding-text.ts';
import { grouped } from './grouped.ts';
import { operationLines } from './by-operation.ts';
import { ownerLines } from './owners.ts';
import { sinceBefore } from './since.ts';
import { untestedLines } from './untested.ts';
import { wrap } from './wrap.ts';

/** Colours come from outside; without them text stays plain. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
  readonly verdict: (verdict: Run['gate']['verdict'], text: string) => string;
  /** Makes text lead somewhere, on terminals that can: to a file of the repository, by its path there, or to a page. */
  readonly link?: (text: string, to: { readonly file: string } | { readonly page: string }) => string;
}

export const plain: Palette = {
  bold: (text) => text,
  dim: (text) => text,
  severity: (_severity, text) => text,
  verdict: (_verdict, text) => text,
};

export interface TextOptions {
  readonly palette: Palette;
  /** In characters. */
  readonly width: number;
  /** Shown, never the exit code. */
  readonly minSeverity: Severity;
  readonly verbose: boolean;
  /** Findings with their operations, unless said otherwise. */
  readonly by?: 'change' | 'operation';
}

/** Findings of one rule that are written out; the others are counted. */
const shownPerRuleMax = 20;
/** Reasons of skips, and exceptions, that are listed. */
const listedMax = 8;
/** Longest note, in characters; some name every probe that did not run. */
const noteMax = 300;

/**
 * What a person reads: findings by operation, what was not looked at or does not count, notes, what fails the gate where that
 * is far above; the verdict is the last line.
 */
export function renderText(run: Run, options: TextOptions): string {
  const { palette, width, verbose } = options;
  const listed = (items: readonly string[]): readonly string[] => {
    const shown = items.slice(0, verbose ? items.length : listedMax);
    const left = items.length - shown.length;
    return left > 0 ? [...shown, `${left} more: -v shows all`] : shown;
  };
  const rest = [
    ...listed(run.apis.flatMap(untestedLines)),
    ...listed(exceptions(run)),
    ...(verbose ? run.apis.flatMap(requestsOf) : []),
    ...run.incomplete.map(({ message }) => message),
    ...run.notes.map((note) => (verbose || note.length <= noteMax ? note : `${cut(note, noteMax)} (-v shows all)`)),
    ...listed(overdueLines(run)),
    ...listed(expiringLines(run)),
    ...sinceBefore(run),
    ...ownerLines(run),
  ].flatMap((note) => wrap(forLine(note), { width, indent: '    ', first: '  - ' }));
  const told = new Set<string>();
  return [
    ...(options.by === 'operation'
      ? operationLines(run, options)
      : run.apis.filter((api) => isShown(run, api)).flatMap((api) => apiLines(run, api, { ...options, told }))),
    ...rest,
    ...(rest.length > 0 ? [''] : []),
    ...failingLines(run, options),
    palette.bold(palette.verdict(run.gate.verdict, forLine(run.gate.sentence))),
    '',
  ].join('\n');
}

/** The gate's own settings stand beside the documents where something is said of them. */
function isShown(run: Run, api: ApiRun): boolean {
  return api.api.dialect !== 'config' || standing(run, api).length > 0;
}

interface Listed extends TextOptions {
  /** Rules whose reason and fix are written above already. */
  readonly told: Set<string>;
}

function apiLines(run: Run, api: ApiRun, options: Listed): readonly string[] {
  const { palette, minSeverity, verbose, told } = options;
  const all = inOrder(run, api).filter(({ severity }) => reaches(severity, minSeverity));
  const shown = verbose ? all : firstOfEachRule(all);
  const groups = grouped(shown, groupOf);
  const owner = api.owner === undefined ? '' : `, owner ${api.owner}`;
  const counts = `${counted(api.api.operations.length, 'operation')}, ${counted(all.length, 'finding')}`;
  const lines = [palette.bold(forLine(`${api.name}: ${counts}${owner}`)), ''];
  for (const [group, findings] of groups) {
    lines.push(palette.bold(forLine(group)));
    for (const finding of findings) {
      const detail = verbose ? 'whole' : detailOf(run, finding, told);
      lines.push(...findingLines(run, api, { finding, options, detail }));
      if (detail === 'whole') told.add(finding.rule);
    }
    lines.push('');
  }
  const left = all.length - shown.length;
  if (left > 0) lines.push(`${counted(left, 'more finding')} of the same rules: -v shows all.`, '');
  return lines;
}

/** What fails the gate, then what is new, then what was there before; each as `standing` has it, the worst first. */
function inOrder(run: Run, api: ApiRun): readonly Finding[] {
  const { failing, old } = run.gate;
  const rank = ({ fingerprint }: Finding): number => (failing.has(fingerprint) ? 0 : old.has(fingerprint) ? 2 : 1);
  return [...standing(run, api)].sort((a, b) => rank(a) - rank(b));
}

/** The operation, also where a shared part is reached by that one alone. */
function groupOf({ operation, reach: { operations } }: Finding): string {
  if (operation !== undefined) return operation;
  const [first] = operations;
  if (first === undefined) return 'The document as a whole';
  return operations.length === 1 ? first : 'Shared by several operations';
}

/** What is old and does not count is named; why and how to mend it are told once a rule. */
function detailOf({ gate }: Run, { fingerprint, rule }: Finding, told: ReadonlySet<string>): Detail {
  if (gate.old.has(fingerprint) && !gate.failing.has(fingerprint)) return 'named';
  return told.has(rule) ? 'again' : 'whole';
}

function firstOfEachRule(findings: readonly Finding[]): readonly Finding[] {
  const counts = new Map<string, number>();
  return findings.filter(({ rule }) => {
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    return count <= shownPerRuleMax;
  });
}

/** What the requests were sent for, the dearest first. */
function requestsOf({ name, probed }: ApiRun): readonly string[] {
  if (probed?.byProbe === undefined || probed.byProbe.size === 0) return [];
  const counts = [...probed.byProbe].sort((a, b) => b[1] - a[1]).map(([why, count]) => `${why} ${count}`);
  return [`${name}: ${probed.requests} requests: ${counts.join(', ')}`];
}

function exceptions({ gate }: Run): readonly string[] {
  return gate.suppressed.map(({ rule, operation, by, reason, expires }) => {
    const where = operation === undefined ? '' : ` on ${operation}`;
    return `suppressed until ${expires}: ${rule}${where}, by the ${by}: ${reason}`;
  });
}
