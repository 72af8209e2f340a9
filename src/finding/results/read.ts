import type { Known } from '../coverage.ts';
import type { Drift, DriftState } from '../drift.ts';
import { isNoteOfGate } from '../gate.ts';
import { severities } from '../rule-meta.ts';
import type { GateTerms, Incomplete, Run, Suppressed } from '../run.ts';
import { shardsMax, type Shard } from '../shard.ts';
import type { Sla } from '../sla.ts';
import { apiIn } from './api.ts';
import { Fields, given, nameCharsMax, ResultsError } from './fields.ts';
import { fingerprintIn, fingerprintsIn, ruleIn, tierIn } from './findings.ts';
import { rulesIn, type Meta } from './rules.ts';

/** A run as its results tell it, before the gate is asked again. */
export interface Saved extends Pick<Run, 'apis' | 'commit' | 'incomplete' | 'rules' | 'startedAt' | 'tool'> {
  readonly complete: boolean;
  /** Without what the gate said. */
  readonly notes: readonly string[];
  readonly terms: GateTerms;
  /** Fingerprints of claims that were there before. */
  readonly known: ReadonlySet<string>;
  readonly suppressed: readonly Suppressed[];
  readonly drift?: Drift;
  /** Of a part of a run. */
  readonly shard?: Shard;
  /** All rules of ours: for findings of rules that did not run. */
  readonly otherRules: Run['rules'];
}

const thresholds = [...severities, 'none'] as const;

/**
 * The JSON report of a run (schema/results.schema.json), which a stranger may have written: every field is checked, and of
 * the verdict in it nothing is taken but what was asked. Throws ResultsError.
 */
export function parseResults(text: string, knownRules: ReadonlyMap<string, Meta>): Saved {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ResultsError('no JSON: sallyport writes it with --output results.json');
  }
  const fields = new Fields(value, 'results');
  if (!fields.has('schemaVersion')) fields.complain('schemaVersion', 'not there: these are no results of sallyport');
  if (fields.count('schemaVersion') !== 1) fields.complain('schemaVersion', 'this sallyport reads version 1');
  const verdict = fields.object('verdict');
  const apis = fields.objects('apis').map(apiIn);
  const incomplete = fields.objects('incomplete').map(incompleteIn);
  const notes = fields.texts('notes', 100_000).filter((note) => !isNoteOfGate(note));
  return {
    tool: { name: 'sallyport', version: versionIn(fields.object('tool')) },
    startedAt: fields.matching('startedAt', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/, 'a time in UTC'),
    ...(fields.has('commit') ? { commit: fields.matching('commit', /^[0-9a-f]{40,64}$/, 'the name of a commit') } : {}),
    complete: fields.flag('complete') && incomplete.length === 0,
    incomplete,
    notes,
    apis,
    rules: rulesIn(fields, knownRules),
    otherRules: knownRules,
    ...(fields.has('shard') ? { shard: shardIn(fields.object('shard')) } : {}),
    terms: termsIn(verdict),
    known: new Set(fingerprintsIn(verdict, 'known')),
    suppressed: verdict.objects('suppressed').map(suppressedIn),
    ...(fields.has('drift') ? { drift: driftIn(fields) } : {}),
  };
}

function versionIn(tool: Fields): string {
  return tool.matching('version', /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]{1,50})?$/, 'a version');
}

function termsIn(fields: Fields): GateTerms {
  return {
    threshold: fields.choice('threshold', thresholds),
    ...(fields.has('thresholdNew') ? { thresholdNew: fields.choice('thresholdNew', thresholds) } : {}),
    minCertainty: fields.choice('minCertainty', ['proven', 'firm']),
    breaking: fields.flag('breaking'),
    mode: fields.choice('mode', ['new', 'all']),
    isCompared: fields.flag('isCompared'),
    sla: slaIn(fields.object('sla')),
    overdueFails: fields.flag('overdueFails'),
  };
}

function slaIn(fields: Fields): Sla {
  return Object.fromEntries(
    severities.flatMap((severity) => (fields.has(severity) ? [[severity, fields.count(severity)]] : [])),
  );
}

function incompleteIn(fields: Fields): Incomplete {
  const what = fields.choice('what', [
    'crashed-rule',
    'target-down',
    'identity',
    'coverage',
    'interrupted',
    'unreadable-part',
    'missing-shard',
  ]);
  return { what, message: fields.text('message') };
}

function shardIn(fields: Fields): Shard {
  const [index, total] = [fields.count('index', 1), fields.count('total', 1)];
  if (index > total || total > shardsMax) fields.complain('index', 'no part of a run');
  return {
    index,
    total,
    plan: fields.matching('plan', /^[0-9a-f]{32}$/, 'a digest of 32 hex digits'),
    documents: fields.count('documents'),
    own: fields.count('own'),
    ...(fields.has('coverageMin') ? { coverageMin: fields.share('coverageMin') } : {}),
  };
}

function suppressedIn(fields: Fields): Suppressed {
  return {
    fingerprint: fingerprintIn(fields),
    rule: ruleIn(fields),
    ...given('operation', fields.optional('operation', nameCharsMax)),
    by: fields.choice('by', ['config', 'document']),
    ...given('owner', fields.optional('owner')),
    reason: fields.text('reason'),
    expires: fields.matching('expires', /^\d{4}-\d\d-\d\d$/, 'a day'),
  };
}

/** States stand beside the findings. */
function driftIn(results: Fields): Drift {
  const drift = results.object('drift');
  const states = new Map<string, DriftState>();
  const firstSeen = new Map<string, string>();
  for (const api of results.objects('apis')) {
    for (const finding of [...api.objects('findings'), ...api.objects('suppressed')]) {
      const print = fingerprintIn(finding);
      if (finding.has('state')) states.set(print, finding.choice('state', ['new', 'unchanged', 'updated']));
      if (finding.has('firstSeen')) firstSeen.set(print, finding.text('firstSeen', 10));
    }
  }
  const guids = drift.objects('guids').map(guidIn);
  return {
    states,
    firstSeen,
    absent: drift.objects('absent').map(knownIn),
    notRetested: drift.objects('notRetested').map(knownIn),
    guids: new Map(guids),
  };
}

function guidIn(fields: Fields): readonly [string, string] {
  const pattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  return [fields.text('api', nameCharsMax), fields.matching('guid', pattern, 'a UUID')];
}

function knownIn(fields: Fields): Known {
  return {
    fingerprint: fingerprintIn(fields),
    rule: ruleIn(fields),
    ...given('api', fields.optional('api', nameCharsMax)),
    ...given('operation', fields.optional('operation', nameCharsMax)),
    ...given('severity', fields.optional('severity', 20)),
    ...given('certainty', fields.optional('certainty', 20)),
    ...given('message', fields.optional('message')),
    ...tierIn(fields),
    ...given('firstSeen', fields.optional('firstSeen', 10)),
    ...(fields.has('also') && fields.flag('also') ? { also: true } : {}),
  };
}
