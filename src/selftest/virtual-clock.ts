import type { TwinClock } from '../check/target.ts';
import type { Clock } from '../target/budget.ts';

/** When every twin's day begins: findings must not depend on when somebody runs them. */
const startMs = Date.UTC(2026, 10, 28, 12);
/** Turns of Node's event loop without a sign of life, until nobody is thought to be on the way any more. */
const quietTurns = 64;

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * One time for a twin, the target that asks it and the listener that waits for it. Nobody waits in earnest: when all that
 * can happen has happened, it is the moment at which the first sleeper wakes.
 */
export class VirtualClock implements Clock, TwinClock {
  #nowMs = startMs;
  #sleepers: Sleeper[] = [];
  #signs = 0;
  #isRunning = false;

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#nowMs;
  }

  spend(ms: number): void {
    this.#signs += 1;
    if (ms > 0) this.#nowMs += ms;
  }

  /** Something is on its way: bytes, a connection. */
  stir(): void {
    this.#signs += 1;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#signs += 1;
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', wake);
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        resolve();
      };
      const sleeper: Sleeper = { atMs: this.#nowMs + Math.max(0, ms), wake };
      signal?.addEventListener('abort', wake);
      this.#sleepers.push(sleeper);
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#sleepers.length > 0) {
      await this.#quiet();
      const [first, ...others] = this.#sleepers;
      if (first === undefined) break;
      const next = others.reduce((earliest, one) => (one.atMs < earliest.atMs ? one : earliest), first);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
    this.#isRunning = false;
  }

  async #quiet(): Promise<void> {
    let signs = this.#signs;
    for (let turns = 0; turns < quietTurns; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signs === this.#signs) continue;
      signs = this.#signs;
      turns = 0;
    }
  }
}
