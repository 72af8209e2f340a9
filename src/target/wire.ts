import type { Socket } from 'node:net';
import { TargetDown } from '../check/target.ts';
import { header } from '../model/exchange.ts';
import { retryAfterMs, type Budget } from './budget.ts';
import type { Answer, Client, Sending, Sent } from './client.ts';

/** Failures one after the other until the target counts as dead: a single request may well break a connection. */
const failuresMax = 5;

/** The one way on which requests leave: in turn, within the budget, asked again where that says more. */
export class Wire {
  readonly #client: Client;
  readonly #budget: Budget;
  readonly #signal: AbortSignal;
  #failures = 0;
  /** Until when clean-up may take; absent while the run goes on. */
  #lastCall: AbortSignal | undefined;

  constructor(client: Client, budget: Budget, signal: AbortSignal) {
    this.#client = client;
    this.#budget = budget;
    this.#signal = signal;
  }

  /** From now on only clean-up is sent, and that for so long at most. */
  closeWithin(ms: number): AbortSignal {
    this.#lastCall ??= AbortSignal.timeout(ms);
    return this.#lastCall;
  }

  /** Throws BudgetSpent, and TargetDown where the run is interrupted or the target died. */
  async send(sent: Sent, isUndo = false): Promise<Sending> {
    const sending = await this.#once(sent, isUndo);
    if (sent.start !== undefined || sent.unrepeated === true) return this.#noted(sending);
    const again = isRead(sent) && 'failure' in sending && sending.broken && this.#failures < failuresMax;
    if (again) return this.#noted(await this.#once(sent, isUndo));
    this.#noted(sending);
    // Refused for being too fast says nothing about the question: it is asked once more when the target wants.
    return 'answer' in sending && asksForPatience(sent, sending.answer)
      ? this.#noted(await this.#once(sent, isUndo))
      : sending;
  }

  /** A handshake: a connection in its turn and within the budget, on which nothing is sent. Rejects with Node's own error. */
  async tcp(url: URL): Promise<Socket> {
    await this.#budget.take(false);
    return this.#client.tcp(url);
  }

  async #once(sent: Sent, isUndo: boolean): Promise<Sending> {
    const stop = (): void => {
      if (this.#signal.aborted && !isUndo) throw new TargetDown('interrupted');
    };
    stop();
    await this.#budget.take(isUndo, sent.start !== undefined);
    stop();
    // An undo must reach the target after Ctrl-C too; its own time limit holds.
    const signal = isUndo ? (this.#lastCall ?? new AbortController().signal) : this.#signal;
    const sending = await this.#client.send(sent, signal);
    // An answer that came at the last moment is not lost: what it made must be undone.
    if ('failure' in sending) stop();
    return sending;
  }

  #noted(sending: Sending): Sending {
    if ('failure' in sending) {
      this.#failures += 1;
      if (this.#failures >= failuresMax) throw new TargetDown(`the target stopped answering: ${sending.failure}`);
      return sending;
    }
    this.#failures = 0;
    const { status, headers } = sending.answer;
    if (status === 429 || status === 503)
      this.#budget.backOff(retryAfterMs(header(headers, 'retry-after'), header(headers, 'date')));
    else this.#budget.ease();
    return sending;
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
