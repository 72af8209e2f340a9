import type { Socket } from 'node:net';
import { Agent, type buildConnector, type Dispatcher } from 'undici';
import type { Field } from '../model/exchange.ts';
import type { RawBody } from '../model/redact.ts';
import { askAsWritten } from './as-written.ts';
import { readBody } from './body.ts';
import type { ClientCertificate } from './config.ts';
import { connectorFor, tunnel, type ConnectOptions } from './connect.ts';
import { codeOf, failureText } from './failure.ts';
import { pinnedLookup } from './pinned-lookup.ts';

/** To the first byte, and between bytes, in milliseconds. */
const headersMsMax = 15_000;
/** To the last byte, in milliseconds. */
const answerMsDefault = 30_000;
/** All headers of one answer, in bytes: twice what Node's own client takes. */
const headersBytesMax = 32 * 1024;

export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly Field[];
  readonly body?: string;
  /** On a connection of its own. */
  readonly fresh?: boolean;
  /** What stands behind the method byte by byte, in place of the URL's path: sent over a socket of our own. */
  readonly target?: string;
  /** Connected and ready, it waits for this: requests that leave at the same moment. */
  readonly start?: () => Promise<void>;
  /** What it is sent for: a probe's id, `set-up`; absent for a login. */
  readonly why?: string;
  /** The first answer counts, also one that asks for patience. */
  readonly unrepeated?: boolean;
  /** What the caller shows in the handshake. */
  readonly certificate?: ClientCertificate;
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

export interface ClientOptions extends ConnectOptions {
  /** The longest wait for a whole answer, in milliseconds. */
  readonly answerMsMax?: number | undefined;
  /** The clock that durations are measured by, in milliseconds. */
  readonly now?: () => number;
}
interface Way {
  readonly connect: buildConnector.connector;
  readonly agent: Agent;
}

/** undici without pipelining, redirects or retries: one request, one answer, as it came. */
export class Client {
  readonly #options: ConnectOptions;
  readonly #lookup = pinnedLookup();
  readonly #answerMs: number;
  readonly #now: () => number;
  /** A connection belongs to whoever showed a certificate on it. */
  readonly #ways = new Map<ClientCertificate | undefined, Way>();

  constructor({ answerMsMax = answerMsDefault, now = () => performance.now(), ...options }: ClientOptions = {}) {
    this.#options = options;
    this.#answerMs = answerMsMax;
    this.#now = now;
  }

  #way(certificate: ClientCertificate | undefined): Way {
    const known = this.#ways.get(certificate);
    if (known !== undefined) return known;
    const connect = connectorFor(this.#options, this.#lookup, certificate);
    const way = { connect, agent: newAgent(connect) };
    this.#ways.set(certificate, way);
    return way;
  }

  async send(sent: Sent, signal: AbortSignal): Promise<Sending> {
    const late = AbortSignal.timeout(this.#answerMs);
    const until = AbortSignal.any([signal, late]);
    let started = this.#now();
    const start = async (): Promise<void> => {
      await sent.start?.();
      started = this.#now();
    };
    try {
      const answer = await this.#answerTo({ ...sent, start }, until, sent.start !== undefined);
      return { answer, durationMs: this.#now() - started };
    } catch (error) {
      const code = codeOf(error);
      const durationMs = this.#now() - started;
      if (signal.aborted) return { failure: 'interrupted', broken: false, durationMs };
      if (late.aborted) return { failure: 'no complete answer in time', broken: false, durationMs };
      const broken = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(code);
      return { failure: failureText(code), broken, durationMs };
    }
  }

  async #answerTo(
    sent: Sent & { readonly start: () => Promise<void> },
    until: AbortSignal,
    isBurst: boolean,
  ): Promise<Answer> {
    if (sent.target !== undefined) {
      const socket = await this.connected(sent.url, sent.certificate);
      await sent.start();
      return askAsWritten(socket, { sent, target: sent.target, headersBytesMax }, until);
    }
    if (isBurst) {
      const socket = await this.connected(sent.url, sent.certificate);
      await sent.start();
      return alone(
        // Later: undici does not go on by itself where it is answered at once.
        newAgent((_options, done) => queueMicrotask(() => done(null, socket))),
        sent,
        until,
      );
    }
    const { connect, agent } = this.#way(sent.certificate);
    return sent.fresh === true ? alone(newAgent(connect), sent, until) : request(agent, sent, until);
  }

  /** A connection of its own to the pinned address, with TLS where the URL says so. */
  connected(url: URL, certificate?: ClientCertificate): Promise<Socket> {
    const { protocol, hostname, port } = url;
    const bare = hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve, reject) => {
      this.#way(certificate).connect(
        { protocol, hostname: bare, port: port === '' ? (protocol === 'https:' ? '443' : '80') : port },
        (...[error, socket]) => (error === null ? resolve(socket) : reject(error)),
      );
    });
  }

  /** A bare TCP connection to the pinned address. */
  tcp({ hostname, port }: URL): Promise<Socket> {
    const authority = `${hostname}:${port === '' ? '443' : port}`;
    // It is for a handshake: the proxy is that of https.
    const secure = new URL(`https://${authority}`);
    const proxy = this.#options.proxyFor?.(secure);
    return proxy === undefined ? this.connected(new URL(`http://${authority}`)) : tunnel(proxy, secure);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ways.values()].map(({ agent }) => agent.destroy()));
  }
}

function newAgent(connect: buildConnector.connector): Agent {
  return new Agent({
    connections: 4,
    pipelining: 1,
    headersTimeout: headersMsMax,
    bodyTimeout: headersMsMax,
    maxHeaderSize: headersBytesMax,
    connect,
  });
}

async function alone(agent: Agent, sent: Sent, until: AbortSignal): Promise<Answer> {
  try {
    return await request(agent, sent, until);
  } finally {
    void agent.destroy();
  }
}

async function request(agent: Dispatcher, sent: Sent, until: AbortSignal): Promise<Answer> {
  const response = await agent.request({
    origin: sent.url.origin,
    path: sent.url.pathname + sent.url.search,
    method: sent.method,
    headers: sent.headers.flatMap(([name, value]) => [name, value]),
    ...(sent.body === undefined ? {} : { body: sent.body }),
    signal: until,
    responseHeaders: 'raw',
  });
  const headers = rawFields(response.headers);
  return { status: response.statusCode, headers, body: await readBody(response.body, headers) };
}

/** Headers in the order of the wire, in undici's raw form: name, value, name, value. */
function rawFields(headers: unknown): readonly Field[] {
  if (!Array.isArray(headers)) return [];
  const fields: Field[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) fields.push([String(headers[at]), String(headers[at + 1])]);
  return fields;
}
