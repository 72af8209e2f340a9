import type { Finding } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { reaches, standing } from '../finding/standing.ts';
import type { Severity } from '../finding/rule-meta.ts';
import { forLine } from './escape.ts';
import { expiringLines, overdueLines } from './deadlines.ts';
import { findingLines } from './finding-text.ts';
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

/** What a person reads: findings by operation, what was not looked at or does not count, notes; the verdict is the last line. */
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
    ...run.notes,
    ...listed(overdueLines(run)),
    ...listed(expiringLines(run)),
    ...sinceBefore(run),
    ...ownerLines(run),
  ].flatMap((note) => wrap(`- ${forLine(note)}`, { width, indent: '  ' }));
  return [
    ...(options.by === 'operation'
      ? operationLines(run, options)
      : run.apis.filter((api) => isShown(run, api)).flatMap((api) => apiLines(run, api, options))),
    ...rest,
    ...(rest.length > 0 ? [''] : []),
    palette.bold(palette.verdict(run.gate.verdict, forLine(run.gate.sentence))),
    '',
  ].join('\n');
}

/** The gate's own settings stand beside the documents where something is said of them. */
function isShown(run: Run, api: ApiRun): boolean {
  return api.api.dialect !== 'config' || standing(run, api).length > 0;
}

function apiLines(run: Run, api: ApiRun, options: TextOptions): readonly string[] {
  const { palette, minSeverity, verbose } = options;
  const all = standing(run, api).filter(({ severity }) => reaches(severity, minSeverity));
  const shown = verbose ? all : firstOfEachRule(all);
  const groups = grouped(shown, ({ operation }) => operation ?? 'Shared by several operations');
  const lines = [
    palette.bold(
      forLine(
        `${api.name}: ${api.api.operations.length} operations, ${all.length} findings${api.owner === undefined ? '' : `, owner ${api.owner}`}`,
      ),
    ),
    '',
  ];
  for (const [group, findings] of groups) {
    lines.push(palette.bold(forLine(group)));
    for (const finding of findings) lines.push(...findingLines(run, api, { finding, options }));
    lines.push('');
  }
  const left = all.length - shown.length;
  if (left > 0) lines.push(`${left} more findings of the same rules: -v shows all.`, '');
  return lines;
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
