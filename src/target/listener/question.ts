import { randomBytes } from 'node:crypto';
import type { Hit, ListenerAnswer } from '../../check/target.ts';

/** Requests kept of one question: the first one is the proof. */
const hitsMax = 20;

/** What is asked of one address, and who came. */
export class Question {
  /** The first segment of its path: 128 bits that nobody guesses, and no other run has. */
  readonly path = randomBytes(16).toString('hex');
  readonly nonce = `sp${randomBytes(10).toString('hex')}`;
  answer: ListenerAnswer = { kind: 'nonce' };
  readonly #hits: Hit[] = [];
  readonly #waiting = new Set<() => void>();

  get hits(): readonly Hit[] {
    return [...this.#hits];
  }

  note(hit: Hit): void {
    if (this.#hits.length < hitsMax) this.#hits.push(hit);
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the first one, or with `over`. */
  async first(over: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#hits.length > 0) return;
    const stop = new AbortController();
    const came = new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      stop.signal.addEventListener('abort', () => this.#waiting.delete(resolve));
    });
    await Promise.race([came, over(stop.signal)]);
    stop.abort();
  }
}
