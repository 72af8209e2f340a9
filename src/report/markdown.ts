import type { Run } from '../finding/run.ts';
import { forMarkdown } from './escape.ts';
import { ownersOf } from './owners.ts';
import { expiringLines, overdueLines } from './deadlines.ts';
import { byOperation, reachText, rowsOf, type Row } from './rows.ts';
import { goneSince, sinceBefore } from './since.ts';

/** GitHub takes comments of 65,536 characters. */
const commentCharsMax = 60_000;
const header = '| severity | what | rule | operation | where |\n| --- | --- | --- | --- | --- |';

export interface MarkdownOptions {
  readonly by?: 'change' | 'operation';
}

/** A comment for a pull request: the verdict in one line, what is new in a table, the rest folded. */
export function renderMarkdown(run: Run, { by }: MarkdownOptions): string {
  const rows = rowsOf(run);
  const [fresh, old] = [rows.filter(({ state }) => state !== 'old'), rows.filter(({ state }) => state === 'old')];
  const blocks = [
    `## sallyport: ${icons[run.gate.verdict]} ${forMarkdown(run.gate.sentence)}`,
    ...sinceBefore(run),
    ...ownerTable(run),
    ...(by === 'operation' ? operationTables(fresh) : table('### Findings', fresh)),
    ...folded(`${old.length} old findings`, table('', old)),
    ...folded(`${run.drift?.absent.length ?? 0} findings are gone`, goneSince(run).map(item)),
    ...folded('Overdue', overdueLines(run).map(item)),
    ...folded('Exceptions that end soon', expiringLines(run).map(item)),
    ...folded('Notes', [...run.incomplete.map(({ message }) => message), ...run.notes].map(item)),
  ];
  return within(blocks);
}

/** Who has to do something. */
function ownerTable(run: Run): readonly string[] {
  const rows = ownersOf(run).map(
    ({ owner, documents, findings, failing }) =>
      `| ${forMarkdown(owner)} | ${documents} | ${findings} | ${failing === 0 ? '0' : `**${failing}**`} |`,
  );
  const head = '| owner | documents | findings | fail the gate |\n| --- | --- | --- | --- |';
  return rows.length === 0 ? [] : [[head, ...rows].join('\n')];
}

const item = (text: string): string => `- ${forMarkdown(text)}`;

const icons = { passed: '✅', failed: '❌', incomplete: '⚠️' } as const;

function table(title: string, rows: readonly Row[]): readonly string[] {
  return rows.length === 0 ? [] : [...(title === '' ? [] : [title]), [header, ...rows.map(rowLine)].join('\n')];
}

function operationTables(rows: readonly Row[]): readonly string[] {
  return [...byOperation(rows)].flatMap(([name, list]) => table(`### ${forMarkdown(name)}`, list));
}

function rowLine(row: Row): string {
  const { severity, message, rule, change } = row.finding;
  const verdicts = change === undefined ? '' : ` (${change.posture}; ${compatText[change.compat]})`;
  const strong = row.fails ? `**${severity}**` : severity;
  const cells = [
    strong,
    forMarkdown(message) + verdicts,
    forMarkdown(rule),
    forMarkdown(reachText(row)),
    forMarkdown(row.place),
  ];
  return `| ${cells.join(' | ')} |`;
}

export const compatText = { breaking: 'breaks clients', maybe: 'may break clients', no: 'breaks no client' } as const;

function folded(summary: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`<details><summary>${summary}</summary>\n\n${lines.join('\n')}\n\n</details>`];
}

/** Whole lines up to what a comment holds; a fold that was cut is closed. */
function within(blocks: readonly string[]): string {
  const text = `${blocks.join('\n\n')}\n`;
  if (text.length <= commentCharsMax) return text;
  const cut = text.slice(0, text.lastIndexOf('\n', commentCharsMax));
  const isOpen = cut.lastIndexOf('<details>') > cut.lastIndexOf('</details>');
  return `${cut}\n${isOpen ? '\n</details>\n' : ''}\nThe rest does not fit into a comment: the JSON and HTML reports have all.\n`;
}
