/** All that a rule may import (as `#rule`): the nouns it reads, the four contracts, and the predicates of the kit. */
import type { ApiModel, AuthScheme, Operation, OperationId, Parameter, Property, Response, Schema, Server } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Pointer } from '../model/source.ts';
import type { Evidence, Related } from '../finding/finding.ts';
import type { Certainty, Compat, Posture, RuleMeta } from '../finding/rule-meta.ts';
import type { ProbeSubject, Target } from './target.ts';

export type * from '../model/api.ts';
export type * from '../model/exchange.ts';
export type * from '../model/json.ts';
export type { Pointer } from '../model/source.ts';
export type { Evidence, Related } from '../finding/finding.ts';
export type { Certainty, Compat, Posture, RuleMeta, Severity, Tier } from '../finding/rule-meta.ts';
export type * from './target.ts';
export { child, keysOf, parent } from '../model/source.ts';
export { header } from '../model/exchange.ts';
export { isObject, own, ownText } from '../model/json.ts';

/** What a rule says of one place; the engine makes a `Finding` of it. */
export interface Problem {
  readonly at: Pointer;
  /** What is wrong here, one sentence; names from the document are allowed, values from the wire never. */
  readonly message: string;
  /** What the fingerprint hashes besides rule and operation: resolved terms such as `response/200/json/$.items[].pan`, never text or line. */
  readonly subject?: string;
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
  /** Of diff problems, where it differs from the rule's. */
  readonly posture?: Posture;
  readonly compat?: Compat;
}
/** Nothing, one or many; no generator in hot hooks: 5-7 times dearer where nothing is found. */
export type Problems = readonly Problem[] | Problem | undefined;

/** How a schema is used. Each schema is offered at most twice: once as request, once as response. */
export interface SchemaUse {
  readonly direction: 'request' | 'response';
  /** Reached by a response of 2xx, by a parameter ...: several may hold. */
  readonly inBody: boolean;
  readonly inParameter: boolean;
  readonly inHeader: boolean;
  readonly inError: boolean;
  readonly inSuccess: boolean;
}

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
}
/** A property as the merged view of its schema (allOf flattened) knows it, with the schema it belongs to. */
export interface PropertyChange {
  readonly change: Change<Property>;
  /** In resolved terms from the operation or component: `$.items[].pan`. */
  readonly path: string;
}

/** Judges what changed between two models; equal things are never offered. */
export interface DiffRule extends RuleMeta {
  readonly kind: 'diff';
  /** Of every problem of the rule, unless the problem says otherwise. */
  readonly posture: Posture;
  readonly compat: Compat;
  api?(change: Change<ApiModel>, versions: Versions): Problems;
  /** By resolved URL and level. */
  server?(change: Change<Server>, versions: Versions): Problems;
  authScheme?(change: Change<AuthScheme>, versions: Versions): Problems;
  /** `changed` is offered for every operation in both models whose own facts or effective security differ. */
  operation?(change: Change<Operation>, versions: Versions): Problems;
  parameter?(change: Change<Parameter>, operation: Operation, versions: Versions): Problems;
  response?(change: Change<Response>, operation: Operation, versions: Versions): Problems;
  /** Once a pair of schemas and direction. */
  schema?(change: Change<Schema>, use: SchemaUse, versions: Versions): Problems;
  property?(change: PropertyChange, use: SchemaUse, versions: Versions): Problems;
}

/** What a capture showed, when all of it is seen. */
export interface Seen {
  /** How many exchanges went to each operation of the document. */
  readonly operations: ReadonlyMap<OperationId, number>;
  /** Exchanges that matched no operation, grouped by method and templated path. */
  readonly unmatched: readonly UnmatchedGroup[];
  readonly exchanges: number;
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
}

/** Judges one exchange. Runs over captures AND over everything that probes receive. */
export interface TrafficRule extends RuleMeta {
  readonly kind: 'traffic';
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
  readonly per: 'operation' | 'field' | 'scheme' | 'host' | 'run';
  /** Most requests for one subject; the engine refuses the next. */
  readonly requests: number;
  /** Live identities it needs; with fewer the outcome is `skipped`, with the reason. */
  readonly identities: number;
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
