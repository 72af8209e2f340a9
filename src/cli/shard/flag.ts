import type { Io } from '../io.ts';
import { shardsMax } from '../../finding/shard.ts';
import { UserError } from '../user-error.ts';

/** Which part of the run this process is. */
export interface ShardRequest {
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

/** Variables of CI systems: the part, counted from `first`, and how many there are. */
const systems = [
  // https://docs.gitlab.com/ci/variables/predefined_variables
  { name: 'GitLab', index: 'CI_NODE_INDEX', total: 'CI_NODE_TOTAL', first: 1 },
  // https://circleci.com/docs/variables
  { name: 'CircleCI', index: 'CIRCLE_NODE_INDEX', total: 'CIRCLE_NODE_TOTAL', first: 0 },
  // https://buildkite.com/docs/pipelines/configure/environment-variables
  { name: 'Buildkite', index: 'BUILDKITE_PARALLEL_JOB', total: 'BUILDKITE_PARALLEL_JOB_COUNT', first: 0 },
  // https://kubernetes.io/docs/concepts/workloads/controllers/job: the pod is told its index alone.
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', total: 'SALLYPORT_SHARDS', first: 0 },
] as const;

/**
 * `2/5`; `auto`: what the CI system says, and the whole where it says nothing. Without the flag nothing is left out: a job
 * that happens to run in parallel must not pass for want of the other parts.
 */
export function shardOf(flag: string | undefined, env: Io['env']): ShardRequest | undefined {
  if (flag === undefined) return undefined;
  if (flag === 'auto') return fromEnvironment(env);
  const [, index, total] = /^(\d{1,5})\/(\d{1,5})$/.exec(flag) ?? [];
  const shard = index === undefined ? undefined : checked(Number(index), Number(total));
  if (shard !== undefined) return shard;
  throw new UserError('flag', `--shard takes a part such as 2/5 (of up to ${shardsMax}), or auto`);
}

function fromEnvironment(env: Io['env']): ShardRequest | undefined {
  for (const { name, index, total, first } of systems) {
    const [at, of] = [env[index] ?? '', env[total] ?? ''];
    if (at === '') continue;
    if (name === 'GitLab' && of === '') continue;
    const shard = /^\d+$/.test(at) && /^\d+$/.test(of) ? checked(Number(at) + 1 - first, Number(of)) : undefined;
    if (shard !== undefined) return shard;
    throw new UserError('flag', `--shard auto: ${index} and ${total} of ${name} tell no part`, {
      hint: name === 'Kubernetes' ? 'set SALLYPORT_SHARDS to the completions of the Job' : 'use --shard 1/5',
    });
  }
  return undefined;
}

/** A hint for jobs that run in parallel and do not share out. */
export function parallelNote(flag: string | undefined, env: Io['env']): readonly string[] {
  if (flag !== undefined) return [];
  const found = systems.find(({ index, total }) => /^\d+$/.test(env[index] ?? '') && Number(env[total]) > 1);
  return found === undefined
    ? []
    : [
        `This is one of ${Number(env[found.total])} parallel jobs of ${found.name}, and judges all; --shard auto judges its part.`,
      ];
}

function checked(index: number, total: number): ShardRequest | undefined {
  return index >= 1 && index <= total && total <= shardsMax ? { index, total } : undefined;
}
