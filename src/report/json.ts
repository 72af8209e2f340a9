import { subjectsOf, type Evidence, type Finding, type Outcome } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { standing } from '../finding/standing.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Pointer } from '../model/source.ts';
import { toJson } from './escape.ts';
import { mostExposed } from './exposure.ts';
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
      complete: run.complete,
      incomplete: run.incomplete,
      verdict: {
        result: run.gate.verdict,
        threshold: run.gate.threshold,
        sentence: run.gate.sentence,
        counts: run.gate.counts,
        failing: [...run.gate.failing].sort(),
        suppressed: run.gate.suppressed,
      },
      notes: run.notes,
      ...(run.drift === undefined ? {} : { drift: { absent: run.drift.absent, notRetested: run.drift.notRetested } }),
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

function apiJson(run: Run, api: ApiRun): unknown {
  return {
    name: api.name,
    title: api.api.title,
    version: api.api.version,
    dialect: api.api.dialect,
    uri: api.sources.get(api.api.at.source)?.uri ?? api.api.at.source,
    operations: api.api.operations.length,
    probed: api.probed,
    edges: api.edges,
    findings: standing(run, api).map((finding) => findingJson(run, api, finding)),
    outcomes: outcomesJson(api.outcomes),
  };
}

function findingJson(run: Run, api: ApiRun, finding: Finding): unknown {
  const { at, related, evidence, change, also, reach, identity: _, ...rest } = finding;
  const { drift } = run;
  return {
    ...rest,
    ...change,
    also: also.map(({ identity: _where, ...claim }) => claim),
    ...(drift === undefined
      ? {}
      : { state: drift.states.get(finding.fingerprint), firstSeen: drift.firstSeen.get(finding.fingerprint) }),
    new: !run.gate.old.has(finding.fingerprint),
    gates: run.gate.failing.has(finding.fingerprint),
    at: placeJson(api, at),
    reach: reachJson(api, reach),
    related: related.map(({ at: place, message }) => ({ ...placeJson(api, place), message })),
    evidence: evidence.map(evidenceJson),
  };
}

function reachJson(api: ApiRun, reach: Finding['reach']): unknown {
  const exposed = mostExposed(api, reach.operations);
  return { ...reach, exposed: exposed.map(({ id, at }) => ({ operation: id, ...placeJson(api, at) })) };
}

function placeJson(api: ApiRun, at: Pointer): { readonly uri: string; readonly pointer: string } {
  const { uri, region } = located(api, at);
  return { uri, pointer: at.path, ...region };
}

function evidenceJson(evidence: Evidence): unknown {
  if (evidence.kind === 'comparison') return evidence;
  return { kind: evidence.kind, note: evidence.note, curl: evidence.curl, exchange: exchangeJson(evidence.exchange) };
}

/** Status and sizes, who asked what: enough to follow the proof. Bodies stay out of reports. */
function exchangeJson({ request, response, failure, identity, durationMs }: Exchange): unknown {
  return {
    identity,
    method: request.method,
    path: request.path,
    status: response?.status,
    failure,
    bytes: response?.body?.bytes,
    durationMs: Math.round(durationMs),
  };
}

/** Passed outcomes are counted by rule; the others are listed one by one. */
function outcomesJson(outcomes: readonly Outcome[]): unknown {
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
  return { passed, others };
}
