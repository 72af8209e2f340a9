import { planOf, type Policed } from '../../check/probe/plan.ts';
import type { ProbeRule } from '../../check/rule.ts';
import { sharedOut } from '../../finding/shard.ts';
import type { OperationId } from '../../model/api.ts';
import type { PolicyConfig } from '../../target/config.ts';
import { matchesAny } from '../../target/glob.ts';
import type { Subject } from '../stages/subject.ts';
import type { ShardRequest } from './flag.ts';

/** Which operations of a document this part asks about; undefined: the document as a whole. */
export type Mine = (subject: Subject, operation: OperationId | undefined) => boolean;

export interface Asked {
  readonly subjects: readonly Subject[];
  readonly rules: readonly ProbeRule[];
  readonly policy: PolicyConfig;
}

/** What the plan asks of a target, before there is one: all parts must come to the same plan. */
function policed({ previous }: Subject, { sensitive = [], privileged }: PolicyConfig): Policed {
  return {
    ...(previous && { previous }),
    isSensitive: (operation) => matchesAny(sensitive, operation),
    isPrivileged: (operation) => matchesAny(privileged, operation),
  };
}

/** Operations of all documents shared out by the requests that their probes may send: every question is one part's. */
export function probesOf({ subjects, rules, policy }: Asked, { index, total }: ShardRequest): Mine {
  const costs = new Map<string, number>();
  for (const subject of subjects) {
    for (const { rule, operation } of planOf(subject.api, rules, policed(subject, policy))) {
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
