import { createHash } from 'node:crypto';
import type { Run } from '../../finding/run.ts';
import { expiringLines, overdueLines } from '../deadlines.ts';
import { forHtml } from '../escape.ts';
import type { MarkdownOptions } from '../markdown.ts';
import { ownText } from '../../model/own-text.ts';
import { rowsOf } from '../rows.ts';
import { goneSince, sinceBefore } from '../since.ts';
import { untestedLines } from '../untested.ts';
import { dataHtml } from './data.ts';
import { filterHtml } from './filter.ts';
import { rulesHtml } from './finding.ts';
import { groupsHtml } from './groups.ts';
import { risksHtml } from './risk.ts';
import { script, style } from './style.ts';
import { ownersHtml, owaspHtml, tiles } from './summary.ts';

/** Findings of one page: a browser shows more only slowly, and the JSON report has all. */
const findingsMax = 5_000;
/** Lines of one list. */
const linesMax = 200;

/**
 * One file that needs no other, for whoever has to decide and for whoever has to mend. It is whole without script; the one
 * script narrows what is shown. Nothing is fetched, and the browser is told so: what runs is named by its hash.
 */
export function renderHtml(run: Run, { by }: MarkdownOptions): string {
  const all = rowsOf(run);
  const rows = all.slice(0, findingsMax);
  const parts = [
    headHtml(run),
    tiles(all),
    risksHtml(run),
    ownersHtml(run),
    owaspHtml(run, all),
    dataHtml(run),
    `<h2 id="findings">Findings</h2>\n`,
    ...(all.length === 0 ? ['<p>Nothing found.</p>\n'] : [filterHtml(run), ...groupsHtml(run, rows, by)]),
    ...(all.length > rows.length ? [`<p>${all.length - rows.length} more findings are in the JSON report.</p>\n`] : []),
    listOf(
      'Not tested',
      run.apis.flatMap((api) => untestedLines(api).map((line) => `${api.name}: ${line}`)),
    ),
    listOf('Overdue', overdueLines(run)),
    listOf('Exceptions', exceptionLines(run)),
    listOf('Exceptions that end soon', expiringLines(run)),
    listOf('Gone', goneSince(run)),
    listOf('Notes', run.notes),
    rulesHtml(run, rows),
  ];
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>sallyport: ${forHtml(run.gate.verdict)}</title>
<style>${style}</style>
</head>
<body>
<main>
${parts.join('')}</main>
<script>${script}</script>
</body>
</html>
`;
}

/** Content Security Policy Level 3, section 2.3.1. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const documentsMax = 12;

function headHtml(run: Run): string {
  const documents = run.apis.filter(({ api }) => api.dialect !== 'config');
  const names = documents
    .slice(0, documentsMax)
    .map(({ name, api }) => `${name} (${ownText(`${api.title} ${api.version}`)})`);
  const more = documents.length - names.length;
  const facts: readonly (readonly [string, string])[] = [
    ['Documents', names.join(', ') + (more > 0 ? ` and ${more} more` : '')],
    ['Date', run.startedAt],
    ...(run.commit === undefined ? [] : [['Commit', run.commit] as const]),
    ...(run.shard === undefined ? [] : [['Part', `${run.shard.index} of ${run.shard.total}`] as const]),
    ...sinceBefore(run).map((text) => ['Compared', text] as const),
    ['Tool', `sallyport ${run.tool.version}`],
  ];
  const reasons = run.incomplete.slice(0, linesMax).map(({ message }) => `<li>${forHtml(message)}</li>\n`);
  const warning = run.complete
    ? ''
    : `<div class="note">\n<p><b>The run is incomplete</b>: silence about what was not checked says nothing.</p>\n${reasons.length === 0 ? '' : `<ul>\n${reasons.join('')}</ul>\n`}</div>\n`;
  return `<h1 class="${run.gate.verdict}">${forHtml(run.gate.sentence)}</h1>
${warning}<dl class="facts">
${facts.map(([name, value]) => `<dt>${name}</dt><dd>${forHtml(value)}</dd>\n`).join('')}</dl>
`;
}

function exceptionLines({ gate }: Run): readonly string[] {
  return gate.suppressed.map(({ rule, operation, by, owner, reason, expires }) => {
    const where = operation === undefined ? '' : ` on ${operation}`;
    return `${rule}${where}, by the ${by}${owner === undefined ? '' : ` (${owner})`}, until ${expires}: ${reason}`;
  });
}

function listOf(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const left = items.length - linesMax;
  const shown = [...items.slice(0, linesMax), ...(left > 0 ? [`${left} more: the JSON report has all`] : [])];
  return `<h2>${title}</h2>\n<ul>\n${shown.map((item) => `<li>${forHtml(item)}</li>\n`).join('')}</ul>\n`;
}
