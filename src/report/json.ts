import { subjectsOf, type Evidence, type Finding } from '../finding/finding.ts';
import type { ApiRun, GateTerms, Run } from '../finding/run.ts';
import { dataFlowsOf } from '../finding/data-flows.ts';
import { findingsOf, standing } from '../finding/standing.ts';
import { allowsAnonymous } from '../model/auth.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Pointer } from '../model/source.ts';
import { cut, toJson } from './escape.ts';
import { mostExposed } from './exposure.ts';
import { ownText } from '../model/own-text.ts';
import { ownersOf, type Owned } from './owners.ts';
import { passedGroups } from './passed-groups.ts';
import { located } from './place.ts';

/** Raised only when a key is removed or changes its meaning; new keys may come at any time. */
const schemaVersion = 1;

/** All that is known, for machines: documented by schema/results.schema.json. */
export function renderJson(run: Run): string {
  return `${toJson(
    {
      schemaVersion,
      tool: run.tool,
      startedAt: run.startedAt,
      commit: run.commit,
      complete: run.complete,
      incomplete: run.incomplete,
      verdict: {
        result: run.gate.verdict,
        ...termsJson(run),
        sentence: run.gate.sentence,
        counts: run.gate.counts,
        failing: [...run.gate.failing].sort(),
        known: [...run.gate.known].sort(),
        overdue: [...run.gate.overdue].sort(),
        suppressed: run.gate.suppressed,
      },
      notes: run.notes,
      shard: run.shard,
      ...ownersJson(run),
      ...driftJson(run),
      apis: run.apis.map((api) => apiJson(run, api)),
      rules: [...run.rules.values()].map(({ id, kind, title, severity, tiers, owasp, cwe, controls, why, fix }) => ({
        id,
        kind,
        title,
        severity,
        tiers,
        owasp,
        cwe,
        controls,
        why,
        fix,
      })),
    },
    2,
  )}\n`;
}

/** By owner, where anybody is named. */
function ownersJson(run: Run): { readonly owners?: readonly Owned[] } {
  const owners = ownersOf(run);
  return owners.length === 0 ? {} : { owners };
}

/** What the gate was asked: `sallyport report` asks it again. */
function termsJson({ gate }: Run): GateTerms {
  const { threshold, thresholdNew, minCertainty, breaking, mode, isCompared, sla, overdueFails } = gate;
  return {
    threshold,
    ...(thresholdNew === undefined ? {} : { thresholdNew }),
    minCertainty,
    breaking,
    mode,
    isCompared,
    sla,
    overdueFails,
  };
}

function driftJson({ drift }: Run): object {
  if (drift === undefined) return {};
  const { absent, notRetested, guids } = drift;
  return { drift: { absent, notRetested, guids: [...guids].map(([api, guid]) => ({ api, guid })) } };
}

function apiJson(run: Run, api: ApiRun): unknown {
  const shown = new Set(standing(run, api));
  return {
    name: api.name,
    owner: api.owner,
    title: ownText(api.api.title),
    version: ownText(api.api.version),
    dialect: api.api.dialect,
    ...rootJson(api),
    operations: api.api.operations.length,
    probed: api.probed && { ...api.probed, byProbe: api.probed.byProbe && Object.fromEntries(api.probed.byProbe) },
    edges: api.edges,
    data: dataFlowsOf(api),
    findings: [...shown].map((finding) => findingJson(run, api, finding)),
    suppressed: findingsOf(api)
      .filter((finding) => !shown.has(finding))
      .map((finding) => findingJson(run, api, finding)),
    outcomes: outcomesJson(api),
    sources: [...api.sources.values()].map(({ id, uri, inTree }) => ({ id, uri, inTree })),
    index: [...api.api.operations, ...api.api.hooks].map((operation) => ({
      operation: operation.id,
      kind: operation.kind,
      method: operation.method,
      path: operation.path,
      anonymous: allowsAnonymous(operation),
      ...placeJson(api, operation.at),
    })),
  };
}

function rootJson({ api, sources }: ApiRun): object {
  const { source } = api.at;
  const uri = sources.get(source)?.uri ?? source;
  return { uri, ...(uri === source ? {} : { source }) };
}

function findingJson(run: Run, api: ApiRun, finding: Finding): unknown {
  const { drift } = run;
  return {
    rule: finding.rule,
    kind: finding.kind,
    tier: finding.tier,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    certainty: finding.certainty,
    message: finding.message,
    operation: finding.operation,
    repairs: finding.repairs,
    ...finding.change,
    also: finding.also.map(({ identity: _where, ...claim }) => claim),
    ...(drift === undefined
      ? {}
      : { state: drift.states.get(finding.fingerprint), firstSeen: drift.firstSeen.get(finding.fingerprint) }),
    new: !run.gate.old.has(finding.fingerprint),
    gates: run.gate.failing.has(finding.fingerprint),
    at: placeJson(api, finding.at),
    reach: reachJson(api, finding.reach),
    related: finding.related.map(({ at: place, message }) => ({ ...placeJson(api, place), message })),
    evidence: finding.evidence.map(evidenceJson),
  };
}

function reachJson(api: ApiRun, reach: Finding['reach']): unknown {
  const exposed = mostExposed(api, reach.operations);
  return { ...reach, exposed: exposed.map(({ id, at }) => ({ operation: id, ...placeJson(api, at) })) };
}

function placeJson(
  api: ApiRun,
  at: Pointer,
): { readonly uri: string; readonly source?: string; readonly pointer: string } {
  const { uri, region } = located(api, at);
  return { uri, ...(at.source === uri ? {} : { source: at.source }), pointer: at.path, ...region };
}

function evidenceJson(evidence: Evidence): unknown {
  if (evidence.kind === 'comparison') return evidence;
  return { kind: evidence.kind, note: evidence.note, curl: evidence.curl, exchange: exchangeJson(evidence.exchange) };
}

/** Of one exchange. */
const fieldsMax = 50;
/** In characters. */
const fieldMax = 1_000;

function fieldsJson(fields: readonly Field[]): unknown {
  return fields
    .slice(0, fieldsMax)
    .map(([name, value]) => ({ name: cut(name, fieldMax), value: cut(value, fieldMax) }));
}

/** Status, headers and sizes, who asked what: enough to follow the proof. Bodies stay out of reports. */
function exchangeJson({ request, response, failure, identity, durationMs }: Exchange): unknown {
  return {
    identity,
    method: request.method,
    origin: request.origin,
    path: request.path,
    query: fieldsJson(request.query),
    requestHeaders: fieldsJson(request.headers),
    status: response?.status,
    responseHeaders: response === undefined ? undefined : fieldsJson(response.headers),
    failure,
    bytes: response?.body?.bytes,
    durationMs: Math.round(durationMs),
  };
}

/** Passed outcomes are counted by rule and named by groups; the others are listed one by one. */
function outcomesJson({ api, outcomes }: ApiRun): unknown {
  const passed: Record<string, number> = {};
  for (const outcome of outcomes) {
    if (outcome.result !== 'passed') continue;
    passed[outcome.rule] = (passed[outcome.rule] ?? 0) + subjectsOf(outcome).length;
  }
  const others = outcomes
    .filter(({ result }) => result !== 'passed')
    .map(({ rule, kind, subject, result, reason, verdict, findings }) => ({
      rule,
      kind,
      subject,
      result,
      reason,
      verdict,
      findings: findings.map(({ fingerprint }) => fingerprint),
    }));
  return { passed, passedOn: passedGroups(api, outcomes), others };
}
