import { gzipSync } from 'node:zlib';
import type { ReportingDescriptor, Result, Run as SarifRun } from 'sarif';
import type { Known } from '../../finding/coverage.ts';
import type { Drift } from '../../finding/drift.ts';
import type { Finding } from '../../finding/finding.ts';
import type { ApiRun, Run } from '../../finding/run.ts';
import { compareFindings, standing } from '../../finding/standing.ts';
import { forLine, toJson } from '../escape.ts';
import { notificationDescriptors, notifications, type LeftOut } from './notifications.ts';
import { guidOf } from './guid.ts';
import { asUnchanged, standingFinding } from './not-retested.ts';
import { baseId, isOfBase, placeOf } from './place.ts';
import { resultOf } from './results.ts';
import { descriptor, sarifRuleId } from './rules.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
/** What GitHub takes of one file, and keeps of one run. */
const runsMax = 20;
const resultsMax = 5_000;
/** Fingerprints of earlier findings that are named. */
const namedMax = 5_000;
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
  for (const { finding, known } of resultsToTell(run, api)) {
    const meta = run.rules.get(finding.rule) ?? run.otherRules?.get(finding.rule);
    const at = placeOf(api, finding);
    if (at === undefined) leftOut.homeless += 1;
    else if (results.length >= max) leftOut.tooMany += 1;
    else if (meta !== undefined) {
      const ruleId = sarifRuleId(finding.rule, finding.tier);
      const listed = rules.get(ruleId) ?? { index: rules.size, descriptor: descriptor(meta, finding) };
      rules.set(ruleId, listed);
      const result = resultOf(api, finding, { meta, ruleIndex: listed.index, at, drift: run.drift });
      results.push(known === undefined ? result : asUnchanged(result, known));
    }
  }
  const empty = shell(run, id, leftOut);
  const baselineGuid = run.drift?.guids.get(api.name);
  const driver = { ...empty.tool.driver, rules: [...rules.values()].map((rule) => rule.descriptor) };
  const hasBase = [...api.sources.keys()].some((source) => isOfBase(api, { source, path: '' }));
  const bases = hasBase
    ? { originalUriBaseIds: { [baseId]: { description: { text: 'The repository at the base.' } } } }
    : {};
  return {
    ...empty,
    tool: { driver },
    automationDetails: { id, guid: guidOf(run, api, id) },
    ...(baselineGuid === undefined ? {} : { baselineGuid }),
    results,
    ...bases,
    ...driftProperties(run, api),
  };
}

interface ToTell {
  readonly finding: Finding;
  /** Of one that an earlier run found. */
  readonly known?: Known;
}

/** What this run found and what it did not look at again, the worst first. */
function resultsToTell(run: Run, api: ApiRun): readonly ToTell[] {
  const earlier = (run.drift?.notRetested ?? []).filter((known) => known.api === api.name);
  const found = standing(run, api).map((finding): ToTell => ({ finding }));
  const left = earlier.flatMap((known): readonly ToTell[] => {
    const finding = standingFinding(run, api, known);
    return finding === undefined ? [] : [{ finding, known }];
  });
  return left.length === 0 ? found : [...found, ...left].sort((a, b) => compareFindings(a.finding, b.finding));
}

/** What is gone has no place any more, and what was not looked at again may have no rule: both are named. */
function driftProperties({ drift }: Run, { name }: ApiRun): Pick<SarifRun, 'properties'> {
  if (drift === undefined) return {};
  const here = (list: Drift['absent']): readonly string[] =>
    list
      .filter(({ api }) => api === name)
      .slice(0, namedMax)
      .map(({ fingerprint }) => fingerprint);
  return { properties: { absent: here(drift.absent), notRetested: here(drift.notRetested) } };
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
