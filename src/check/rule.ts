/** All that a rule may import (as `#rule`): the nouns it reads, the four contracts, and the predicates of the kit. */
import type {
  ApiModel,
  AuthScheme,
  Operation,
  OperationId,
  Parameter,
  Property,
  Response,
  Schema,
  Server,
} from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Pointer } from '../model/source.ts';
import type { Evidence, Related, Repair } from '../finding/finding.ts';
import type { Certainty, Compat, Posture, RuleMeta } from '../finding/rule-meta.ts';
import type { Fact, FactKind } from './fact.ts';
import type { SchemaUse } from './schema-use.ts';
import type { ProbeSubject, Target } from './target.ts';

export type * from '../model/api.ts';
export type * from '../model/exchange.ts';
export type * from '../model/json.ts';
export type { Pointer } from '../model/source.ts';
export type { Edit } from '../model/edit.ts';
export type { Evidence, Related, Repair } from '../finding/finding.ts';
export type { Certainty, Compat, Posture, RuleMeta, Severity, Tier } from '../finding/rule-meta.ts';
export type * from './fact.ts';
export type { SchemaUse } from './schema-use.ts';
export type * from './target.ts';
export { both, factRow, family, type AnyRow, type FactOf, type FactRow } from './family.ts';
export { BudgetSpent, IdentityLost, NotTested, TargetDown } from './target.ts';
export * from './controls/index.ts';
export * from './predicates.ts';

/** What a rule says of one place; the engine makes a `Finding` of it. */
export interface Problem {
  readonly at: Pointer;
  /** What is wrong here, one sentence; names from the document are allowed, values from the wire never. */
  readonly message: string;
  /** What the fingerprint hashes besides rule and operation: resolved terms such as `response/200/json/$.items[].pan`, never text or line. */
  readonly subject?: string;
  /** Without a subject: what tells several things that are said of one place apart, such as the name of a property. */
  readonly detail?: string;
  /** The document as a whole is meant, and `at` is one of several places: they become one finding. */
  readonly wide?: boolean;
  /** A name from the rule's `tiers`. */
  readonly tier?: string;
  /** `firm` unless said otherwise; `tentative` never gates. */
  readonly certainty?: Certainty;
  readonly related?: readonly Related[];
  readonly evidence?: readonly Evidence[];
  /** For hooks above operations (api, server, authScheme, end): the operations meant, if not all. */
  readonly operations?: readonly OperationId[];
  /** Ids of model/data-class that stand behind it. */
  readonly dataClasses?: readonly string[];
  /**
   * Of traffic problems: what the capture as a whole must show, so that the problem is firm. `credentials`: some request
   * carries one, else the exporter may have taken them out. Without it the problem is tentative.
   */
  readonly assumes?: 'credentials';
  /** The one right answer, where there is one: what `lint --fix` writes. */
  readonly repair?: Repair;
  /** Of diff problems, where it differs from the rule's. */
  readonly posture?: Posture;
  readonly compat?: Compat;
}
/** Nothing, one or many; no generator in hot hooks: 5-7 times dearer where nothing is found. */
export type Problems = readonly Problem[] | Problem | undefined;

/** Judges the model alone. The engine walks it once and offers each node to every lint rule. */
export interface LintRule extends RuleMeta {
  readonly kind: 'lint';
  api?(api: ApiModel): Problems;
  /** Root, path and operation servers, each as written once. */
  server?(server: Server, api: ApiModel): Problems;
  authScheme?(scheme: AuthScheme, api: ApiModel): Problems;
  operation?(operation: Operation, api: ApiModel): Problems;
  hook?(hook: Operation, api: ApiModel): Problems;
  parameter?(parameter: Parameter, operation: Operation, api: ApiModel): Problems;
  response?(response: Response, operation: Operation, api: ApiModel): Problems;
  /** Once a schema and direction, however many operations use it. */
  schema?(schema: Schema, use: SchemaUse, api: ApiModel): Problems;
  /** Once a declared property and direction. */
  property?(property: Property, use: SchemaUse, api: ApiModel): Problems;
}

export type Change<T> =
  | { readonly kind: 'added'; readonly after: T }
  | { readonly kind: 'removed'; readonly before: T }
  | { readonly kind: 'changed'; readonly before: T; readonly after: T };

