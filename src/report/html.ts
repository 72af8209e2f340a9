import type { Run } from '../finding/run.ts';
import { forHtml } from './escape.ts';
import { firstSentence } from './finding-text.ts';
import { located, placeText } from './place.ts';
import { ownersOf } from './owners.ts';
import { expiringLines, overdueLines } from './deadlines.ts';
import { compatText, type MarkdownOptions } from './markdown.ts';
import { byOperation, reachText, rowsOf, type Row } from './rows.ts';
import { goneSince, sinceBefore } from './since.ts';

/** Rows of one page: a browser shows more only slowly, and the JSON report has all. */
const rowsMax = 20_000;

const style = `body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1f24}
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d0d7de;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.critical,.high{color:#a40e26;font-weight:600}.medium{color:#9a6700}.low,.info{color:#57606a}
.passed{color:#1a7f37}.failed{color:#a40e26}.incomplete{color:#9a6700}small{color:#57606a}`;

/** One file that needs no other: no script, nothing fetched, and the browser is told so. */
export function renderHtml(run: Run, { by }: MarkdownOptions): string {
  const all = rowsOf(run);
  const rows = all.slice(0, rowsMax);
  const left = all.length - rows.length;
  const tables =
    by === 'operation'
      ? [...byOperation(rows)].map(([name, list]) => tableOf(run, name, list))
      : run.apis.map((api) =>
          tableOf(
            run,
            api.name,
            rows.filter((row) => row.api === api),
          ),
        );
  const notes = [
    ...(left > 0 ? [`${left} more findings are in the JSON report.`] : []),
    ...run.incomplete.map(({ message }) => message),
    ...run.notes,
  ];
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
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
<h1 class="${run.gate.verdict}">${forHtml(run.gate.sentence)}</h1>
${sinceBefore(run)
  .map((text) => `<p>${forHtml(text)}</p>\n`)
  .join(
    '',
  )}${tables.join('')}${ownersTable(run)}${listOf('Gone', goneSince(run))}${listOf('Overdue', overdueLines(run))}${listOf('Exceptions that end soon', expiringLines(run))}${listOf('Notes', notes)}</main>
</body>
</html>
`;
}

/** Who has to do something. */
function ownersTable(run: Run): string {
  const rows = ownersOf(run).map(
    ({ owner, documents, findings, failing }) =>
      `<tr><td>${forHtml(owner)}</td><td>${documents}</td><td>${findings}</td><td>${failing}</td></tr>\n`,
  );
  const head = '<tr><th>owner</th><th>documents</th><th>findings</th><th>fail the gate</th></tr>';
  return rows.length === 0
    ? ''
    : `<h2>By owner</h2>\n<table>\n<thead>${head}</thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`;
}

function tableOf(run: Run, name: string, rows: readonly Row[]): string {
  if (rows.length === 0) return `<h2>${forHtml(name)}</h2>\n<p>Nothing found.</p>\n`;
  const head = '<tr><th>severity</th><th>what</th><th>operation</th><th>where</th></tr>';
  return `<h2>${forHtml(name)}</h2>\n<table>\n<thead>${head}</thead>\n<tbody>\n${rows.map((row) => rowOf(run, row)).join('')}</tbody>\n</table>\n`;
}

function rowOf(run: Run, row: Row): string {
  const { severity, message, rule, change, related } = row.finding;
  const why = firstSentence(run.rules.get(rule)?.why ?? '');
  const verdicts = change === undefined ? '' : `; ${change.posture}, ${compatText[change.compat]}`;
  const near = related.map(
    ({ at, message: what }) => `<br><small>${forHtml(`${what}: ${placeText(located(row.api, at))}`)}</small>`,
  );
  const said = `${forHtml(message)}<br><small>${forHtml(`${rule} (${row.state}${verdicts}) ${why}`)}</small>`;
  return `<tr><td class="${severity}">${severity}</td><td>${said}</td><td>${forHtml(reachText(row))}</td><td>${forHtml(row.place)}${near.join('')}</td></tr>\n`;
}

function listOf(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h2>${title}</h2>\n<ul>\n${items.map((item) => `<li>${forHtml(item)}</li>\n`).join('')}</ul>\n`;
}
