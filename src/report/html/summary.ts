import { severities, type OwaspCategory, type Severity } from '../../finding/rule-meta.ts';
import type { Run } from '../../finding/run.ts';
import { owaspAbout } from '../evidence/requirements.ts';
import { forHtml } from '../escape.ts';
import { ownersOf } from '../owners.ts';
import type { Row } from '../rows.ts';
import { table } from './text.ts';

/** How many of each severity, and how many of them are new. */
export function tiles(rows: readonly Row[]): string {
  const items = severities.map((severity) => {
    const here = rows.filter(({ finding }) => finding.severity === severity);
    const fresh = here.filter(({ state }) => state === 'new').length;
    const failing = here.filter(({ fails }) => fails).length;
    const more = [
      `${fresh} new`,
      ...(failing > 0 ? [`${failing} ${failing === 1 ? 'fails' : 'fail'} the gate`] : []),
    ].join(', ');
    return `<li class="${severity}"><b>${here.length}</b>${severity}<br><span>${more}</span></li>\n`;
  });
  return `<ul class="tiles">\n${items.join('')}</ul>\n`;
}

/** Who has to do something. */
export function ownersHtml(run: Run): string {
  const owners = ownersOf(run);
  if (owners.length === 0) return '';
  const rows = owners.map(({ owner, documents, findings, failing }) => [
    forHtml(owner),
    String(documents),
    String(findings),
    failing === 0 ? '0' : `<b class="failed">${failing}</b>`,
  ]);
  const columns = ['documents', 'findings', 'fail the gate'].map((name) => ({ name, isNumber: true }));
  return `<h2 id="owners">By owner</h2>\n${table('By owner', [{ name: 'owner' }, ...columns], rows)}`;
}

/** All ten categories: one without findings is told apart from one that nothing looked at. */
export function owaspHtml(run: Run, rows: readonly Row[]): string {
  const ran = new Set(
    run.apis.flatMap(({ outcomes }) =>
      outcomes.flatMap(({ rule, result }) => (result === 'passed' || result === 'failed' ? [rule] : [])),
    ),
  );
  const lines = (Object.entries(owaspAbout) as [OwaspCategory, string][]).map(([category, about]) => {
    const here = rows.filter(({ finding }) => run.rules.get(finding.rule)?.owasp.includes(category) === true);
    const checks = [...run.rules.values()].filter(({ id, owasp }) => ran.has(id) && owasp.includes(category)).length;
    const counts = severities.map((severity) => countOf(here, severity));
    return [`${category} ${forHtml(about)}`, ...counts, checks === 0 ? 'not tested' : String(checks)];
  });
  const columns = [...severities, 'checks that decided'].map((name) => ({ name, isNumber: true }));
  return `<h2 id="owasp">By category of the OWASP API Security Top 10 2023</h2>
${table('By OWASP category', [{ name: 'category' }, ...columns], lines)}<p class="dim">A finding of several categories counts in each of them.</p>
`;
}

function countOf(rows: readonly Row[], severity: Severity): string {
  const { length } = rows.filter(({ finding }) => finding.severity === severity);
  return length === 0 ? '0' : `<b class="${severity}">${length}</b>`;
}
