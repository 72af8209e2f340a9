import { Worker } from 'node:worker_threads';
import type { Converted } from './ajv-schema.ts';

/** Longest time a peer may take for one body: json-schema-faker does not come back from some. */
const waitMs = 5_000;

export interface PeerBody {
  readonly value?: unknown;
  readonly cpu: number;
  readonly failed?: 'error' | 'no answer';
}

/** One that makes bodies too, in a thread of its own: it may run without an end. `npm ci --prefix bench` installs them. */
export class Peer {
  readonly name: string;
  #worker: Worker | undefined;

  constructor(name: string) {
    this.name = name;
  }

  async make(schema: Converted): Promise<PeerBody> {
    const worker = (this.#worker ??= await this.#start());
    const reply = await answer(worker, schema);
    if (reply === undefined) {
      await worker.terminate();
      this.#worker = undefined;
      return { cpu: waitMs * 1_000, failed: 'no answer' };
    }
    return reply.text === undefined
      ? { cpu: 0, failed: 'error' }
      : { value: JSON.parse(reply.text), cpu: reply.cpu ?? 0 };
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(new URL('./peer-worker.mjs', import.meta.url), { workerData: this.name });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    return worker;
  }
}

interface Reply {
  readonly text?: string;
  readonly cpu?: number;
}

function answer(worker: Worker, schema: Converted): Promise<Reply | undefined> {
  return new Promise((resolve) => {
    const done = (reply: Reply | undefined): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message');
      resolve(reply);
    };
    const timer = setTimeout(() => done(undefined), waitMs);
    worker.once('message', done);
    // A thread's port has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(schema);
  });
}
