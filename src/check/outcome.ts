import type { ApiModel, Operation, OperationId } from '../model/api.ts';
import { allowsAnonymous } from '../model/auth.ts';
import { canonicalId } from '../model/operation.ts';
import { placeOf, type Place } from '../model/place.ts';
import type { Finding, Outcome, Repair } from '../finding/finding.ts';
import { fingerprint } from '../finding/fingerprint.ts';
import type { Severity } from '../finding/rule-meta.ts';
import type { Problem, Problems, Rule } from './rule.ts';

export function listOf(problems: Problems): readonly Problem[] {
  if (problems === undefined) return [];
  return isList(problems) ? problems : [problems];
}

function isList(problems: Problem | readonly Problem[]): problems is readonly Problem[] {
  return Array.isArray(problems);
}

/** What the engine knows about a problem that the rule need not say. */
export interface Setting {
  readonly api: ApiModel;
  readonly rule: Rule;
  /** The operation that was looked at, if one was: it is in the reach even where a shared component is the place. */
  readonly operation?: Operation;
  /** Operations that reach the place; asked for only where something is reported. */
  readonly reach?: () => readonly OperationId[];
}

/** One problem as a finding. Its scope is where its place lies: in an operation, in a shared component, or at the root. */
export function findingOf(problem: Problem, { api, rule, operation, reach }: Setting): Finding {
  // What is said of the whole document under a subject of its own needs no place to be told apart.
  const isWide = problem.wide === true && problem.subject !== undefined;
  const place: Place = isWide ? { scope: '', subject: '' } : placeOf(api, problem.at);
  const operations = reachOf(problem, place.operation ?? operation, reach);
  const subject = problem.subject ?? [place.subject, problem.detail ?? ''].join(' ').trim();
  const own = place.operation === undefined ? place.scope : canonicalId(place.operation);
  const scope = problem.wide === true ? '' : own;
  const named = place.operation?.id ?? (operations.length === 1 ? operations[0] : undefined);
  const severity = severityOf(problem, rule);
  const { tier, repair } = problem;
  const finding: { -readonly [K in keyof Finding]: Finding[K] } = {
    rule: rule.id,
    kind: rule.kind,
    ...(tier === undefined ? undefined : { tier }),
    fingerprint: fingerprint({ rule: rule.id, api: api.name, scope, subject }),
    identity: { scope, subject },
    severity,
    certainty: problem.certainty ?? 'firm',
    message: problem.message,
    ...(named === undefined ? undefined : { operation: named }),
    at: problem.at,
    related: problem.related ?? none,
    evidence: problem.evidence ?? none,
    reach: { operations, anonymous: anonymousAmong(api, operations), dataClasses: problem.dataClasses ?? none },
    also: none,
  };
  if (repair !== undefined) finding.repairs = [repair];
  if (rule.kind === 'diff')
    finding.change = { posture: problem.posture ?? rule.posture, compat: problem.compat ?? rule.compat };
  return finding;
}

const none: readonly never[] = [];

function severityOf(problem: Problem, rule: Rule): Severity {
  if (problem.tier === undefined) return rule.severity;
  const tier = rule.tiers?.find(({ name }) => name === problem.tier);
  if (tier === undefined) throw new Error(`rule ${rule.id} has no tier ${problem.tier}`);
  return tier.severity;
}

function reachOf(problem: Problem, operation: Operation | undefined, reach: Setting['reach']): readonly OperationId[] {
  if (problem.operations !== undefined) return problem.operations;
  const reached = reach?.();
  if (reached !== undefined && reached.length > 0) return reached;
  return operation === undefined ? [] : [operation.id];
}

const anonymousOf = new WeakMap<readonly OperationId[], number>();

/** The findings of one schema share their list of operations. */
function anonymousAmong(api: ApiModel, operations: readonly OperationId[]): number {
  let count = anonymousOf.get(operations);
  if (count === undefined) anonymousOf.set(operations, (count = countAmong(api, operations)));
  return count;
}

function countAmong(api: ApiModel, operations: readonly OperationId[]): number {
  let open = openIds.get(api);
  if (open === undefined) {
    open = new Set(api.operations.filter(allowsAnonymous).map(({ id }) => id));
    openIds.set(api, open);
  }
  let count = 0;
  if (open.size > 0) for (const id of operations) if (open.has(id)) count += 1;
  return count;
}

const openIds = new WeakMap<ApiModel, ReadonlySet<OperationId>>();

/** Findings of one rule; those with one fingerprint become one, with the reach of all. */
export class Collected {
  readonly #byFingerprint = new Map<string, Joined>();

  add(finding: Finding): void {
    const known = this.#byFingerprint.get(finding.fingerprint);
    if (known === undefined) this.#byFingerprint.set(finding.fingerprint, new Joined(finding));
    else known.add(finding);
  }

