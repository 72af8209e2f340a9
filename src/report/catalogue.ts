import type { Coverage } from '../catalog/coverage.ts';
import { nameOf, type CatalogueChanges, type CatalogueRow, type CatalogueView } from '../catalog/view.ts';
import { counted } from './counted.ts';
import { forHtml, forLine, forMarkdown, toJson } from './escape.ts';

/** Ids that one line of coverage names; the JSON has all. */
const namedMax = 10;

export function catalogueJson(view: CatalogueView): string {
  return `${toJson(view, 2)}\n`;
}

/** One line an operation, then what was exercised and what was not. */
export function catalogueText({ operations, coverage, changes }: CatalogueView): string {
  const width = Math.min(60, Math.max(0, ...operations.map((row) => nameOf(row).length)));
  const asked = operations.some(({ shadow }) => shadow !== undefined);
  const lines = operations.map((row) => {
    const mark = asked ? (row.shadow === true ? 'shadow      ' : 'documented  ') : '';
    const { statuses, credentials, servers, at } = row;
    const facts = `${statuses.join(' ')}  credentials: ${credentials}  ${servers.join(' ')}  ${at.uri}:${at.line}:${at.column}`;
    return forLine(`${mark}${nameOf(row).padEnd(width)}  ${facts}`);
  });
  const shadowed = operations.filter(({ shadow }) => shadow === true).length;
  const sum = `${counted(operations.length, 'operation')}${asked ? `, ${shadowed} of them not in the document` : ''}`;
  const more = [...coverageLines(coverage), ...changeLines(changes)].map(forLine);
  return `${[...lines, ...(lines.length > 0 ? [''] : []), sum, ...more].join('\n')}\n`;
}

export function catalogueMarkdown({ operations, coverage, changes }: CatalogueView): string {
  const rows = operations.map((row) => `| ${cellsOf(row).map(forMarkdown).join(' | ')} |`);
  const notes = [...coverageLines(coverage), ...changeLines(changes)].map((line) => `- ${forMarkdown(line)}`);
  const head = [`| ${columns.join(' | ')} |`, `| ${columns.map(() => '---').join(' | ')} |`];
  return `${['## Catalogue', '', ...head, ...rows, '', ...notes].join('\n')}\n`;
}

/** One file that needs no other: no script, nothing fetched. */
export function catalogueHtml({ operations, coverage, changes }: CatalogueView): string {
  const rows = operations.map(
    (row) =>
      `<tr>${cellsOf(row)
        .map((cell) => `<td>${forHtml(cell)}</td>`)
        .join('')}</tr>\n`,
  );
  const notes = [...coverageLines(coverage), ...changeLines(changes)].map((line) => `<li>${forHtml(line)}</li>\n`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>sallyport: catalogue</title>
<style>body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d0d7de;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}</style>
</head>
<body>
<h1>${counted(operations.length, 'operation')}</h1>
<table>
<tr>${columns.map((name) => `<th>${name}</th>`).join('')}</tr>
${rows.join('')}</table>
<ul>
${notes.join('')}</ul>
</body>
</html>
`;
}

const columns = [
  'operation',
  'documented',
  'statuses',
  'calls',
  'credentials',
  'parameters',
  'data',
  'first seen',
] as const;

function cellsOf(row: CatalogueRow): readonly string[] {
  const { shadow, statuses, calls, credentials, parameters, data, at } = row;
  const named = parameters.map(({ name, in: place, because, confidence, seen }) =>
    place === 'path' ? `${name} (${because ?? ''}, ${confidence ?? 0})` : `${name} (${seen ?? 0} of ${calls})`,
  );
  return [
    nameOf(row),
    shadow === undefined ? '' : shadow ? 'no' : 'yes',
    statuses.join(' '),
    String(calls),
    credentials,
    named.join(', '),
    [...new Set(data.map((each) => `${each.class} (${each.in})`))].join(', '),
    `${at.uri}:${at.line}`,
  ];
}

function coverageLines(coverage: Coverage): readonly string[] {
  const { calls, statuses, identities, documented, neverSucceeded, neverRefused, oneIdentity } = coverage;
  const kinds = Object.entries(statuses).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (calls === 0) return ['no call of an API: pages, scripts, styles, images and the like are none'];
  return [
    `${counted(calls, 'call')}: ${kinds.map(([kind, count]) => `${count} of ${kind}`).join(', ')}; ${counted(identities, 'distinct credential')}`,
    ...(documented === undefined
      ? []
      : [
          `${documented.called} of ${documented.total} documented operations were called${listed(documented.neverCalled, '; never: ')}`,
        ]),
    ...(neverSucceeded.length === 0 ? [] : [`never succeeded: ${listed(neverSucceeded, '')}`]),
    ...(neverRefused.length === 0 ? [] : [`never refused anybody: ${listed(neverRefused, '')}`]),
    ...(oneIdentity.length === 0 ? [] : [`called by one identity alone: ${listed(oneIdentity, '')}`]),
  ];
}

function changeLines(changes: CatalogueChanges | undefined): readonly string[] {
  if (changes === undefined) return [];
  const { appeared, vanished, changed } = changes;
  return [
    `since the catalogue before: ${appeared.length} appeared, ${changed.length} changed, ${vanished.length} vanished`,
    ...appeared.map((name) => `appeared: ${name}`),
    ...changed.map(({ operation, what }) => `changed: ${operation}: ${what.join(', ')}`),
    ...vanished.map((name) => `vanished: ${name}`),
  ];
}

function listed(names: readonly string[], before: string): string {
  if (names.length === 0) return '';
  const more = names.length - namedMax;
  return `${before}${names.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
