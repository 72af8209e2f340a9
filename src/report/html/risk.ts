import { risksOf, type Risk } from '../../finding/risk.ts';
import type { Severity } from '../../finding/rule-meta.ts';
import type { Run } from '../../finding/run.ts';
import { compareText } from '../../finding/standing.ts';
import { forHtml } from '../escape.ts';
import { bar, table } from './text.ts';

/** Operations that are listed with their risk, and reasons of each. */
const risksMax = 10;
const reasonsMax = 5;

function bandOf(score: number): Severity {
  return score >= 80 ? 'critical' : score >= 60 ? 'high' : score >= 35 ? 'medium' : 'low';
}

/** The riskiest operations of all documents, with what makes them so. */
export function risksHtml(run: Run): string {
  const several = run.apis.length > 1;
  const all = run.apis
    .flatMap((api) =>
      risksOf(run, api).map((risk) => ({ risk, name: `${several ? `${api.name}: ` : ''}${risk.operation}` })),
    )
    .sort((a, b) => b.risk.score - a.risk.score || compareText(a.name, b.name));
  const [first] = all;
  if (first === undefined) return '';
  const grave = all.filter(({ risk }) => risk.score >= 60).length;
  const rows = all.slice(0, risksMax).map(({ risk, name }) => [forHtml(name), scoreHtml(risk), reasonsHtml(risk)]);
  const said = `The riskiest operation scores <b class="${bandOf(first.risk.score)}">${first.risk.score} of 100</b>; ${grave} of ${operationCount(run)} operations score 60 or more.`;
  return `<h2 id="risk">Risk</h2>
<p>${said}</p>
<div class="risks">
${table('Riskiest operations', [{ name: 'operation' }, { name: 'score' }, { name: 'because' }], rows)}</div>
<p class="dim">The score is the root of likelihood times damage: findings and open access on one side; data, writes and the worst finding on the other. It orders work and never gates; old findings count, those under an exception do not.</p>
`;
}

function operationCount({ apis }: Run): number {
  return apis.reduce((sum, { api }) => sum + api.operations.length, 0);
}

function scoreHtml({ score }: Risk): string {
  const band = bandOf(score);
  return `<b class="${band}">${score}</b>${bar(score, band)}`;
}

function reasonsHtml({ reasons }: Risk): string {
  const shown = reasons.slice(0, reasonsMax).map((reason) => `<li>${forHtml(reason)}</li>`);
  return `<ul>${shown.join('')}</ul>`;
}
