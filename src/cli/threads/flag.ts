import type { Command } from 'commander';
import { countIn } from '../flag-values.ts';
import type { Io } from '../io.ts';

/** Whoever wants more had better share out over machines. */
const jobsMax = 64;

export function jobsFlag(command: Command): Command {
  return command.option(
    '--jobs <count>',
    'documents that are judged at the same time, each on a thread (default: as many as this machine has cores and as pay)',
    countIn('--jobs', 1, jobsMax),
  );
}

/** What may run beside the main thread. */
export interface Threads {
  /** See `Io.threadEntry`; absent: nothing. */
  readonly entry?: URL;
  /** Documents that are judged at the same time; absent: as many as pays. */
  readonly jobs?: number;
}

export function threadsOf({ jobs }: { readonly jobs?: number }, { threadEntry: entry }: Io): Threads {
  return { ...(jobs === undefined ? {} : { jobs }), ...(entry === undefined ? {} : { entry }) };
}
