import type { ApiModel } from '../../model/api.ts';
import type { RuleMeta } from '../../finding/rule-meta.ts';
import { lintRule, type LintRule, type Problem } from '../rule.ts';
import { holds, type Condition } from './condition.ts';
import type { NodeKind, Nodes } from './fields.ts';

/** A rule of the team's own: data with a closed vocabulary, never code. */
export interface OwnRule extends RuleMeta {
  readonly for: NodeKind;
  /** The nodes that it is about; empty: all. */
  readonly where: readonly Condition[];
  /** What each of them must have. */
  readonly must: readonly Condition[];
  readonly message: string;
}

/** Beginning of the ids of own rules, so that they are never taken for ours. */
export const ownPrefix = 'own-';

export function compileOwnRule(rule: OwnRule): LintRule {
  const { for: kind, where, must, message, ...meta } = rule;
  const judge = <K extends NodeKind>(as: K, node: Nodes[K], api: ApiModel): Problem | undefined => {
    const subject = { node, api };
    if (!where.every((condition) => holds(condition, as, subject))) return undefined;
    const missed = must.find((condition) => !holds(condition, as, subject));
    return missed === undefined ? undefined : { at: node.at, subject: missed.field, message };
  };
  // One hook a kind of node: the others are not asked.
  const hooks: { readonly [K in NodeKind]: Partial<Omit<LintRule, keyof RuleMeta | 'kind'>> } = {
    document: { api: (api) => judge('document', api, api) },
    operation: { operation: (node, api) => judge('operation', node, api) },
    parameter: { parameter: (node, _operation, api) => judge('parameter', node, api) },
    property: { property: (node, _use, api) => judge('property', node, api) },
    schema: { schema: (node, _use, api) => judge('schema', node, api) },
    response: { response: (node, _operation, api) => judge('response', node, api) },
    scheme: { authScheme: (node, api) => judge('scheme', node, api) },
    server: { server: (node, api) => judge('server', node, api) },
  };
  return lintRule({ ...meta, ...hooks[kind] });
}
