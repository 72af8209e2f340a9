import { NotTested, type Identity } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import { matcher, type Matcher } from '../model/match.ts';
import { redactExchange } from '../model/redact.ts';
import { tagPattern } from '../model/redact/tag.ts';
import { reveal, tagFor } from '../model/vault.ts';
import { Budget } from './budget.ts';
import { Caller } from './callers.ts';
import { Client } from './client.ts';
import { garbled, madeUpCredential, type Credential } from './credential.ts';
import { curlOf, variableFor, type Shown } from './curl.ts';
import { matchesAny, type Called } from './glob.ts';
import { jwtParts } from './jwt.ts';
import { Ledger, type Remainder } from './ledger.ts';
import { login, planLogins, type LoginWorld } from './logins.ts';
import { Objects } from './objects.ts';
import { anonymous, type TargetOptions } from './options.ts';
import { Plan } from './plan.ts';
import { preflight } from './preflight.ts';
import { buildRequest, type Built, type Wish } from './request.ts';
import { scopeOf, type Scope } from './scope.ts';
import { rawOf, sentOf } from './sent.ts';
import { Transcript } from './transcript.ts';
import { Wire } from './wire.ts';

/** For undoing all that was made, in milliseconds: as long as people wait after Ctrl-C, and CI before it kills. */
const undoMsMax = 20_000;
/** Longest id that is taken from an answer, in characters. */
const idCharsMax = 1_000;

/** One request of a caller: what, who, how it differs, and why it is sent. */
export interface Asking {
  readonly as: Identity;
  readonly wish: Wish;
  readonly why: string;
  readonly operation?: Operation;
}
export interface RawCall {
  readonly method: string;
  readonly path: string;
  readonly headers?: readonly Field[];
}

/** Callers, scope, ledger and the one way that a request takes. */
export class Core {
  readonly options: TargetOptions;
  readonly scope: Scope;
  readonly budget: Budget;
  readonly ledger = new Ledger();
  readonly plan = new Plan();
  readonly transcript = new Transcript();
  readonly objects: Objects;
  readonly #client: Client;
  readonly #wire: Wire;
  readonly #callers: readonly Caller[];
  readonly #match: Matcher;
  /** What a line of curl may say of the credential that an exchange was sent with. */
  readonly #shown = new WeakMap<Exchange, Shown>();

  constructor(options: TargetOptions) {
    const { api, clock, signal, requestsMax } = options;
    this.options = options;
    this.scope = scopeOf(options.baseUrl, options.allowHosts);
    const wholeRate = options.ratePerSecond ?? (this.scope.isLoopback ? 200 : 10);
    const ratePerSecond = wholeRate / (options.sharedBy ?? 1);
    this.budget = new Budget({ requestsMax, ratePerSecond, clock, signal });
    this.#client = new Client(options.answerMsMax);
    this.#wire = new Wire(this.#client, this.budget, signal);
    this.#match = matcher(api);
    const world = {
      api,
      login: (what: 'register' | 'login', name: string, call: Parameters<typeof login>[1]['call']) =>
        login(what, { name, call }, this.#loginWorld),
      learn: (secret: string) => this.#learn(secret),
      epochMs: () => clock.epochMs(),
    };
    this.#callers = options.callers.map((config) => new Caller(config, world));
    this.objects = new Objects({
      api,
      seeds: options.seeds,
      ledger: this.ledger,
      configOf: (owner) => this.#callerOf(owner)?.config,
      captured: (owner) => options.captured?.get(owner.name) ?? {},
      mayCreate: options.profile !== 'read-only',
      call: (operation, as, wish) => this.call({ operation, as, wish, why: 'set-up' }),
      isRefused: (operation) => this.refusal(operation) !== undefined,
      isUsable: (id) => id !== '' && id.length <= idCharsMax && this.#reveal(id).search(tagPattern) === -1,
      marker: () => `sp${options.random(22)}`,
    });
  }

  get users(): readonly Identity[] {
    return this.#callers.map(({ identity }) => identity);
  }

  get #loginWorld(): LoginWorld {
    const { api, redactor } = this.options;
    const { scope, transcript } = this;
    const refusal = (called: Called): string | undefined => this.refusal(called);
    return { api, scope, redactor, transcript, wire: this.#wire, headers: this.#headers, refusal };
  }

  get #headers(): readonly Field[] {
    const { version, runId } = this.options;
    const run: Field[] = runId === undefined ? [] : [['X-Sallyport-Run', runId]];
    return [['User-Agent', `sallyport/${version}`], ['Accept', 'application/json, */*;q=0.1'], ...run];
  }

