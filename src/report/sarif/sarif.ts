import { gzipSync } from 'node:zlib';
import type { ReportingDescriptor, Result, Run as SarifRun } from 'sarif';
import type { ApiRun, Run } from '../../finding/run.ts';
import { standing } from '../../finding/standing.ts';
import { forLine, toJson } from '../escape.ts';
import { notificationDescriptors, notifications, type LeftOut } from './notifications.ts';
import { placeOf } from './place.ts';
import { resultOf } from './results.ts';
import { descriptor, sarifRuleId } from './rules.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
/** What GitHub takes of one file, and keeps of one run. */
const runsMax = 20;
const resultsMax = 5_000;
/** GitHub refuses 10 MB compressed. */
const fileBytesMax = 9_500_000;
/** Up to it a run is taken for as large as it can be, 3 bytes a UTF-16 unit: a file of 20 such runs still fits. */
const weighedCharsMin = Math.floor(fileBytesMax / runsMax / 3);

/** One log for each twenty documents: one run a document, so that a scan of some never closes the alerts of others. */
export function renderSarif(run: Run): readonly string[] {
  const ids = uniqueIds(run.apis.map(({ name }) => `sallyport/${forLine(name.toWellFormed())}`));
  const texts = run.apis.map((api, index) => runText(run, api, ids[index] ?? ''));
  // GitHub refuses a file without runs; here the inputs were interrupted or unreadable.
  if (texts.length === 0) texts.push(weighed(toJson(shell(run, 'sallyport/', { tooMany: 0, homeless: 0 }), 1)));
  return packed(texts).map(
    (runs) => `{\n "$schema": "${schema}",\n "version": "2.1.0",\n "runs": [\n${runs.join(',\n')}\n ]\n}\n`,
  );
}

/** `sallyport/cards/`: GitHub keeps one run of a category, and closes its alerts by it. */
function uniqueIds(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let id = name;
    for (let count = 2; seen.has(id); count += 1) id = `${name}-${count}`;
    seen.add(id);
    return `${id}/`;
  });
}

function packed(texts: readonly Weighed[]): readonly (readonly string[])[] {
  const files: string[][] = [];
  let filled = 0;
  for (const { text, bytes } of texts) {
    const last = files.at(-1);
    if (last === undefined || last.length === runsMax || filled + bytes > fileBytesMax) {
      files.push([text]);
      filled = bytes;
    } else {
      last.push(text);
      filled += bytes;
    }
  }
  return files;
}

interface Weighed {
  readonly text: string;
  /** Compressed, at most: whoever uploads it compresses harder. */
  readonly bytes: number;
}

function weighed(text: string): Weighed {
  return { text, bytes: text.length < weighedCharsMin ? text.length * 3 : gzipSync(text, { level: 1 }).length };
}

function runText(run: Run, api: ApiRun, id: string): Weighed {
  for (let max = resultsMax; ; max = Math.floor(max / 2)) {
    const text = weighed(toJson(sarifRun(run, api, { id, max }), 1));
    if (text.bytes <= fileBytesMax || max === 0) return text;
  }
}

/** The worst `max` findings that have a file to stand in. */
function sarifRun(run: Run, api: ApiRun, { id, max }: { readonly id: string; readonly max: number }): SarifRun {
  const rules = new Map<string, { readonly index: number; readonly descriptor: ReportingDescriptor }>();
  const results: Result[] = [];
  const leftOut = { tooMany: 0, homeless: 0 };
  for (const finding of standing(run, api)) {
    const meta = run.rules.get(finding.rule);
    const at = placeOf(api, finding);
    if (at === undefined) leftOut.homeless += 1;
    else if (results.length >= max) leftOut.tooMany += 1;
    else if (meta !== undefined) {
      const ruleId = sarifRuleId(finding.rule, finding.tier);
      const known = rules.get(ruleId) ?? { index: rules.size, descriptor: descriptor(meta, finding) };
      rules.set(ruleId, known);
      results.push(resultOf(api, finding, { meta, ruleIndex: known.index, at }));
    }
  }
  const empty = shell(run, id, leftOut);
  const driver = { ...empty.tool.driver, rules: [...rules.values()].map((rule) => rule.descriptor) };
  return { ...empty, tool: { driver }, results };
}

/** A run without results. */
function shell(run: Run, id: string, leftOut: LeftOut): SarifRun {
  return {
    tool: {
      driver: {
        name: 'sallyport',
        semanticVersion: run.tool.version,
        informationUri: 'https://www.npmjs.com/package/sallyport',
        rules: [],
        notifications: notificationDescriptors,
      },
    },
    automationDetails: { id },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: run.complete, toolExecutionNotifications: notifications(run, leftOut) }],
    results: [],
  };
}
