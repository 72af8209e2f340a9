import type { Socket } from 'node:net';
import { TargetDown } from '../check/target.ts';
import { header } from '../model/exchange.ts';
import { retryAfterMs, type Budget } from './budget.ts';
import type { Answer, Client, Sending, Sent } from './client.ts';

/** Failures one after the other until the target counts as dead: a single request may well break a connection. */
const failuresMax = 5;

/** Answers that ask for patience, one after the other and to this many askers, until nobody waits any longer. */
const throttledMax = 20;
const throttledAskersMin = 3;

/** A write that is under way at Ctrl-C may take so long, in milliseconds: what it made can be undone only where its id is known. */
const graceMs = 3_000;

/** The one way on which requests leave: in turn, within the budget, asked again where that says more. */
export class Wire {
  readonly #client: Client;
  readonly #budget: Budget;
  readonly #signal: AbortSignal;
  /** For writes: later than the other by their grace. */
  readonly #signalOfWrites: AbortSignal;
  #failures = 0;
  #throttled = 0;
  #throttledAskers = new Set<string>();
  /** Until when clean-up may take; absent while the run goes on. */
  #lastCall: AbortSignal | undefined;

  constructor(client: Client, budget: Budget, signal: AbortSignal) {
    this.#client = client;
    this.#budget = budget;
    this.#signal = signal;
    const late = new AbortController();
    this.#signalOfWrites = late.signal;
    signal.addEventListener('abort', () => setTimeout(() => late.abort(), graceMs).unref(), { once: true });
  }

  /** From now on only clean-up is sent, and that for so long at most. */
  closeWithin(ms: number): AbortSignal {
    this.#lastCall ??= AbortSignal.timeout(ms);
    return this.#lastCall;
  }

  /** Why nobody is there any more: the last requests got no answer, and neither does this one. */
  async silence(knock: Sent): Promise<string | undefined> {
    if (this.#failures === 0 || this.#signal.aborted) return undefined;
    try {
      const sending = await this.#once(knock, false);
      return 'failure' in sending ? sending.failure : undefined;
    } catch {
      // Interrupted, or no request is left to ask with.
      return undefined;
    }
  }

  /** Throws BudgetSpent, and TargetDown where the run is interrupted or the target died. */
  async send(sent: Sent, isUndo = false): Promise<Sending> {
    const sending = await this.#once(sent, isUndo);
    if (sent.start !== undefined || sent.unrepeated === true) return this.#noted(sending, sent);
    const again = isRead(sent) && 'failure' in sending && sending.broken && this.#failures < failuresMax;
    if (again) return this.#noted(await this.#once(sent, isUndo), sent);
    this.#noted(sending, sent);
    // Refused for being too fast says nothing about the question: it is asked once more when the target wants.
    return 'answer' in sending && asksForPatience(sent, sending.answer)
      ? this.#noted(await this.#once(sent, isUndo), sent)
      : sending;
  }

  /** A handshake: a connection in its turn and within the budget, on which nothing is sent. Rejects with Node's own error. */
  async tcp(url: URL): Promise<Socket> {
    await this.#budget.take({ why: 'look' });
    return this.#client.tcp(url);
  }

  async #once(sent: Sent, isUndo: boolean): Promise<Sending> {
    const stop = (): void => {
      if (this.#signal.aborted && !isUndo) throw new TargetDown('interrupted');
    };
    stop();
    await this.#budget.take({ isUndo, isBurst: sent.start !== undefined, why: sent.why });
    stop();
    // An undo must reach the target after Ctrl-C too; its own time limit holds.
    const running = isRead(sent) ? this.#signal : this.#signalOfWrites;
    const signal = isUndo ? (this.#lastCall ?? new AbortController().signal) : running;
    const sending = await this.#client.send(sent, signal);
    // An answer that came at the last moment is not lost: what it made must be undone.
    if ('failure' in sending) stop();
    return sending;
  }

  #noted(sending: Sending, { why = 'login', unrepeated = false }: Sent): Sending {
    if ('failure' in sending) {
      this.#failures += 1;
      if (this.#failures >= failuresMax) throw new TargetDown(`the target stopped answering: ${sending.failure}`);
      return sending;
    }
    this.#failures = 0;
    const { status, headers } = sending.answer;
    // What is asked for is not waited for to pass.
    if ((status === 429 || status === 503) && !unrepeated)
      this.#budget.backOff(retryAfterMs(header(headers, 'retry-after'), header(headers, 'date')));
    else this.#budget.ease();
    this.#noteThrottled(status === 429 && !unrepeated, why);
    return sending;
  }

  /** One probe may well be refused twenty times, as it is meant to be; when all are, nothing can be learnt any more. */
  #noteThrottled(isThrottled: boolean, why: string): void {
    if (!isThrottled) {
      this.#throttled = 0;
      this.#throttledAskers.clear();
      return;
    }
    this.#throttled += 1;
    this.#throttledAskers.add(why);
    if (this.#throttled >= throttledMax && this.#throttledAskers.size >= throttledAskersMin)
      throw new TargetDown(
        `the target refused ${this.#throttled} requests in a row as too many (429): try a lower --rate`,
      );
  }
}

function isRead({ method }: Sent): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** 503 without a time may have done half of the work: only reads are asked again. */
function asksForPatience(sent: Sent, { status, headers }: Answer): boolean {
  if (status === 429) return true;
  return status === 503 && (isRead(sent) || header(headers, 'retry-after') !== undefined);
}
