import { Agent } from 'undici';
import type { Field } from '../model/exchange.ts';
import type { RawBody } from '../model/redact.ts';
import { readBody } from './body.ts';
import { codeOf, failureText } from './failure.ts';
import { pinnedLookup } from './pinned-lookup.ts';

/** To connect, to the first byte, and between bytes, in milliseconds. */
const connectMsMax = 10_000;
const headersMsMax = 15_000;
/** To the last byte, in milliseconds. */
const answerMsMax = 30_000;
/** All headers of one answer, in bytes: twice what Node's own client takes. */
const headersBytesMax = 32 * 1024;

export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly Field[];
  readonly body?: string;
  /** On a connection of its own. */
  readonly fresh?: boolean;
}
export interface Answer {
  readonly status: number;
  readonly headers: readonly Field[];
  readonly body?: RawBody;
}
export type Sending =
  | { readonly answer: Answer; readonly durationMs: number }
  | {
      readonly failure: string;
      /** The connection broke before an answer came, as idle ones do: a read may be asked again. */
      readonly broken: boolean;
      readonly durationMs: number;
    };

/** undici without pipelining, redirects or retries: one request, one answer, as it came. */
export class Client {
  readonly #lookup = pinnedLookup();
  readonly #answerMs: number;
  readonly #agent: Agent;

  /** `answerMs`: the longest wait for a whole answer. */
  constructor(answerMs = answerMsMax) {
    this.#answerMs = answerMs;
    this.#agent = this.#newAgent();
  }

  #newAgent(): Agent {
    return new Agent({
      connections: 4,
      pipelining: 1,
      headersTimeout: headersMsMax,
      bodyTimeout: headersMsMax,
      maxHeaderSize: headersBytesMax,
      // undici hands it to net.connect, whose type of a lookup is wider than what is called.
      connect: { timeout: connectMsMax, lookup: this.#lookup as never },
    });
  }

  async send(sent: Sent, signal: AbortSignal): Promise<Sending> {
    const started = performance.now();
    const agent = sent.fresh === true ? this.#newAgent() : this.#agent;
    const late = AbortSignal.timeout(this.#answerMs);
    try {
      const response = await agent.request({
        origin: sent.url.origin,
        path: sent.url.pathname + sent.url.search,
        method: sent.method,
        headers: sent.headers.flatMap(([name, value]) => [name, value]),
        ...(sent.body === undefined ? {} : { body: sent.body }),
        signal: AbortSignal.any([signal, late]),
        responseHeaders: 'raw',
      });
      const headers = rawFields(response.headers);
      const body = await readBody(response.body, headers);
      return { answer: { status: response.statusCode, headers, body }, durationMs: performance.now() - started };
    } catch (error) {
      const code = codeOf(error);
      const durationMs = performance.now() - started;
      if (signal.aborted) return { failure: 'interrupted', broken: false, durationMs };
      if (late.aborted) return { failure: 'no complete answer in time', broken: false, durationMs };
      const broken = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(code);
      return { failure: failureText(code), broken, durationMs };
    } finally {
      if (agent !== this.#agent) void agent.destroy();
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Headers in the order of the wire, in undici's raw form: name, value, name, value. */
function rawFields(headers: unknown): readonly Field[] {
  if (!Array.isArray(headers)) return [];
  const fields: Field[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) fields.push([String(headers[at]), String(headers[at + 1])]);
  return fields;
}
