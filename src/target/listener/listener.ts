import type { IncomingMessage, ServerResponse } from 'node:http';
import { NotTested, type Listener, type ListenerForm } from '../../check/target.ts';
import { answer, type Answering } from './answer.ts';
import { serveBoth, type BothSchemes } from './both-schemes.ts';
import { certificate } from './certificate.ts';
import { Question } from './question.ts';

/** Questions of one run, and connections at a time. */
const questionsMax = 5_000;
const connectionsMax = 100;
/** Longest that a probe may wait for a call, in milliseconds. */
const waitMsMax = 60_000;

/** Where the target reaches this machine: `--listen host[:port]`. */
export interface ListenAddress {
  readonly host: string;
  readonly port?: number;
}
export interface ListenerWorld extends Omit<Answering, 'sleep'> {
  /** The target is this machine: our loopback is its own. */
  readonly isLoopback: boolean;
  readonly listen?: ListenAddress | undefined;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A credential that this run sends to the target is in the text. */
  readonly holdsCredential: (text: string) => boolean;
}

const local = {
  '127.0.0.1': '127.0.0.1',
  '127.1': '127.1',
  '[::1]': '[::1]',
  decimal: '2130706433',
  localhost: 'localhost',
};

/** One server a run, opened for the first question: each address of it belongs to one question. */
export class ListenerServer {
  readonly #world: ListenerWorld;
  readonly #questions = new Map<string, Question>();
  readonly #byPath = new Map<string, Question>();
  readonly #closing = new AbortController();
  #server: Promise<BothSchemes> | undefined;

  constructor(world: ListenerWorld) {
    this.#world = world;
  }

  /** For one asker: its questions are its own. Throws NotTested where the target cannot reach us. */
  async listener(asker: string): Promise<Listener> {
    const { isLoopback, listen } = this.#world;
    if (!isLoopback && listen === undefined)
      throw new NotTested('the target cannot call this machine: --listen <host[:port]> says where it can be reached');
    this.#server ??= this.#open();
    const server = await this.#server.catch(() => {
      throw new NotTested('no server for callbacks: the port of --listen cannot be had');
    });
    const question = (name: string): Question => this.#question(`${asker}\n${name}`);
    return {
      url: (name, form = {}) => this.#url(question(name), server, form),
      hits: async (name, waitMs) => {
        const asked = question(name);
        await asked.first((signal) => this.#world.sleep(Math.min(waitMs, waitMsMax), signal));
        return asked.hits;
      },
      nonce: (name) => question(name).nonce,
    };
  }

  #open(): Promise<BothSchemes> {
    const { isLoopback, listen } = this.#world;
    return serveBoth({
      handler: (request, response) => void this.#see(request, response),
      tls: certificate(),
      hosts: isLoopback && listen === undefined ? ['127.0.0.1', '::1'] : ['::', '0.0.0.0'],
      port: listen?.port ?? 0,
      connectionsMax,
    });
  }

  #question(key: string): Question {
    const known = this.#questions.get(key);
    if (known !== undefined) return known;
    if (this.#questions.size >= questionsMax) throw new NotTested(`no more than ${questionsMax} addresses a run`);
    const question = new Question();
    this.#questions.set(key, question);
    this.#byPath.set(question.path, question);
    return question;
  }

  #url(
    question: Question,
    { port, hosts }: BothSchemes,
    { host = 'public', tls = false, answer: wanted }: ListenerForm,
  ): string {
    const { isLoopback, listen, jwk } = this.#world;
    if (host !== 'public' && !isLoopback) throw new NotTested('the loopback of the target is not ours');
    if (host === '[::1]' && !hosts.some((one) => one.includes(':'))) throw new NotTested('this machine has no IPv6');
    // Asked now: where there is no key, the question cannot be asked.
    if (wanted?.kind === 'jwks') jwk();
    if (wanted !== undefined) question.answer = wanted;
    const name = host === 'public' ? (listen?.host ?? '127.0.0.1') : local[host];
    return `${tls ? 'https' : 'http'}://${name}:${port}/${question.path}`;
  }

  async #see(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    request.on('error', () => undefined).resume();
    const { method = '', url = '', rawHeaders } = request;
    const question = this.#byPath.get(/^\/([\da-f]{32})(?:[/?#]|$)/.exec(url)?.[1] ?? '');
    if (question === undefined) return void response.writeHead(404).end();
    question.note({
      method,
      headers: rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()),
      withCredential: this.#world.holdsCredential([url, ...rawHeaders].join('\n')),
      tls: 'encrypted' in request.socket,
    });
    const sleep = (ms: number): Promise<void> => this.#world.sleep(ms, this.#closing.signal);
    await answer(question, response, { jwk: this.#world.jwk, sleep }).catch(() => response.destroy());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#server?.then((server) => server.close()).catch(() => undefined);
  }
}
