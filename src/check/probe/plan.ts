import type { ApiModel, AuthScheme, Operation } from '../../model/api.ts';
import { requires } from '../../model/auth.ts';
import { flatten } from '../../model/flatten.ts';
import { isSideEffecting } from '../../model/function-class.ts';
import { inputsOf } from '../controls/inputs.ts';
import { matchOperations } from '../diff/operations.ts';
import type { ProbeRule } from '../rule.ts';
import type { ProbeSubject, Target } from '../target.ts';
import { sensitivityOf } from './sensitivity.ts';

/** One question to the target: a rule, and what it is asked about. */
export interface Task {
  readonly rule: ProbeRule;
  /** What the outcome is of; absent where the API as a whole is meant. */
  readonly operation?: Operation;
  /** Tried in turn until one decides: a single one, or of a scheme or a host the operations that may bear witness. */
  readonly subjects: readonly ProbeSubject[];
  /** Why there is nothing to be asked, though there should be. */
  readonly lacking?: string;
  /** What the rule threw where it was asked whether it applies. */
  readonly fault?: unknown;
}

/** What the plan asks of the target. */
export type Policed = Pick<Target, 'previous' | 'isSensitive' | 'isPrivileged'>;

/** What a probe does to the target, each worse than the one before. */
export const impacts = ['read', 'create', 'write', 'load'] as const;

/** Operations that all rules look at before any looks at the next ones: a budget that ends early ends there. */
const batchMax = 50;

/**
 * The sensitive operations first; for each batch of them near causes before far ones, then what changes least, then
 * what costs least. What sends many requests comes behind all others.
 */
export function planOf(api: ApiModel, rules: readonly ProbeRule[], target: Policed): readonly Task[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const ranked = rules.map((rule) => ({
    rule,
    rank: [depthOf(rule, byId), impacts.indexOf(rule.impact), rule.requests],
  }));
  ranked.sort((a, b) => compareLists(a.rank, b.rank) || (a.rule.id < b.rule.id ? -1 : 1));
  const operations = bySensitivity(api);
  const chosen = {
    removed: removed(api, target.previous),
    sensitive: operations.filter((operation) => target.isSensitive(operation)),
    privileged: operations.filter((operation) => target.isPrivileged(operation)),
  };
  const tasks: Task[] = [];
  const last: Task[] = [];
  for (let start = 0; start === 0 || start < operations.length; start += batchMax) {
    const batch = operations.slice(start, start + batchMax);
    for (const { rule } of ranked) {
      const isPerOperation = ['operation', 'field', 'input'].includes(rule.per) && rule.among === undefined;
      if (!isPerOperation && start > 0) continue;
      const among = isPerOperation ? batch : rule.among === undefined ? operations : chosen[rule.among];
      if (among.length === 0 && (rule.among === 'sensitive' || rule.among === 'privileged')) {
        tasks.push({
          rule,
          subjects: [],
          lacking: `the policy names none; add to sallyport.yaml: policy: { ${rule.among}: [POST /...] }`,
        });
        continue;
      }
      // What may lock somebody out or slow the target down comes when all else has been asked.
      (rule.impact === 'load' ? last : tasks).push(...tasksOf(rule, api, among).flatMap((task) => applying(task, api)));
    }
  }
  return [...tasks, ...last];
}

/** How many rules stand before it, one behind the other. */
function depthOf(rule: ProbeRule, byId: ReadonlyMap<string, ProbeRule>): number {
  let depth = 0;
  let level: readonly string[] = rule.yieldsTo ?? [];
  while (level.length > 0 && depth < byId.size) {
    depth += 1;
    level = level.flatMap((id) => byId.get(id)?.yieldsTo ?? []);
  }
  return depth;
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}

function tasksOf(rule: ProbeRule, api: ApiModel, operations: readonly Operation[]): readonly Task[] {
  switch (rule.per) {
    case 'operation':
      return operations.map((operation) => ({ rule, operation, subjects: [{ operation }] }));
    case 'field':
      return operations.flatMap((operation) =>
        fieldsOf(operation, api).map((field) => ({ rule, operation, subjects: [{ operation, field }] })),
      );
    case 'input':
      return operations.flatMap((operation) =>
        inputsOf(operation, api).map((input) => ({ rule, operation, subjects: [{ operation, input }] })),
      );
    case 'scheme':
      return [...api.authSchemes.values()].map((scheme) => ({ rule, subjects: witnesses(operations, scheme) }));
    default:
      return [{ rule, subjects: plainest(operations).map((operation) => ({ operation })) }];
  }
}

/** Where the rule does not apply there is no task, and no outcome. */
function applying(task: Task, api: ApiModel): readonly Task[] {
  try {
    const subjects = task.subjects.filter((subject) => task.rule.applies(subject, api));
    return subjects.length === 0 ? [] : [{ ...task, subjects }];
  } catch (fault) {
    return [{ ...task, fault }];
  }
}

/** As the diff wing sees it: a base path that moved, or a renamed parameter, takes nothing away. */
function removed(after: ApiModel, before: ApiModel | undefined): readonly Operation[] {
  if (before === undefined) return [];
  return matchOperations({ before, after }).removed.filter(({ kind }) => kind === 'path');
}

function bySensitivity(api: ApiModel): readonly Operation[] {
  const ranked = api.operations
    .filter(({ kind }) => kind === 'path')
    .map((operation) => ({ operation, rank: sensitivityOf(operation, api) }));
  return ranked.sort((a, b) => b.rank - a.rank).map(({ operation }) => operation);
}

/** Properties of the JSON body at its top level: `$.url`. */
function fieldsOf(operation: Operation, api: ApiModel): readonly string[] {
  const bodies = operation.requestBodies.filter(({ mediaType }) => /[/+]json$/.test(mediaType));
  const schemas = bodies.flatMap(({ schema }) => (schema === undefined ? [] : (flatten(api, schema) ?? [])));
  return [...new Set(schemas.flatMap(({ properties }) => properties.map(({ name }) => `$.${name}`)))];
}

/** Operations that the scheme opens by itself, those without ids first: they need no object. */
function witnesses(operations: readonly Operation[], scheme: AuthScheme): readonly ProbeSubject[] {
  const alone = operations.filter(
    (operation) =>
      requires(operation, scheme.name) &&
      operation.auth.every(({ schemes }) => schemes.length === 1 || schemes.every(({ name }) => name !== scheme.name)),
  );
  return plainest(alone).map((operation) => ({ operation, scheme }));
}

function plainest(operations: readonly Operation[]): readonly Operation[] {
  const ids = ({ path }: Operation): number => path.split('{').length;
  return operations
    .filter((operation) => operation.method === 'GET' && !isSideEffecting(operation))
    .sort((a, b) => ids(a) - ids(b));
}
