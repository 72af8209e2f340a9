import type { Run } from '../finding/run.ts';
import { forLine } from './escape.ts';
import { located } from './place.ts';
import { reachText, rowsOf, type Row } from './rows.ts';

/** In this order; a new column comes last. */
const columns: readonly (readonly [name: string, of: (row: Row, run: Run) => string | number])[] = [
  ['severity', ({ finding }) => finding.severity],
  ['certainty', ({ finding }) => finding.certainty],
  ['state', ({ state }) => state],
  ['fails', ({ fails }) => (fails ? 'yes' : 'no')],
  ['rule', ({ finding }) => finding.rule],
  ['kind', ({ finding }) => finding.kind],
  ['api', ({ api }) => api.name],
  ['operation', (row) => reachText(row)],
  ['message', ({ finding }) => finding.message],
  ['file', ({ api, finding }) => located(api, finding.at).uri],
  ['line', ({ api, finding }) => located(api, finding.at).region.startLine],
  ['column', ({ api, finding }) => located(api, finding.at).region.startColumn],
  ['owasp', ({ finding }, run) => run.rules.get(finding.rule)?.owasp.join(' ') ?? ''],
  ['cwe', ({ finding }, run) => run.rules.get(finding.rule)?.cwe ?? ''],
  ['posture', ({ finding }) => finding.change?.posture ?? ''],
  ['compat', ({ finding }) => finding.change?.compat ?? ''],
  ['fingerprint', ({ finding }) => finding.fingerprint],
  ['owner', ({ api }) => api.owner ?? ''],
];

/** A finding a row, for spreadsheets: RFC 4180, UTF-8, every cell quoted. */
export function renderCsv(run: Run): string {
  const head = columns.map(([name]) => quoted(name));
  const rows = rowsOf(run).map((row) => columns.map(([, of]) => quoted(of(row, run))));
  return [head, ...rows].map((line) => `${line.join(',')}\r\n`).join('');
}

/**
 * Spreadsheets take a cell that begins with one of these for a formula (OWASP, CSV Injection), and some part cells at
 * semicolons, whatever is quoted. An apostrophe makes it text. Full-width forms count as well.
 */
const formula = /(^|[;|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** A value as a cell that is text and no formula. */
export function quoted(value: string | number): string {
  const text = typeof value === 'number' ? `${value}` : forLine(value.toWellFormed()).replace(formula, "$1$2'");
  return `"${text.replaceAll('"', '""')}"`;
}