  #callerOf(identity: Identity): Caller | undefined {
    return this.#callers.find(({ config }) => config.name === identity.name);
  }

  #reveal(text: string): string {
    return reveal(this.options.redactor.vault, text);
  }

  /** A secret is known to the redactor before it is used: no answer can show it, whatever it calls it. */
  #learn(secret: string): void {
    tagFor(this.options.redactor.vault, jwtParts(secret) === undefined ? 'sec.credential' : 'sec.jwt', secret);
  }

  /** Logs everybody in and looks whether anybody is at home. A dry run only says that it would. */
  async open(): Promise<void> {
    const { dryRun, api } = this.options;
    for (const caller of this.#callers) {
      if (dryRun) planLogins(caller.config, this.#loginWorld, this.plan);
      else await caller.ready();
    }
    if (dryRun) return;
    await preflight({
      api,
      scope: this.scope,
      users: this.users,
      nobody: anonymous,
      isRefused: (operation) => this.refusal(operation) !== undefined,
      call: (operation, as) => this.call({ operation, as, wish: {}, why: 'look' }),
      ask: async (url) => {
        const sending = await this.#wire.send({ method: 'GET', url, headers: this.#headers });
        return 'answer' in sending ? sending.answer.status : undefined;
      },
    });
  }

  /** Why an operation is never called. */
  refusal(called: Called): string | undefined {
    return matchesAny(this.options.policy.never, called) ? 'the config says never to call it' : undefined;
  }

  /** A valid request as the wish changes it. Throws NotTested where it cannot be built, or must not be sent. */
  async call({ operation, as, wish, why }: Asking & { readonly operation: Operation }): Promise<Exchange> {
    const refusal = this.refusal(operation);
    if (refusal !== undefined) throw new NotTested(`${operation.id}: ${refusal}`);
    this.#refuseInDryRun(operation, as, why);
    const { api, previous, random } = this.options;
    // An operation of the previous document has its schemas there.
    const ownApi: ApiModel = previous === undefined || api.operations.includes(operation) ? api : previous;
    const making = { api: ownApi, random, reveal: (text: string) => this.#reveal(text) };
    return this.#exchange(buildRequest(operation, wish, making), { operation, as, wish, why });
  }

  #refuseInDryRun(called: Called, as: Identity, why: string): void {
    if (!this.options.dryRun) return;
    this.planCall(called, as, why);
    throw new NotTested('dry run: nothing was sent');
  }

  planCall({ method, path, servers }: Called, as: Identity, why: string): void {
    const { origin, pathname } = this.scope.urlOf({ servers: servers ?? this.#servers }, path);
    const url = origin + pathname.replaceAll('%7B', '{').replaceAll('%7D', '}');
    this.plan.add({ method, url, as: as.name, ...(why === '' ? {} : { why }) });
  }

  /** Where calls go that have no operation: beside the others. */
  get #servers(): Operation['servers'] {
    return this.options.api.operations[0]?.servers ?? this.options.api.servers;
  }

  /** Any method and path below the base path, but for what is never to be called. */
  async send(request: RawCall, as: Identity, why: string): Promise<Exchange> {
    const servers = this.#servers;
    const path = request.path.replace(tagPattern, (tag) => encodeURIComponent(this.#reveal(tag)));
    const url = this.scope.urlOf({ servers }, path);
    const base = this.scope.urlOf({ servers }, '/').pathname;
    const { operation } = this.#match(request.method, url.origin, url.pathname);
    const called: Called = { method: request.method, path: url.pathname.slice(base.length - 1), servers };
    const refusal = this.refusal(called) ?? (operation && this.refusal(operation));
    if (refusal !== undefined) throw new NotTested(`${request.method} ${called.path}: ${refusal}`);
    this.#refuseInDryRun({ ...called, path }, as, why);
    const ownHeaders = (request.headers ?? []).map(([name, value]): Field => [name, this.#reveal(value)]);
    return this.#exchange({ method: request.method, path, query: [], headers: [], ownHeaders }, { as, wish: {}, why });
  }

  async #exchange(built: Built, asking: Asking): Promise<Exchange> {
    const { api, redactor, onExchange } = this.options;
    const { as, wish, operation, why } = asking;
    const credential = await this.#credentialOf(asking);
    const url = this.scope.urlOf(operation ?? { servers: this.#servers }, built.path);
    const sent = sentOf(built, { api, url, headers: this.#headers, credential, wish });
    const sending = await this.#wire.send(sent, wish.undo === true);
    if ('answer' in sending && as.kind === 'user' && wish.credential === undefined)
      this.#callerOf(as)?.see(sending.answer.status, sending.answer.headers);
    const recording = { as, wish, mediaType: built.body?.mediaType ?? '', at: operation?.at ?? api.at };
    const exchange = redactExchange(rawOf(sent, sending, recording), redactor);
    if (credential !== undefined && credential.secret !== '') this.#shown.set(exchange, shownOf(credential, asking));
    this.transcript.add({ exchange, why, ...(operation && { operation: operation.id }) });
    onExchange(exchange, operation);
    if (operation !== undefined && isDone(exchange)) this.#keepTrack(operation, asking, exchange);
    return exchange;
  }

  /** What a probe itself makes and deletes. */
  #keepTrack(operation: Operation, { as, wish: { parameters = {} }, why }: Asking, exchange: Exchange): void {
    if (operation.method === 'DELETE') this.objects.forget(parameters);
    if (operation.method === 'POST' && why !== 'set-up') this.objects.note(operation, as, { exchange, parameters });
  }

  async #credentialOf({ as, wish }: Asking): Promise<Credential | undefined> {
    if (as.kind === 'anonymous') return undefined;
    if (as.kind === 'garbage') {
      await this.#callers[0]?.ready();
      const credential = this.#callers[0]?.credential();
      return credential === undefined
        ? madeUpCredential(this.options.api, this.options.random(32))
        : garbled(credential);
    }
    const caller = this.#callerOf(as);
    await caller?.ready(wish.fresh === true);
    const credential = caller?.credential(wish.credential);
    if (wish.credential !== undefined && credential === undefined)
      throw new NotTested(`the credential of ${as.name} cannot be changed so: it is no JWT`);
    return credential;
  }

  curl(exchange: Exchange): string {
    return curlOf(exchange, this.#shown.get(exchange));
  }

  /** Undoes what was made, newest first, also after Ctrl-C, and says what is left. */
  async close(): Promise<readonly Remainder[]> {
    const last = this.#wire.closeWithin(this.options.undoMsMax ?? undoMsMax);
    const left = await this.ledger.undo({
      api: this.options.api,
      send: async (operation, { owner }, parameters) => {
        if (last.aborted) return 'nothing: the time for undoing is over';
        try {
          const wish = { parameters, undo: true };
          const { response, failure } = await this.call({ operation, as: owner, wish, why: 'undo' });
          return response?.status ?? `nothing: ${failure ?? 'the request failed'}`;
        } catch (error) {
          return `nothing: ${error instanceof Error ? error.message : 'it could not be sent'}`;
        }
      },
    });
    await this.#client.close();
    return left;
  }
}

function isDone({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}

function shownOf({ place, name, prefix }: Credential, { as, wish: { credential } }: Asking): Shown {
  const change = credential?.kind === 'jwt-none' ? `jwt-${credential.spelling}` : credential?.kind;
  return { place, name, prefix, variable: variableFor(as.name, change) };
}
