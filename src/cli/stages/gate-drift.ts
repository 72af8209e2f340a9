import type { Finding, Outcome } from '../../finding/finding.ts';
import { fingerprint } from '../../finding/fingerprint.ts';
import { inlineIgnoresOf, type Ignore } from '../../finding/suppress.ts';
import type { ApiModel, Operation } from '../../model/api.ts';
import { operationById } from '../../model/operation.ts';
import { child, type Pointer, type Source } from '../../model/source.ts';
import { allRules } from '../all-rules.ts';
import { coversIgnore } from '../gate-drift/covers.ts';
import type { ConfigDrift } from '../gate-drift/base-config.ts';
import { baselineLoosened, type BaselineDrift } from '../gate-drift/base-baseline.ts';
import { looseningsOf, type Loosening } from '../gate-drift/loosenings.ts';
import { gateLoosened } from '../gate-drift/rule.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { subjectOf, type Subject } from './subject.ts';

type Severity = Finding['severity'];

/** The team's files as a subject of their own, where they differ from the base's; and what documents except themselves from. */
export async function gateDrift(
  subjects: readonly Subject[],
  { rules, baselineDrift }: { readonly rules: Rules; readonly baselineDrift: BaselineDrift | undefined },
  request: Request,
): Promise<readonly Subject[]> {
  const rule = rules.metas.get(gateLoosened.id);
  if (rule === undefined || request.check.base === undefined) return [];
  for (const subject of subjects) exceptThemselves(subject, rule.severity);
  const files = [
    ...(request.drift === undefined ? [] : await filesOfConfig(request.drift)),
    ...(baselineDrift === undefined
      ? []
      : [{ sources: [baselineDrift.source], loosenings: baselineLoosened(baselineDrift) }]),
  ];
  return filesSubject(files, rule.severity);
}

/** Files of settings that differ, and what is looser in them. */
interface Judged {
  readonly sources: readonly Source[];
  readonly loosenings: readonly Loosening[];
}

async function filesOfConfig({ before, after }: ConfigDrift): Promise<readonly Judged[]> {
  const sources = [...after.sources, ...before.sources];
  const [first] = sources;
  if (first === undefined || isSame(before, after)) return [];
  const root = { source: first.id, path: '' };
  return [{ sources, loosenings: looseningsOf({ before, after, rules: await allRules(), root }) }];
}

/** One subject for all of them, called after the first. */
function filesSubject(files: readonly Judged[], severity: Severity): readonly Subject[] {
  const sources = files.flatMap((file) => file.sources);
  const [first] = sources;
  if (first === undefined) return [];
  const api = asSubject(first.uri, { source: first.id, path: '' }, sources);
  const findings = files.flatMap(({ sources: [own = first], loosenings }) =>
    loosenings.map(({ at, subject, message }) =>
      finding(message, { at, severity, print: { api: own.uri, scope: '', subject } }),
    ),
  );
  return [{ ...subjectOf(api), outcomes: [outcomeOf('api', findings)] }];
}

function isSame(before: ConfigDrift['before'], after: ConfigDrift['after']): boolean {
  const text = ({ rules, gate }: ConfigDrift['before']): string =>
    JSON.stringify([rules, gate.failOn, gate.ignores, gate.sla, gate.maxAge], (key, value: unknown) =>
      key === 'at' ? undefined : value instanceof Map ? [...value] : value,
    );
  return text(before) === text(after);
}

/** Files of settings have no operations; their places are found as those of documents are. */
function asSubject(name: string, at: Pointer, sources: readonly Source[]): ApiModel {
  return {
    name,
    title: 'The gate',
    version: '1',
    dialect: 'config',
    at,
    operations: [],
    hooks: [],
    schemas: new Map(),
    authSchemes: new Map(),
    servers: [],
    sources: new Map(sources.map((source) => [source.id, source])),
    extensions: {},
    unread: [],
    faults: [],
  };
}

/** `x-sallyport-ignore` that the older document had not, or not so wide or long: one finding a place. */
function exceptThemselves(subject: Subject, severity: Severity): void {
  const { api, previous } = subject;
  const places: readonly (Operation | undefined)[] = [undefined, ...api.operations, ...api.hooks];
  const failed: Outcome[] = [];
  for (const operation of places) {
    const known = previous === undefined ? [] : exceptionsOf(previous, operation?.id);
    const more = exceptionsOf(api, operation?.id).filter((one) => !known.some((before) => coversIgnore(before, one)));
    if (more.length === 0) continue;
    const rules = [...new Set(more.map(({ rule }) => rule))].sort().join(', ');
    const at = child(operation?.at ?? api.at, 'x-sallyport-ignore');
    const message = `The document takes itself out of ${rules} by this change.`;
    const print = { api: api.name, scope: operation?.id ?? '', subject: `x-sallyport-ignore/${rules}` };
    failed.push(outcomeOf(operation?.id ?? 'api', [finding(message, { at, severity, print, operation })]));
  }
  if (failed.length > 0) subject.outcomes = [...subject.outcomes.map((one) => without(one, failed)), ...failed];
}

/** What a rule of the diff says of such a place is the same, said milder. */
function without(outcome: Outcome, said: readonly Outcome[]): Outcome {
  if (outcome.kind !== 'diff' || outcome.findings.length === 0) return outcome;
  const places = new Set(said.flatMap(({ findings }) => findings.map(({ at }) => `${at.source}#${at.path}`)));
  const findings = outcome.findings.filter(({ at }) => !places.has(`${at.source}#${at.path}`));
  if (findings.length === outcome.findings.length) return outcome;
  return { ...outcome, findings, ...(findings.length === 0 ? { reason: `said by ${gateLoosened.id}` } : {}) };
}

function exceptionsOf(api: ApiModel, operation: string | undefined): readonly Ignore[] {
  const raw = operation === undefined ? api.extensions : operationById(api, operation)?.raw;
  return inlineIgnoresOf(raw).map(({ rule, reason = '', expires = '' }) => ({ rule, reason, expires }));
}

interface Placed {
  readonly at: Pointer;
  readonly severity: Severity;
  readonly print: { readonly api: string; readonly scope: string; readonly subject: string };
  readonly operation?: Operation | undefined;
}

function finding(message: string, { at, severity, print, operation }: Placed): Finding {
  return {
    rule: gateLoosened.id,
    kind: gateLoosened.kind,
    fingerprint: fingerprint({ rule: gateLoosened.id, ...print }),
    severity,
    certainty: 'firm',
    message,
    ...(operation === undefined ? {} : { operation: operation.id }),
    at,
    related: [],
    evidence: [],
    reach: { operations: operation === undefined ? [] : [operation.id], anonymous: 0, dataClasses: [] },
    also: [],
    change: { posture: 'widens', compat: 'no' },
  };
}

function outcomeOf(subject: string, findings: readonly Finding[]): Outcome {
  const result = findings.length > 0 ? 'failed' : 'passed';
  return { rule: gateLoosened.id, kind: gateLoosened.kind, subject, result, findings };
}