  get findings(): readonly Finding[] {
    return [...this.#byFingerprint.values()].map((joined) => joined.finding);
  }
}

/** Most places that are named beside a finding's own: enough to find the rest by hand. */
const relatedMax = 20;

/** One finding and what is said again of it, at other places: thousands of places cost as much as one walk over them. */
class Joined {
  readonly #first: Finding;
  #operations: Set<OperationId> | undefined;
  #dataClasses: Set<string> | undefined;
  #anonymous: number;
  #evidence: Finding['evidence'];
  readonly #elsewhere: Finding['related'][number][] = [];
  readonly #repairs: Repair[];

  constructor(first: Finding) {
    this.#first = first;
    this.#anonymous = first.reach.anonymous;
    this.#evidence = first.evidence;
    this.#repairs = [...(first.repairs ?? [])];
  }

  add({ at, reach, evidence, repairs = [] }: Finding): void {
    this.#repairs.push(...repairs);
    this.#operations ??= new Set(this.#first.reach.operations);
    this.#dataClasses ??= new Set(this.#first.reach.dataClasses);
    const before = this.#operations.size;
    for (const id of reach.operations) this.#operations.add(id);
    for (const id of reach.dataClasses) this.#dataClasses.add(id);
    // Places that share no operation add up; where they do, the larger count is the one that is known.
    const isApart = this.#operations.size === before + reach.operations.length;
    this.#anonymous = isApart ? this.#anonymous + reach.anonymous : Math.max(this.#anonymous, reach.anonymous);
    const isHere = at.source === this.#first.at.source && at.path === this.#first.at.path;
    if (!isHere && this.#elsewhere.length < relatedMax) this.#elsewhere.push({ at, message: 'the same here' });
    if (this.#evidence.length === 0) this.#evidence = evidence;
  }

  get finding(): Finding {
    if (this.#operations === undefined) return this.#first;
    const operations = [...this.#operations];
    const { operation, ...rest } = this.#first;
    return {
      ...rest,
      ...(operation !== undefined && operations.length === 1 ? { operation } : {}),
      reach: { operations, anonymous: this.#anonymous, dataClasses: [...(this.#dataClasses ?? [])] },
      related: [...this.#first.related, ...this.#elsewhere].slice(0, relatedMax),
      evidence: this.#evidence,
      ...(this.#repairs.length === 0 ? {} : { repairs: this.#repairs }),
    };
  }
}

const nothing: readonly Finding[] = [];

export function passed(rule: Rule, subject: Outcome['subject']): Outcome {
  return { rule: rule.id, kind: rule.kind, subject, result: 'passed', findings: nothing };
}

/** One rule on many operations. */
export function passedOn(rule: Rule, subjects: readonly OperationId[]): readonly Outcome[] {
  if (subjects.length === 0) return [];
  return [{ rule: rule.id, kind: rule.kind, subject: 'api', subjects, result: 'passed', findings: nothing }];
}

/** One failed outcome for each subject the findings name: their operation, or `api`. */
export function failures(rule: Rule, findings: readonly Finding[]): readonly Outcome[] {
  const bySubject = new Map<Outcome['subject'], Finding[]>();
  for (const finding of findings) {
    const subject = finding.operation ?? 'api';
    const list = bySubject.get(subject);
    if (list === undefined) bySubject.set(subject, [finding]);
    else list.push(finding);
  }
  return [...bySubject].map(([subject, list]) => ({
    rule: rule.id,
    kind: rule.kind,
    subject,
    result: 'failed',
    findings: list,
  }));
}

export function skipped(rule: Rule, subject: Outcome['subject'], reason: string): Outcome {
  return { rule: rule.id, kind: rule.kind, subject, result: 'skipped', reason, findings: nothing };
}

export function undecided(rule: Rule, subject: Outcome['subject'], reason: string): Outcome {
  return { rule: rule.id, kind: rule.kind, subject, result: 'undecided', reason, findings: nothing };
}

/**
 * A rule that threw: the run goes on, the gate hears of it. The reason says what was thrown and where in our code; what the
 * error says is left out, as it may quote a value from the wire.
 */
export function crashed(rule: Rule, subject: Outcome['subject'], error: unknown): Outcome {
  const reason = `rule ${rule.id} crashed: ${thrownBy(error)}`;
  return { rule: rule.id, kind: rule.kind, subject, result: 'crashed', reason, findings: nothing };
}

/** `TypeError at rule.ts:40:12`; the folders before it are of the machine that ran. */
function thrownBy(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const { message, stack = '' } = error;
  const name = /^[A-Z]\w{0,60}$/.test(error.name) ? error.name : 'Error';
  // A message may hold lines that look like frames: only what stands behind it is looked at.
  const start = stack.indexOf(message);
  const frames = start < 0 ? '' : stack.slice(start + message.length);
  const [, place] = /^\s+at .*?([\w.-]{1,100}\.[cm]?[jt]s:\d+:\d+)\)?$/m.exec(frames) ?? [];
  return place === undefined ? name : `${name} at ${place}`;
}
