import type { OperationId } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';

/** One request of the run and its answer: who sent it is in the exchange, why stands here. */
export interface TranscriptEntry {
  readonly exchange: Exchange;
  readonly operation?: OperationId;
  /** `login`, `look` (is anybody at home?), `set-up`, `undo`, or what the view was opened for: a rule's id. */
  readonly why: string;
}

/** Entries kept, and characters of all their bodies: the first ones tell how a run went wrong. */
const entriesMax = 10_000;
const bodyCharsMax = 20_000_000;

/** All that was sent and received, redacted, in order. */
export class Transcript {
  readonly #entries: TranscriptEntry[] = [];
  #bodyChars = 0;
  #leftOut = 0;

  add(entry: TranscriptEntry): void {
    if (this.#entries.length >= entriesMax) {
      this.#leftOut += 1;
      return;
    }
    const { request, response } = entry.exchange;
    const chars = (request.body?.text?.length ?? 0) + (response?.body?.text?.length ?? 0);
    const fits = this.#bodyChars + chars <= bodyCharsMax;
    if (fits) this.#bodyChars += chars;
    this.#entries.push(fits ? entry : { ...entry, exchange: withoutBodies(entry.exchange) });
  }

  get entries(): readonly TranscriptEntry[] {
    return this.#entries;
  }

  /** How many came after the last one that was kept. */
  get leftOut(): number {
    return this.#leftOut;
  }
}

function withoutBodies(exchange: Exchange): Exchange {
  const { method, origin, path, query, headers } = exchange.request;
  const request = { method, origin, path, query, headers };
  if (exchange.response === undefined) return { ...exchange, request };
  const { status, headers: answered } = exchange.response;
  return { ...exchange, request, response: { status, headers: answered } };
}
