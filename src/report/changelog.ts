import type { Run } from '../finding/run.ts';
import { forMarkdown } from './escape.ts';
import { compatText, type MarkdownOptions } from './markdown.ts';
import { ownText } from '../model/own-text.ts';
import { ownedBy } from './owners.ts';
import { byOperation, reachText, rowsOf, type Row } from './rows.ts';

const sections = [
  ['widens', 'Opens more to attackers'],
  ['unknown', 'May open more to attackers'],
  ['neutral', 'Neither opens nor closes'],
  ['tightens', 'Opens less to attackers'],
] as const;
const compats = ['breaking', 'maybe', 'no'] as const;

/** What changed, for people: by what it means for attackers, then for clients. */
export function renderChangelog(run: Run, { by }: MarkdownOptions): string {
  const rows = rowsOf(run).filter(({ finding }) => finding.change !== undefined);
  const names = run.apis
    .filter(({ api }) => api.dialect !== 'config')
    .map(({ api }) => ownText(`${api.title} ${api.version}`));
  const body =
    rows.length === 0
      ? ['No change that matters to attackers or clients.']
      : by === 'operation'
        ? [...byOperation(rows)].flatMap(([name, list]) => [`## ${forMarkdown(name)}`, listed(list, withPosture)])
        : sections.flatMap(([posture, title]) =>
            section(
              title,
              rows.filter((row) => row.finding.change?.posture === posture),
            ),
          );
  return `${[`# Changes of ${forMarkdown(names.join(', '))}`, forMarkdown(run.gate.sentence), ...body].join('\n\n')}\n`;
}

function section(title: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const parts = compats.flatMap((compat) => {
    const here = rows.filter((row) => row.finding.change?.compat === compat);
    const name = compatText[compat];
    return here.length === 0
      ? []
      : [`### ${name.charAt(0).toUpperCase()}${name.slice(1)}`, listed(here, withoutPosture)];
  });
  return [`## ${title}`, ...parts];
}

type Verdicts = (row: Row) => string;
const withoutPosture: Verdicts = () => '';
const withPosture: Verdicts = ({ finding: { change } }) =>
  change === undefined ? '' : `; ${change.posture}, ${compatText[change.compat]}`;

function listed(rows: readonly Row[], verdicts: Verdicts): string {
  return rows
    .map((row) => {
      const { severity, message, rule } = row.finding;
      const where = `${forMarkdown(reachText(row))}, ${forMarkdown(row.place)}`;
      const owner = forMarkdown(ownedBy(row.api));
      return `- **${severity}** ${forMarkdown(message)} (${forMarkdown(rule)}; ${where}${verdicts(row)})${owner}`;
    })
    .join('\n');
}
