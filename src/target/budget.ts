import { BudgetSpent } from '../check/target.ts';

/** Time as the run knows it; tests pass their own. */
export interface Clock {
  /** Milliseconds since some moment, never going back. */
  now(): number;
  /** Milliseconds since 1970, for the ends of tokens. */
  epochMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Longest wait that a target's `Retry-After` may ask for, in milliseconds. */
const retryAfterMsMax = 10_000;
/** Wait after a refusal that names none, in milliseconds. */
const retryAfterMsDefault = 1_000;
/** How many times slower a target that complains is asked at most. */
const slowdownMax = 16;

/** Requests that probes send to one operation: a dozen inputs, each asked about by a few dozen probes. */
const perOperationMax = 600;

export interface Taking {
  /** What puts things back may always be sent. */
  readonly isUndo?: boolean;
  /** At once; those behind it wait. */
  readonly isBurst?: boolean;
  /** What it is spent for. */
  readonly why?: string | undefined;
}

/** Requests in all, and how fast: one after another, spaced by the rate. */
export class Budget {
  readonly #requestsMax: number;
  readonly #spacingMs: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #perOperationMax: number;
  readonly #spentOn = new Map<string, number>();
  readonly #spentBy = new Map<string, number>();
  #spent = 0;
  #next = 0;
  #slowdown = 1;

  constructor(options: {
    readonly requestsMax: number;
    readonly requestsPerOperationMax?: number | undefined;
    readonly ratePerSecond: number;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  }) {
    this.#requestsMax = options.requestsMax;
    this.#perOperationMax = options.requestsPerOperationMax ?? perOperationMax;
    this.#spacingMs = 1_000 / options.ratePerSecond;
    this.#clock = options.clock;
    this.#signal = options.signal;
  }

  get spent(): number {
    return this.#spent;
  }

  /** By what it was spent for. */
  get spentBy(): ReadonlyMap<string, number> {
    return this.#spentBy;
  }

  /** Waits for its turn. */
  async take({ isUndo = false, isBurst = false, why = 'login' }: Taking = {}): Promise<void> {
    if (!isUndo && this.#spent >= this.#requestsMax)
      throw new BudgetSpent(`the budget of ${this.#requestsMax} requests is spent`);
    this.#spent += 1;
    this.#spentBy.set(why, (this.#spentBy.get(why) ?? 0) + 1);
    const now = this.#clock.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#spacingMs * this.#slowdown;
    if (turn > now && !isBurst) await this.#clock.sleep(turn - now, this.#signal);
  }

  /** What one operation may cost: a probe with many questions leaves the others something. */
  count(operation: string): void {
    const spent = this.#spentOn.get(operation) ?? 0;
    if (spent >= this.#perOperationMax)
      throw new BudgetSpent(`the budget of ${this.#perOperationMax} requests to ${operation} is spent`);
    this.#spentOn.set(operation, spent + 1);
  }

  /** After 429 or 503: half as fast, and the next turn when the target asks for it, within reason. */
  backOff(waitMs: number | undefined): void {
    this.#slowdown = Math.min(slowdownMax, this.#slowdown * 2);
    const ms = Math.min(waitMs ?? retryAfterMsDefault, retryAfterMsMax);
    this.#next = Math.max(this.#next, this.#clock.now() + ms);
  }

  /** After any other answer: a little faster again. */
  ease(): void {
    this.#slowdown = Math.max(1, this.#slowdown * 0.95);
  }
}

/** `Retry-After` in milliseconds: seconds, or a date, which is measured from the answer's own `Date` (RFC 9110 section 10.2.3). */
export function retryAfterMs(retryAfter: string | undefined, date: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const text = retryAfter.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.parse(date ?? '');
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

export const realClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};
