import { ofPart, shardsMax } from '../../finding/shard.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';
import { jobIn, type Job } from './systems.ts';

/** Which part of the run this process is. */
export interface ShardRequest {
  /** From 1. */
  readonly index: number;
  readonly total: number;
  /** See `digestOfAsked`. */
  readonly asked: string;
}

export interface Sharing {
  /** Absent: the whole run. */
  readonly part?: Omit<ShardRequest, 'asked'>;
  /** What nobody asked for in so many words is told. */
  readonly notes: readonly string[];
}

export interface Surroundings {
  readonly env: Io['env'];
  /** Why this run is no part unless a flag says so: `standard input is its own`. */
  readonly whole?: string;
  /** The command knows no parts. */
  readonly isAlone?: true;
}

type Part = NonNullable<Sharing['part']>;

/**
 * `2/5`; `off`: all; `auto` and no flag: what the CI system says, and all where it says nothing. Without the flag a part is
 * taken only where it is sure that the other parts are other jobs, and the reader is told.
 */
export function sharingOf(flag: string | undefined, { env, whole, isAlone }: Surroundings): Sharing {
  if (flag === 'off' || isAlone) return { notes: [] };
  if (flag === undefined) return unasked(jobIn(env), whole);
  const part = flag === 'auto' ? demanded(jobIn(env)) : named(flag);
  return { ...(part === undefined ? {} : { part }), notes: [] };
}

function named(flag: string): Part {
  const [, index, total] = /^(\d{1,5})\/(\d{1,5})$/.exec(flag) ?? [];
  const shard = index === undefined ? undefined : checked(Number(index), Number(total));
  if (shard !== undefined) return shard;
  throw new UserError('flag', `--shard takes a part such as 2/5 (of up to ${shardsMax}), auto or off`);
}

function demanded(job: Job | undefined): Part | undefined {
  if (job === undefined) return undefined;
  if (job.total === '')
    throw new UserError(
      'flag',
      `--shard auto: ${job.totalName} of ${job.system} does not say how many parts there are`,
      {
        hint: job.hint,
      },
    );
  return partOf(job);
}

function unasked(job: Job | undefined, whole: string | undefined): Sharing {
  if (job === undefined) return { notes: [] };
  const { system, indexName, totalName } = job;
  if (job.total === '')
    return { notes: [`This is a pod of an Indexed Job and judges all, since ${totalName} is not set: ${job.hint}.`] };
  const part = partOf(job);
  const { index, total } = part;
  const jobs = `This is one of ${total} parallel jobs of ${system} and judges all, since`;
  if (whole !== undefined) return { notes: [`${jobs} ${whole}.`] };
  if (job.isOther !== undefined) return { notes: [`${jobs} ${job.isOther}; --shard auto judges its part.`] };
  return {
    part,
    notes: [`Part ${index} of ${total} alone, as ${indexName} and ${totalName} of ${system} say${ofPart}`],
  };
}

function partOf({ system, indexName, totalName, index, total, first, hint }: Job): Part {
  const isRead = /^\d{1,9}$/.test(index) && /^\d{1,9}$/.test(total);
  const shard = isRead ? checked(Number(index) + 1 - first, Number(total)) : undefined;
  if (shard !== undefined) return shard;
  throw new UserError('flag', `${indexName} and ${totalName} of ${system} tell no part`, { hint });
}

function checked(index: number, total: number): Part | undefined {
  return index >= 1 && index <= total && total <= shardsMax ? { index, total } : undefined;
}
