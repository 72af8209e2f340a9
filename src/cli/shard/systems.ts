import type { Io } from '../io.ts';

/** What a CI system says of the job that this process runs in, as it says it. */
export interface Job {
  readonly system: string;
  readonly indexName: string;
  readonly totalName: string;
  readonly index: string;
  /** Empty: nobody told. */
  readonly total: string;
  /** What the system calls the first part. */
  readonly first: 0 | 1;
  /** Why the other jobs are no parts of this one's run. */
  readonly isOther?: string;
  /** What to set where the values tell no part. */
  readonly hint: string;
}

/** Variables of CI systems: the part, counted from `first`, and how many there are. */
const systems = [
  // https://docs.gitlab.com/ci/variables/predefined_variables
  { system: 'GitLab', indexName: 'CI_NODE_INDEX', totalName: 'CI_NODE_TOTAL', first: 1 },
  // https://circleci.com/docs/variables
  { system: 'CircleCI', indexName: 'CIRCLE_NODE_INDEX', totalName: 'CIRCLE_NODE_TOTAL', first: 0 },
  // https://buildkite.com/docs/pipelines/configure/environment-variables
  { system: 'Buildkite', indexName: 'BUILDKITE_PARALLEL_JOB', totalName: 'BUILDKITE_PARALLEL_JOB_COUNT', first: 0 },
  // https://kubernetes.io/docs/concepts/workloads/controllers/job: the pod is told its index alone.
  { system: 'Kubernetes', indexName: 'JOB_COMPLETION_INDEX', totalName: 'SALLYPORT_SHARDS', first: 0 },
] as const;

/** The first system that counts this job among several; Kubernetes, which does not count, where only the index is told. */
export function jobIn(env: Io['env']): Job | undefined {
  for (const { system, indexName, totalName, first } of systems) {
    const [index, total] = [env[indexName] ?? '', env[totalName] ?? ''];
    const isKubernetes = system === 'Kubernetes';
    // GitLab and CircleCI count jobs that stand alone as well, and tell these no index or the only one.
    if (index === '' || (total === '' && !isKubernetes) || /^0*1$/.test(total)) continue;
    const isOther = system === 'GitLab' ? otherOf(env, `${index}/${total}`) : undefined;
    return {
      system,
      indexName,
      totalName,
      index,
      total,
      first,
      ...(isOther === undefined ? {} : { isOther }),
      hint: isKubernetes ? 'set SALLYPORT_SHARDS to the completions of the Job' : 'name the part: --shard 1/5, or off',
    };
  }
  return undefined;
}

/**
 * `parallel: 5` makes jobs `lint 1/5` to `lint 5/5` of one script. The jobs of `parallel: matrix` are numbered as well, and
 * each of them has a run of its own: `lint: [cards, eu]`. https://docs.gitlab.com/ci/yaml/#parallel
 */
function otherOf(env: Io['env'], part: string): string | undefined {
  const name = env['CI_JOB_NAME'] ?? '';
  if (name === '' || name.endsWith(` ${part}`)) return undefined;
  return /: \[.*\]$/s.test(name) ? 'jobs of a matrix are no parts' : `its name does not end in ${part}`;
}
