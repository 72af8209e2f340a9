import { gzipSync } from 'node:zlib';
import type { ReportingDescriptor, Result, Run as SarifRun } from 'sarif';
import type { Known } from '../../finding/coverage.ts';
import type { Drift } from '../../finding/drift.ts';
import type { Finding } from '../../finding/finding.ts';
import { severities, type RuleMeta, type Severity } from '../../finding/rule-meta.ts';
import type { ApiRun, Run, Suppressed } from '../../finding/run.ts';
import { compareFindings, findingsOf, reaches, standing } from '../../finding/standing.ts';
import { forLine, toJson } from '../escape.ts';
import { ownersOf } from '../owners.ts';
import { notificationDescriptors, notifications, type LeftOut } from './notifications.ts';
import { exchangeOf, supportedTaxonomies, suppressionsOf, taxonomiesOf, withRelationships } from './full.ts';
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
/** Owners in the summary of a run. */
const ownersMax = 100;
/** GitHub refuses 10 MB compressed. */
const fileBytesMax = 9_500_000;
/** Up to it a run is taken for as large as it can be, 3 bytes a UTF-16 unit: a file of 20 such runs still fits. */
const weighedCharsMin = Math.floor(fileBytesMax / runsMax / 3);

export interface SarifOptions {
  /** Also what GitHub does not read: taxonomies, exchanges, and what an exception takes out. */
  readonly full?: boolean;
}

/** How much of a run is written. */
interface Amount {
  readonly id: string;
  readonly max: number;
  readonly full: boolean;
  /** Of findings at least so bad the exchange is written; undefined: of none. */
  readonly evidenceFrom: Severity | undefined;
}

/** One log for each twenty documents: one run a document, so that a scan of some never closes the alerts of others. */
export function renderSarif(run: Run, { full = false }: SarifOptions = {}): readonly string[] {
  const ids = uniqueIds(run.apis.map(({ name }) => `sallyport/${forLine(name.toWellFormed())}`));
  const texts = run.apis.map((api, index) => runText(run, api, { id: ids[index] ?? '', full }));
  // GitHub refuses a file without runs; here the inputs were interrupted or unreadable.
  if (texts.length === 0)
    texts.push(weighed(toJson(shell(run, 'sallyport/', { tooMany: 0, bare: 0, homeless: 0 }), 1)));
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

/** Exchanges of the least severe findings are left out first, then the least severe findings themselves. */
function runText(run: Run, api: ApiRun, { id, full }: Pick<Amount, 'id' | 'full'>): Weighed {
  const amounts: (readonly [number, Severity | undefined])[] = full
    ? severities.toReversed().map((severity) => [resultsMax, severity])
    : [];
  for (let max = resultsMax; max > 0; max = Math.floor(max / 2)) amounts.push([max, undefined]);
  for (const [max, evidenceFrom] of amounts) {
    const text = weighed(toJson(sarifRun(run, api, { id, max, full, evidenceFrom }), 1));
    if (text.bytes <= fileBytesMax) return text;
  }
  return weighed(toJson(sarifRun(run, api, { id, max: 0, full, evidenceFrom: undefined }), 1));
}

/** The worst `max` findings that have a file to stand in. */
function sarifRun(run: Run, api: ApiRun, { id, max, full, evidenceFrom }: Amount): SarifRun {
  const rules = new Map<string, { readonly index: number; readonly descriptor: ReportingDescriptor }>();
  const results: Result[] = [];
  const leftOut = { tooMany: 0, bare: 0, homeless: 0 };
  const metas: RuleMeta[] = [];
  for (const { finding, known, suppressed } of resultsToTell(run, api, full)) {
    const meta = run.rules.get(finding.rule) ?? run.otherRules?.get(finding.rule);
    const at = placeOf(api, finding);
    if (at === undefined) leftOut.homeless += 1;
    else if (results.length >= max) leftOut.tooMany += 1;
    else if (meta !== undefined) {
      const ruleId = sarifRuleId(finding.rule, finding.tier);
      const listed = rules.get(ruleId) ?? { index: rules.size, descriptor: described(meta, finding, full) };
      rules.set(ruleId, listed);
      metas.push(meta);
      const own = resultOf(api, finding, { meta, ruleIndex: listed.index, at, drift: run.drift });
      const exchange = full ? exchangeOf(finding) : {};
      const isShown = evidenceFrom !== undefined && reaches(finding.severity, evidenceFrom);
      if (!isShown && exchange.webRequest !== undefined) leftOut.bare += 1;
      const result = {
        ...own,
        ...(isShown ? exchange : {}),
        ...(suppressed === undefined ? {} : suppressionsOf(suppressed)),
      };
      results.push(known === undefined ? result : asUnchanged(result, known));
    }
  }
  const empty = shell(run, id, leftOut);
  const baselineGuid = run.drift?.guids.get(api.name);
  const driver = {
    ...empty.tool.driver,
    rules: [...rules.values()].map((rule) => rule.descriptor),
    ...(full ? { supportedTaxonomies } : {}),
  };
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
    ...(full ? taxonomiesOf(metas) : {}),
    ...runProperties(run, api),
  };
}

interface ToTell {
  readonly finding: Finding;
  /** Of one that an earlier run found. */
  readonly known?: Known;
  /** Of one that an exception takes out. */
  readonly suppressed?: Suppressed;
}

/** What this run found and what it did not look at again, the worst first. */
function resultsToTell(run: Run, api: ApiRun, full: boolean): readonly ToTell[] {
  const earlier = (run.drift?.notRetested ?? []).filter((known) => known.api === api.name);
  const found = standing(run, api).map((finding): ToTell => ({ finding }));
  const left = earlier.flatMap((known): readonly ToTell[] => {
    const finding = standingFinding(run, api, known);
    return finding === undefined ? [] : [{ finding, known }];
  });
  const excused = full ? suppressedOf(run, api) : [];
  const more = [...left, ...excused];
  return more.length === 0 ? found : [...found, ...more].sort((a, b) => compareFindings(a.finding, b.finding));
}

/** GitHub would open an alert for each: only the full log has them. */
function suppressedOf({ gate }: Run, api: ApiRun): readonly ToTell[] {
  const byPrint = new Map(gate.suppressed.map((one) => [one.fingerprint, one]));
  return findingsOf(api).flatMap((finding) => {
    const suppressed = byPrint.get(finding.fingerprint);
    return suppressed === undefined ? [] : [{ finding, suppressed }];
  });
}

function described(meta: RuleMeta, finding: Finding, full: boolean): ReportingDescriptor {
  const own = descriptor(meta, finding);
  return full ? withRelationships(own, meta) : own;
}

/**
 * What is gone has no place any more, and what was not looked at again may have no rule: both are named. A run is one
 * document, and has the summary by owner of all of them: readers look at one run at a time.
 */
function runProperties(run: Run, { name }: ApiRun): Pick<SarifRun, 'properties'> {
  const { drift } = run;
  const owners = ownersOf(run).slice(0, ownersMax);
  const here = (list: Drift['absent']): readonly string[] =>
    list
      .filter(({ api }) => api === name)
      .slice(0, namedMax)
      .map(({ fingerprint }) => fingerprint);
  const properties = {
    ...(drift === undefined ? {} : { absent: here(drift.absent), notRetested: here(drift.notRetested) }),
    ...(owners.length === 0
      ? {}
      : { owners: owners.map((one) => ({ ...one, owner: forLine(one.owner.toWellFormed()) })) }),
  };
  return Object.keys(properties).length === 0 ? {} : { properties };
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
