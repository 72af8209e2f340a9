import type { Evidence } from '../../finding/finding.ts';
import type { RuleMeta } from '../../finding/rule-meta.ts';
import type { Run } from '../../finding/run.ts';
import { cut, forHtml } from '../escape.ts';
import { curlOf, firstSentence } from '../finding-text.ts';
import { compatText } from '../markdown.ts';
import { located, placeText } from '../place.ts';
import { reachText, type Row } from '../rows.ts';
import { fromMarkdown, inline } from './text.ts';

/** Of one finding: places beside its own, operations that reach it, steps of its proof. */
const listedMax = 10;
/** In characters. */
const sideMax = 300;
const curlMax = 2_000;

/** One finding, folded unless it fails the gate: what, whom it touches, why it matters, how to see it again, how to mend it. */
export function findingHtml(run: Run, row: Row, id: string | undefined): string {
  const { severity, message, rule, certainty } = row.finding;
  const meta = run.rules.get(rule);
  const flags = [
    rule,
    row.state,
    ...(certainty === 'firm' ? [] : [certainty]),
    ...(row.fails ? ['fails the gate'] : []),
  ];
  const data = [
    `data-s="${severity}"`,
    `data-t="${row.fails ? `${row.state} fails` : row.state}"`,
    `data-o="${forHtml((meta?.owasp ?? []).join(' '))}"`,
    `data-w="${forHtml(row.api.owner ?? '')}"`,
  ].join(' ');
  const own = id === undefined ? '' : ` id="${id}"`;
  return `<details class="${severity}"${own} ${data}${row.fails ? ' open' : ''}>
<summary><span class="level">${severity}</span> <span class="what">${forHtml(message)}</span> <small>${forHtml(flags.join(', '))}</small></summary>
<div class="body">
${factsOf(row, meta)}${meta === undefined ? '' : adviceOf(meta)}${proofOf(row)}</div>
</details>
`;
}

function factsOf(row: Row, meta: RuleMeta | undefined): string {
  const { finding, api } = row;
  const { reach, related, change, also, fingerprint } = finding;
  const near = related.slice(0, listedMax).map(({ at, message }) => `${placeText(located(api, at))} (${message})`);
  const several = reach.operations.slice(0, listedMax).join(', ');
  const more = reach.operations.length > listedMax ? ', ...' : '';
  const facts: readonly (readonly [string, string])[] = [
    ['Where', [row.place, ...near].join('; ')],
    ...(reach.operations.length > 1
      ? [['Reaches', `${reachText(row)}, ${reach.anonymous} without credentials: ${several}${more}`] as const]
      : []),
    ...(reach.dataClasses.length > 0 ? [['Data', reach.dataClasses.join(', ')] as const] : []),
    ...(change === undefined ? [] : [['Change', `${change.posture}; ${compatText[change.compat]}`] as const]),
    ...(meta === undefined ? [] : [['Class', [...meta.owasp, `CWE-${meta.cwe}`].join(', ')] as const]),
    ...(meta?.controls === undefined || meta.controls.length === 0
      ? []
      : [['Evidence towards', meta.controls.join(', ')] as const]),
    ...(also.length > 0 ? [['Also said by', also.map((claim) => claim.rule).join(', ')] as const] : []),
    ...(api.owner === undefined ? [] : [['Owner', api.owner] as const]),
    ['Fingerprint', fingerprint],
  ];
  return `<dl class="facts">\n${facts.map(([name, value]) => `<dt>${name}</dt><dd>${forHtml(value)}</dd>\n`).join('')}</dl>\n`;
}

function adviceOf({ id, why, fix }: RuleMeta): string {
  const [first = ''] = fix.split(/^```/m);
  return `<p><b>Why</b> ${inline(firstSentence(why))}</p>\n<p><b>Fix</b> ${inline(first.trim())} <a href="#r-${forHtml(id)}">More on ${forHtml(id)}</a></p>\n`;
}

/** The steps in their order, and the command that sends the last one again. */
function proofOf({ finding }: Row): string {
  const steps = finding.evidence.slice(-listedMax).map((one) => `<li>${forHtml(stepOf(one))}</li>\n`);
  const curl = curlOf(finding);
  return [
    ...(steps.length > 0 ? [`<p><b>What was seen</b></p>\n<ol>\n${steps.join('')}</ol>\n`] : []),
    ...(curl === undefined
      ? []
      : [`<p><b>See it again</b></p>\n<pre class="wrap"><code>${forHtml(cut(curl, curlMax))}</code></pre>\n`]),
  ].join('');
}

function stepOf(evidence: Evidence): string {
  if (evidence.kind === 'comparison') {
    const [before, after] = [evidence.before, evidence.after].map((side) => cut(side, sideMax));
    return `${evidence.note}: ${before === after ? before : `${before} \u2192 ${after}`}`;
  }
  const { request, response, failure, identity } = evidence.exchange;
  const answer = response === undefined ? (failure ?? 'no answer') : String(response.status);
  return `${evidence.note} ${request.method} ${cut(request.path, sideMax)} as ${identity}: ${answer}`;
}

/** Every rule that found something, once: why it matters and how to mend it, with its snippet. */
export function rulesHtml(run: Run, rows: readonly Row[]): string {
  const ids = [...new Set(rows.map(({ finding }) => finding.rule))].sort();
  const parts = ids.flatMap((id) => {
    const meta = run.rules.get(id);
    if (meta === undefined) return [];
    return [
      `<section>\n<h3 id="r-${forHtml(id)}">${forHtml(id)}: ${forHtml(meta.title)}</h3>\n${fromMarkdown(meta.why)}${fromMarkdown(meta.fix)}</section>\n`,
    ];
  });
  return parts.length === 0 ? '' : `<h2 id="rules">Why it matters, and how to mend it</h2>\n${parts.join('')}`;
}
