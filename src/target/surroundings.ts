import type { Socket } from 'node:net';
import { NotTested, type Listener, type TlsFacts } from '../check/target.ts';
import type { Json } from '../model/json.ts';
import { ListenerServer } from './listener/listener.ts';
import type { TargetOptions } from './options.ts';
import type { Scope } from './scope.ts';
import { tlsFacts } from './tls-facts.ts';

/** Shorter secrets stand in other texts by chance, in characters. */
const secretCharsMin = 8;

/** What is known once a run, and our own server: all that is no request to an operation. */
export class Surroundings {
  readonly #options: TargetOptions;
  readonly #scope: Scope;
  readonly #tcp: (url: URL) => Promise<Socket>;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #secrets = new Set<string>();
  #listening: ListenerServer | undefined;
  #askers = 0;

  constructor(options: TargetOptions, scope: Scope, tcp: (url: URL) => Promise<Socket>) {
    this.#options = options;
    this.#scope = scope;
    this.#tcp = tcp;
  }

  /** A credential of this run: our listener knows it again. */
  learn(secret: string): void {
    if (secret.length >= secretCharsMin) this.#secrets.add(secret);
  }

  /** The first asker alone asks; what failed is not known, and the next one asks again. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const asked = ask();
    this.#answers.set(key, asked);
    asked.catch(() => this.#answers.delete(key));
    return asked;
  }

  /** Our own server, for one asker: its questions are its own. `jwk`: the run's public key, asked for where it is wanted. */
  async listener(jwk: () => Json): Promise<Listener> {
    const { clock, listen, dryRun } = this.#options;
    if (dryRun) throw new NotTested('dry run: nothing listens');
    this.#listening ??= new ListenerServer({
      isLoopback: this.#scope.isLoopback,
      listen,
      jwk,
      sleep: (ms, signal) => clock.sleep(ms, signal),
      holdsCredential: (text) => [...this.#secrets].some((secret) => text.includes(secret)),
    });
    this.#askers += 1;
    return this.#listening.listener(String(this.#askers));
  }

  async tls(): Promise<TlsFacts | undefined> {
    const url = new URL(this.#scope.origin);
    if (url.protocol !== 'https:' || this.#options.dryRun) return undefined;
    return this.once('tls', () =>
      tlsFacts({ host: url.hostname, ca: this.#options.ca, connected: () => this.#tcp(url) }),
    );
  }

  async close(): Promise<void> {
    await this.#listening?.close();
  }
}
