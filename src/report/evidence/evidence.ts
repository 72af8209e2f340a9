import type { Run } from '../../finding/run.ts';
import { cut, forMarkdown } from '../escape.ts';
import { quoted } from '../csv.ts';
import { grouped } from '../grouped.ts';
import { ownText } from '../../model/own-text.ts';
import { caveats } from './requirements.ts';
import { evidenceOf, idleKinds, unionOf, type Check, type Evidence, type Tally } from './collect.ts';

/** Checks and reasons that are named in a cell; all of them are counted, and the CSV has them one by one. */
const namedMax = 12;
const reasonsMax = 4;
/** In characters. */
const reasonMax = 160;

const notice =
  'Evidence towards requirements: which checks ran, on what, and what they found. It is no statement that anybody complies with a requirement. What no check can see (people, processes, what a document does not say) is not in it.';

/** For whoever has to show what was tested: a table for each standard, in Markdown. `known`: all checks there are. */
export function renderEvidence(run: Run, known: readonly Check[]): string {
  const groups = grouped(evidenceOf(run, known), ({ framework }) => framework);
  const facts = [
    `Date: ${run.startedAt}`,
    `Commit: ${run.commit ?? 'not known'}`,
    `Tool: sallyport ${run.tool.version}`,
    `Documents: ${documentsText(run)}`,
    `Verdict: ${run.gate.sentence}`,
    ...(run.complete ? [] : ['The run is incomplete: what was not checked is named below and in its report.']),
    ...(run.shard === undefined ? [] : [`Part ${run.shard.index} of ${run.shard.total} of a run alone.`]),
  ];
  const tables = [...groups].flatMap(([framework, list]) => [
    `## ${forMarkdown(framework)}`,
    ...(caveats[framework] === undefined ? [] : [forMarkdown(caveats[framework])]),
    tableOf(list),
  ]);
  const untested = [...run.incomplete.map(({ message }) => message), ...run.notes];
  return `${[
    '# Evidence',
    notice,
    facts.map((fact) => `- ${forMarkdown(fact)}`).join('\n'),
    ...tables,
    ...(untested.length === 0
      ? []
      : ['## What the run says besides', untested.map((text) => `- ${forMarkdown(cut(text, 1_000))}`).join('\n')]),
  ].join('\n\n')}\n`;
}

function documentsText({ apis }: Run): string {
  const names = apis
    .filter(({ api }) => api.dialect !== 'config')
    .map(({ name, api, owner }) => `${name} ${ownText(api.version)}${owner === undefined ? '' : ` (owner ${owner})`}`);
  const more = names.length - namedMax;
  return names.slice(0, namedMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function tableOf(list: readonly Evidence[]): string {
  const head = '| requirement | checks that ran | decided on | result | not tested |\n| --- | --- | --- | --- | --- |';
  return [head, ...list.map(rowOf)].join('\n');
}

function rowOf({ id, about, tallies }: Evidence): string {
  const ran = tallies.filter((tally) => tally.ran);
  const cells = [
    `**${forMarkdown(id)}**${about === '' ? '' : ` ${forMarkdown(about)}`}`,
    ran.length === 0 ? 'none' : `${ran.length}: ${forMarkdown(namesOf(ran))}`,
    decidedText(unionOf(tallies, ({ decided }) => decided)),
    resultText(tallies),
    forMarkdown(untestedText(tallies)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Beside operations a check decides on documents as a whole. */
function decidedText(decided: ReadonlySet<string>): string {
  const documents = [...decided].filter((one) => one.endsWith(': api')).length;
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  const operations = count(decided.size - documents, 'operation');
  return documents === 0 ? operations : `${operations}, ${count(documents, 'document')} as a whole`;
}

function namesOf(tallies: readonly Tally[]): string {
  const names = tallies.slice(0, namedMax).map(({ check }) => check.id);
  const more = tallies.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function resultText(tallies: readonly Tally[]): string {
  const [standing, failing, suppressed] = [
    unionOf(tallies, (tally) => tally.standing).size,
    unionOf(tallies, (tally) => tally.failing).size,
    unionOf(tallies, (tally) => tally.suppressed).size,
  ];
  if (!tallies.some(({ ran }) => ran) && standing === 0) return 'not tested';
  const excused = suppressed === 0 ? '' : `, ${suppressed} under an exception`;
  if (standing === 0) return `nothing found${excused}`;
  return `${standing} ${standing === 1 ? 'finding stands' : 'findings stand'}, ${failing} ${failing === 1 ? 'fails' : 'fail'} the gate${excused}`;
}

function untestedText(tallies: readonly Tally[]): string {
  const idle = [...idleKinds(tallies)].map(
    ([kind, count]) => `${count} ${kind} ${count === 1 ? 'check' : 'checks'} decided nothing`,
  );
  const reasons = new Map<string, number>();
  for (const { untested } of tallies)
    for (const [reason, count] of untested) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const commonest = [...reasons].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const told = commonest.slice(0, reasonsMax).map(([reason, count]) => `${count} x ${cut(reason, reasonMax)}`);
  const more = commonest.length > reasonsMax ? ['and for other reasons'] : [];
  return [...idle, ...told, ...more].join('; ') || 'nothing that these checks look at';
}

const columns = [
  'framework',
  'requirement',
  'about',
  'check',
  'kind',
  'ran',
  'decided_on',
  'findings',
  'fail_gate',
  'suppressed',
  'result',
  'not_tested',
  'date',
  'commit',
  'complete',
  'owners',
];

/** The same, a row for each requirement and check. */
export function renderEvidenceCsv(run: Run, known: readonly Check[]): string {
  const owners = [...new Set(run.apis.flatMap(({ owner }) => owner ?? []))].join(' ');
  const rows = evidenceOf(run, known).flatMap(({ framework, id, about, tallies }) =>
    tallies.map((tally) => [
      framework,
      id,
      about,
      tally.check.id,
      tally.check.kind,
      tally.ran ? 'yes' : 'no',
      tally.decided.size,
      tally.standing.size,
      tally.failing.size,
      tally.suppressed.size,
      resultText([tally]),
      untestedText([tally]),
      run.startedAt,
      run.commit ?? '',
      run.complete ? 'yes' : 'no',
      owners,
    ]),
  );
  return [columns, ...rows].map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}
