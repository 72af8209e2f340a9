import type { ApiModel, Operation, OperationId, Property, Schema, Server } from '../model/api.ts';
import { Flow, flowsOf, requestFlows, responseFlows } from '../model/schema-graph.ts';
import { operationsReaching } from '../model/schema-reach.ts';
import type { Outcome } from '../finding/finding.ts';
import { Collected, crashed, failures, findingOf, listOf, passedOn, type Setting } from './outcome.ts';
import type { LintRule, Problems, SchemaUse } from './rule.ts';
import { useOf } from './schema-use.ts';

/** One walk over the model; every node is offered to every rule that asked for its kind. */
export function lint(api: ApiModel, rules: readonly LintRule[]): readonly Outcome[] {
  const results = rules.map((rule) => new Result(api, rule));
  const asking = (hook: keyof LintRule): readonly Result[] => results.filter(({ rule }) => rule[hook] !== undefined);
  walkApi(api, asking);
  walkOperations(api, asking);
  walkSchemas(api, asking);
  return results.flatMap((result) => result.outcomes());
}

type Asking = (hook: keyof LintRule) => readonly Result[];

function walkApi(api: ApiModel, asking: Asking): void {
  for (const result of asking('api')) result.judge(() => result.rule.api?.(api), {});
  for (const result of asking('server')) {
    for (const [server, operations] of serversOnce(api)) {
      result.judge(() => result.rule.server?.(server, api), { reach: () => operations.map(({ id }) => id) });
    }
  }
  for (const result of asking('authScheme')) {
    for (const scheme of api.authSchemes.values()) result.judge(() => result.rule.authScheme?.(scheme, api), {});
  }
}

/** Every server as written, with the operations it serves; root servers that every operation overrides are still judged. */
function serversOnce(api: ApiModel): ReadonlyMap<Server, readonly Operation[]> {
  const byPlace = new Map<string, { server: Server; operations: Operation[] }>();
  const note = (server: Server, operation?: Operation): void => {
    const key = `${server.at.source}#${server.at.path} ${server.url}`;
    const known = byPlace.get(key) ?? { server, operations: [] };
    if (operation !== undefined) known.operations.push(operation);
    byPlace.set(key, known);
  };
  for (const server of api.servers) note(server);
  for (const operation of api.operations) for (const server of operation.servers) note(server, operation);
  return new Map([...byPlace.values()].map(({ server, operations }) => [server, operations]));
}

function walkOperations(api: ApiModel, asking: Asking): void {
  const [onOperation, onHook, onParameter, onResponse] = [
    asking('operation'),
    asking('hook'),
    asking('parameter'),
    asking('response'),
  ];
  for (const hook of api.hooks) {
    for (const result of onHook) result.judge(() => result.rule.hook?.(hook, api), { operation: hook });
  }
  for (const operation of api.operations) {
    for (const result of onOperation) result.judge(() => result.rule.operation?.(operation, api), { operation });
    for (const parameter of operation.parameters) {
      for (const result of onParameter)
        result.judge(() => result.rule.parameter?.(parameter, operation, api), { operation });
    }
    for (const response of operation.responses) {
      for (const result of onResponse)
        result.judge(() => result.rule.response?.(response, operation, api), { operation });
    }
  }
}

const directions = [
  ['request', requestFlows],
  ['response', responseFlows],
] as const;

/** A queue over the table, no recursion: each schema at most once a direction, whatever refers to it. */
function walkSchemas(api: ApiModel, asking: Asking): void {
  const [onSchema, onProperty] = [asking('schema'), asking('property')];
  if (onSchema.length + onProperty.length === 0) return;
  for (const [id, flow] of flowsOf(api)) {
    const schema = api.schemas.get(id);
    if (schema === undefined) continue;
    for (const [direction, mask] of directions) {
      if ((flow & mask) === 0) continue;
      const use = useOf(direction, flow & (mask | Flow.whole));
      const setting = { reach: () => idsOf(operationsReaching(api, id, mask)) };
      for (const result of onSchema) result.schema(schema, use, setting);
      offerProperties({ schema, use, setting }, onProperty);
    }
  }
}

const idLists = new WeakMap<readonly Operation[], readonly OperationId[]>();

/** Schemas that the same operations reach share one list of them. */
function idsOf(operations: readonly Operation[]): readonly OperationId[] {
  let ids = idLists.get(operations);
  if (ids === undefined) idLists.set(operations, (ids = operations.map(({ id }) => id)));
  return ids;
}

interface Offer {
  readonly schema: Schema;
  readonly use: SchemaUse;
  readonly setting: Omit<Setting, 'api' | 'rule'>;
}

/** A property is offered where it travels: a readOnly one in no request, a writeOnly one in no response. */
function offerProperties({ schema, use, setting }: Offer, results: readonly Result[]): void {
  for (const property of schema.properties) {
    if (use.direction === 'request' ? property.readOnly : property.writeOnly) continue;
    for (const result of results) result.property(property, use, setting);
  }
}

/** What became of one rule on one document. */
class Result {
  readonly rule: LintRule;
  readonly #api: ApiModel;
  readonly #collected = new Collected();
  #crash: Outcome | undefined;

  constructor(api: ApiModel, rule: LintRule) {
    this.#api = api;
    this.rule = rule;
  }

  judge(ask: () => Problems, setting: Omit<Setting, 'api' | 'rule'>): void {
    if (this.#crash !== undefined) return;
    try {
      this.#add(ask(), setting);
    } catch (error) {
      this.#crashed(error, setting);
    }
  }

  /** As `judge`, without a closure for each of a hundred rules at each of a hundred thousand places. */
  schema(schema: Schema, use: SchemaUse, setting: Omit<Setting, 'api' | 'rule'>): void {
    if (this.#crash !== undefined) return;
    try {
      this.#add(this.rule.schema?.(schema, use, this.#api), setting);
    } catch (error) {
      this.#crashed(error, setting);
    }
  }

  property(property: Property, use: SchemaUse, setting: Omit<Setting, 'api' | 'rule'>): void {
    if (this.#crash !== undefined) return;
    try {
      this.#add(this.rule.property?.(property, use, this.#api), setting);
    } catch (error) {
      this.#crashed(error, setting);
    }
  }

  #add(problems: Problems, setting: Omit<Setting, 'api' | 'rule'>): void {
    if (problems === undefined) return;
    for (const problem of listOf(problems))
      this.#collected.add(findingOf(problem, { ...setting, api: this.#api, rule: this.rule }));
  }

  /** A rule that threw once is not asked again: its other answers could not be trusted. */
  #crashed(error: unknown, { operation }: Omit<Setting, 'api' | 'rule'>): void {
    this.#crash = crashed(this.rule, operation?.id ?? 'api', error);
  }

  outcomes(): readonly Outcome[] {
    const { findings } = this.#collected;
    const failed = failures(this.rule, findings);
    if (this.#crash !== undefined) return [...failed, this.#crash];
    const all = idsOf(this.#api.operations);
    if (findings.length === 0) return passedOn(this.rule, all);
    const reached = new Set<OperationId>();
    // Findings of schemas that the same operations reach share one list of them.
    for (const operations of new Set(findings.map(({ reach }) => reach.operations)))
      for (const id of operations) reached.add(id);
    return [
      ...failed,
      ...passedOn(
        this.rule,
        all.filter((id) => !reached.has(id)),
      ),
    ];
  }
}