/** Both models, for rules that must look around. */
export interface Versions {
  readonly before: ApiModel;
  readonly after: ApiModel;
  /** `2026-11-24`, for dates of sunset; without it none is in the past. */
  readonly today?: string;
  /** What the team asks of those that deprecate; without it nothing. */
  readonly deprecation?: DeprecationDays;
}
/** How many days there must be between a deprecation and its sunset, by `x-stability-level`; 0: none need be named. */
export interface DeprecationDays {
  /** Also of what says no level. */
  readonly stable: number;
  readonly beta: number;
}
/** Two versions of one thing. */
export interface Both<T> {
  readonly before: T;
  readonly after: T;
}
/** Where a change below an operation stands. */
export interface ChangeSite {
  /**
   * The ONE place to change, in the newer document: the property's key or the schema's definition. Of removed ones what
   * held them; of what came by a reference that now leads to another known schema, that reference.
   */
  readonly at: Pointer;
  /** The place in resolved terms, for `Problem.subject` and messages: `$.items[].pan`. */
  readonly path: string;
  /** Where the older document says it. */
  readonly beforeAt: Pointer;
}
/** Judges what changed between two models; equal things are never offered. */
export interface DiffRule extends RuleMeta {
  readonly kind: 'diff';
  /** Of every problem of the rule, unless the problem says otherwise. */
  readonly posture: Posture;
  readonly compat: Compat;
  /** The kinds that `fact` is asked about. */
  readonly facts: readonly FactKind[];
  fact(fact: Fact, versions: Versions): Problems;
}

/** What a capture showed, when all of it is seen. */
export interface Seen {
  /** How many exchanges went to each operation of the document. */
  readonly operations: ReadonlyMap<OperationId, number>;
  /** Exchanges that matched no operation, grouped by method and templated path. */
  readonly unmatched: readonly UnmatchedGroup[];
  readonly exchanges: number;
  /** What was seen of each operation that was called. */
  readonly calls: ReadonlyMap<OperationId, SeenCalls>;
}
/** All calls of one operation. */
export interface SeenCalls {
  readonly count: number;
  readonly statuses: ReadonlySet<number>;
  /** Answers of 2xx whose headers were captured. */
  readonly served: number;
  /** Names of headers that some answer of 2xx had, lower case. */
  readonly headers: ReadonlySet<string>;
  readonly first: Pointer;
  /** The first that was answered with 2xx and whose headers were captured. */
  readonly firstServed?: Pointer;
}
export interface UnmatchedGroup {
  readonly method: string;
  /** Templated: `/v2/cards/{}`. */
  readonly path: string;
  readonly origin: string;
  readonly count: number;
  readonly statuses: readonly number[];
  readonly credentials: readonly Exchange['credentials'][];
  readonly first: Pointer;
  /** The path is documented, the method is not. */
  readonly knownPath: boolean;
  /** Answers of 2xx with JSON. */
  readonly served?: number;
}

/** Judges one exchange. Runs over captures AND over everything that probes receive. */
export interface TrafficRule extends RuleMeta {
  readonly kind: 'traffic';
  /** Judges what clients do: what probes send says nothing about that. */
  readonly only?: 'captured';
  /** Why nothing can be told of such a call, in a few words; an operation of which there are no others is undecided. */
  blind?(exchange: Exchange, operation: Operation, api: ApiModel): string | undefined;
  /** Problems of the same rule, operation and subject become one finding. */
  exchange?(exchange: Exchange, operation: Operation | undefined, api: ApiModel): Problems;
  /** Once, when all is seen: orphans, zombies, shadow endpoints as one finding each. */
  end?(seen: Seen, api: ApiModel): Problems;
}

/** Sends requests to the target and judges the answers. */
export interface ProbeRule extends RuleMeta {
  readonly kind: 'probe';
  /** A profile drops the rest before anything is sent. `read` = read-only, `create` = standard, `write` = full. */
  readonly impact: 'read' | 'create' | 'write' | 'load';
  readonly per: 'operation' | 'field' | 'input' | 'scheme' | 'host' | 'run';
  /** Most requests for one subject; the engine refuses the next. */
  readonly requests: number;
  /** Live identities it needs; with fewer the outcome is `skipped`, with the reason. */
  readonly identities: number;
  /**
   * `removed`: the subjects are the operations of the previous document that the new one lacks. `sensitive`,
   * `privileged`: those that the policy names so.
   */
  readonly among?: 'removed' | 'sensitive' | 'privileged';
  /** Rules that say the same of an operation with a nearer cause: where one of them is proven, this one is not run. */
  readonly yieldsTo?: readonly string[];
  applies(subject: ProbeSubject, api: ApiModel): boolean;
  probe(subject: ProbeSubject, target: Target): AsyncGenerator<Problem, Conclusion>;
}
/** `decided`: what was yielded is proven and the rest is refuted. */
export type Conclusion = 'decided' | { readonly undecided: string };

export type Rule = LintRule | DiffRule | TrafficRule | ProbeRule;

export function lintRule(rule: Omit<LintRule, 'kind'>): LintRule {
  return { ...rule, kind: 'lint' };
}
export function diffRule(rule: Omit<DiffRule, 'kind'>): DiffRule {
  return { ...rule, kind: 'diff' };
}
export function trafficRule(rule: Omit<TrafficRule, 'kind'>): TrafficRule {
  return { ...rule, kind: 'traffic' };
}
export function probeRule(rule: Omit<ProbeRule, 'kind'>): ProbeRule {
  return { ...rule, kind: 'probe' };
}
