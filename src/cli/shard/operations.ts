import { planOf } from '../../check/probe/plan.ts';
import type { ProbeRule } from '../../check/rule.ts';
import { sharedOut } from '../../finding/shard.ts';
import type { OperationId } from '../../model/api.ts';
import type { Subject } from '../stages/subject.ts';
import type { ShardRequest } from './flag.ts';

/** Which operations of a document this part asks about; undefined: the document as a whole. */
export type Mine = (subject: Subject, operation: OperationId | undefined) => boolean;

/** Operations of all documents shared out by the requests that their probes may send: every question is one part's. */
export function probesOf(
  subjects: readonly Subject[],
  rules: readonly ProbeRule[],
  { index, total }: ShardRequest,
): Mine {
  const costs = new Map<string, number>();
  for (const subject of subjects) {
    for (const { rule, operation } of planOf(subject.api, rules, subject.previous)) {
      const key = keyOf(subject, operation?.id);
      costs.set(key, (costs.get(key) ?? 0) + rule.requests);
    }
  }
  const owners = sharedOut(
    [...costs].map(([id, cost]) => ({ id, cost })),
    total,
  );
  return (subject, operation) => owners.get(keyOf(subject, operation)) === index;
}

function keyOf({ name }: Subject, operation: OperationId | undefined): string {
  return JSON.stringify([name, operation ?? null]);
}
