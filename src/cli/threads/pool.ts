import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UserErrors } from '../user-error.ts';
import { userError, type Order, type Reply, type ThreadData } from './message.ts';
import type { JudgedUnit } from './unit.ts';

export interface Pool {
  /** The program of a thread. */
  readonly entry: URL;
  readonly threads: number;
  readonly data: ThreadData;
  readonly signal: AbortSignal;
}

/**
 * Each unit is judged by the thread that is free next, and handed over as it comes: `done` puts them into their order.
 * Stops where it is told to; the first error ends all. What a thread throws is thrown here.
 */
export async function judgeInThreads<Unit extends { readonly files: Order }>(
  units: readonly Unit[],
  { entry, threads, data, signal }: Pool,
  done: (unit: Unit, judged: JudgedUnit) => void,
): Promise<void> {
  const queue = units.values();
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const work = async (): Promise<void> => {
    const worker = new Worker(entry, { workerData: data });
    const gone = once(worker, 'exit').then((): never => {
      throw new Error('a thread ended before its work was done');
    });
    gone.catch(() => undefined);
    try {
      for (const unit of queue) {
        const reply = await Promise.race([replyOf(worker, unit.files, stop), gone]);
        if (reply === undefined) return;
        if ('thrown' in reply) throw new UserErrors(reply.thrown.map(userError));
        done(unit, { ...reply, unreadable: reply.unreadable.map(userError) });
      }
    } catch (error) {
      failed.abort();
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
}

/** Undefined: somebody said stop. */
async function replyOf(worker: Worker, files: Order, stop: AbortSignal): Promise<Reply | undefined> {
  if (stop.aborted) return undefined;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(files);
  try {
    // An `error` of the worker rejects as well.
    const [reply] = (await once(worker, 'message', { signal: stop })) as [Reply];
    return reply;
  } catch (error) {
    if (stop.aborted) return undefined;
    throw error;
  }
}
