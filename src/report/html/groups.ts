import { risksOf } from '../../finding/risk.ts';
import type { ApiRun, Run } from '../../finding/run.ts';
import { forHtml } from '../escape.ts';
import { grouped } from '../grouped.ts';
import type { MarkdownOptions } from '../markdown.ts';
import { byOperation, type Row } from '../rows.ts';
import { findingHtml } from './finding.ts';

/** By document and operation, the riskiest operation first; what is shared stands before them. */
export function groupsHtml(run: Run, rows: readonly Row[], by: MarkdownOptions['by']): readonly string[] {
  const ids = new Set<string>();
  const findings = (list: readonly Row[]): string =>
    list
      .map((row) => {
        const id = `f-${row.finding.fingerprint}`;
        const isFirst = ids.size < ids.add(id).size;
        return findingHtml(run, row, isFirst ? id : undefined);
      })
      .join('');
  const section = (title: string, list: readonly Row[]): string =>
    `<section class="group">\n<h3>${title}</h3>\n${findings(list)}</section>\n`;
  if (by === 'operation') return [...byOperation(rows)].map(([name, list]) => section(forHtml(name), list));
  return run.apis.flatMap((api) => {
    const here = rows.filter((row) => row.api === api);
    if (here.length === 0) return [];
    const name = run.apis.length > 1 ? `<p class="dim">Document ${forHtml(api.name)}${ownerOf(api)}</p>\n` : '';
    return [name, ...operationsIn(run, api, here).map(([title, list]) => section(title, list))];
  });
}

function ownerOf({ owner }: ApiRun): string {
  return owner === undefined ? '' : `, owner ${forHtml(owner)}`;
}

function operationsIn(run: Run, api: ApiRun, rows: readonly Row[]): readonly (readonly [string, readonly Row[]])[] {
  const scores = new Map(risksOf(run, api).map(({ operation, score }) => [operation, score]));
  const shared = 'Shared by several operations';
  return [...grouped(rows, ({ finding }) => finding.operation ?? shared)]
    .map(([name, list]) => ({ name, list, score: name === shared ? 101 : (scores.get(name) ?? 0) }))
    .sort((a, b) => b.score - a.score)
    .map(({ name, list, score }) => [
      `${forHtml(name)}${score > 0 && score <= 100 ? ` <small>risk ${score}</small>` : ''}`,
      list,
    ]);
}
