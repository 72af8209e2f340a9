import { NotTested, type Identity, type RawRequest } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import { isSideEffecting, isSweeping } from '../model/function-class.ts';
import { redactExchange } from '../model/redact.ts';
import { reveal, tagFor } from '../model/vault.ts';
import { shownOf, type Asking } from './asking.ts';
import { Budget } from './budget.ts';
import { Caller, type CallerWorld } from './callers.ts';
import { CapturedSeeds } from './captured.ts';
import { Client } from './client.ts';
import { garbled, madeUpCredential, type Credential } from './credential.ts';
import type { ClientCertificate } from './config.ts';
import { Credentials } from './credentials.ts';
import { curlOf, type Shown } from './curl.ts';
import { jwtParts } from './jwt.ts';
import { Ledger, type Remainder } from './ledger.ts';
import { login, lookUp, type LoginWorld } from './logins.ts';
import { isRefusedBody, makingOf } from './making.ts';
import type { Objects } from './objects.ts';
import { anonymous, type TargetOptions } from './options.ts';
import { withTokenEndpoint } from './oauth2.ts';
import { objectsOf } from './own-objects.ts';
import { Plan } from './plan.ts';
import { addressOf, builtOf } from './raw-request.ts';
import { Refusals } from './refusals.ts';
import { Surroundings } from './surroundings.ts';
import type { Called } from './glob.ts';
import { startOfBurst } from './together.ts';
import { buildRequest, type Built, type Wish } from './request.ts';
import { scopeOf, type Scope } from './scope.ts';
import { commonHeaders, rawOf, sentOf } from './sent.ts';
import { Transcript } from './transcript.ts';
import { undoAll } from './undo.ts';
import { validBody } from './valid-body.ts';
import { Wire } from './wire.ts';

/** For undoing all that was made, in milliseconds: as long as people wait after Ctrl-C, and CI before it kills. */
const undoMsMax = 20_000;

/** What is sent so that a question can be asked at all: it waits for nobody. */
const setUps: ReadonlySet<string> = new Set(['look', 'set-up', 'undo']);

/** Callers, scope, ledger and the one way that a request takes. */
export class Core {
  readonly options: TargetOptions;
  readonly scope: Scope;
  readonly budget: Budget;
  readonly ledger = new Ledger();
  readonly plan = new Plan();
  readonly transcript = new Transcript();
  readonly objects: Objects;
  readonly captured: CapturedSeeds;
  readonly credentials: Credentials;
  readonly surroundings: Surroundings;
  readonly callerWorld: CallerWorld;
  readonly #client: Client;
  readonly #wire: Wire;
  readonly callers: readonly Caller[];
  readonly refusals: Refusals;
  /** Sessions and users that probes asked for. */
  readonly #besides = new WeakMap<Identity, Caller>();
  /** What a line of curl may say of the credential that an exchange was sent with. */
  readonly #shown = new WeakMap<Exchange, Shown>();

  constructor(options: TargetOptions) {
    const { api, clock, signal, requestsMax, requestsPerOperationMax } = options;
    this.options = options;
    this.scope = scopeOf(options.baseUrl, options.allowHosts);
    const wholeRate = options.ratePerSecond ?? (this.scope.isLoopback ? 200 : 10);
    const ratePerSecond = wholeRate / (options.sharedBy ?? 1);
    this.budget = new Budget({ requestsMax, requestsPerOperationMax, ratePerSecond, clock, signal });
    this.#client = new Client({
      answerMsMax: options.answerMsMax,
      now: () => clock.now(),
      ca: options.ca,
      insecureOrigin: options.insecure === true ? this.scope.origin : undefined,
      proxyFor: options.proxyFor,
    });
    this.#wire = new Wire(this.#client, this.budget, signal);
    this.refusals = new Refusals({ api, scope: this.scope, servers: this.servers, never: options.policy.never });
    this.surroundings = new Surroundings(options, this.scope, (url) => this.#wire.tcp(url));
    this.callerWorld = {
      api,
      login: (what, call, of) => login(what, { call, ...of }, this.loginWorld),
      learn: (secret) => this.#learn(secret),
      prepare: (token) => this.credentials.guesses.prepare(token),
      epochMs: () => clock.epochMs(),
    };
    this.callers = options.callers.map((config) => new Caller(withTokenEndpoint(config, api), this.callerWorld));
    this.credentials = new Credentials({
      callers: () => this.callers,
      scope: this.scope,
      below: (path) => this.scope.urlOf({ servers: this.servers }, path),
      ask: (url) => this.#lookUp(url),
      reveal: (text) => this.reveal(text),
      random: options.random,
    });
    this.captured = new CapturedSeeds(options.captured, {
      api,
      vault: options.redactor.vault,
      callers: () => this.callers.map((caller) => caller.known),
    });
    this.objects = objectsOf(this);
  }

  get users(): readonly Identity[] {
    return this.callers.map(({ identity }) => identity);
  }

  get loginWorld(): LoginWorld {
    const { api, redactor } = this.options;
    const { scope, transcript, refusals } = this;
    return { api, scope, redactor, transcript, wire: this.#wire, headers: this.#headers, refusals };
  }

  get #headers(): readonly Field[] {
    return commonHeaders(this.options);
  }

  callerOf(identity: Identity): Caller | undefined {
    return this.#besides.get(identity) ?? this.callers.find(({ config }) => config.name === identity.name);
  }

  /** One that probes may act as from now on. */
  admit(caller: Caller): Identity {
    const { identity } = caller;
    this.#besides.set(identity, caller);
    return identity;
  }

  reveal(text: string): string {
    return reveal(this.options.redactor.vault, text);
  }

  /** A secret is known to the redactor before it is used: no answer can show it, whatever it calls it. */
  #learn(secret: string): void {
    this.surroundings.learn(secret);
    tagFor(this.options.redactor.vault, jwtParts(secret) === undefined ? 'sec.credential' : 'sec.jwt', secret);
  }

  /** Public keys and the like. */
  async #lookUp(url: URL): Promise<Json | undefined> {
    if (!this.options.dryRun) return lookUp(url, this.loginWorld);
    this.plan.add({ method: 'GET', url: url.href, as: anonymous.name, why: 'look' });
    return undefined;
  }

  /** Throws NotTested for what is never to be called, whichever of its names the list has. */
  #refuse(called: Called, operation = this.refusals.operationOf(called)): void {
    const refusal = this.refusals.of(called);
    if (refusal !== undefined) throw new NotTested(`${called.method} ${called.path}: ${refusal}`);
    // No profile is leave to do away with what the run did not make.
    if (operation !== undefined && isSweeping(operation))
      throw new NotTested(`${operation.id} may reset or wipe what this run did not make`);
  }

  /** A valid request as the wish changes it. Throws NotTested where it cannot be built, or must not be sent. */
  async call(asking: Asking & { readonly operation: Operation }): Promise<Exchange> {
    const { operation, as, wish } = asking;
    this.#refuse(operation, operation);
    this.refuseInDryRun(operation.method, this.scope.urlOf(operation, operation.path), asking);
    if (this.options.profile === 'read-only' && operation.method === 'GET' && isSideEffecting(operation))
      throw new NotTested(`${operation.id} may change something: needs --profile standard`);
    const making = makingOf(this, operation, { as, wish });
    const exchange = await this.exchange(buildRequest(operation, wish, making), asking);
    // The document may say it better than a capture of last month.
    if (making.served === undefined || !isRefusedBody(exchange, asking)) return exchange;
    this.captured.refuse(operation);
    return this.call(asking);
  }

  /** In a dry run a call is planned, and not sent. */
  refuseInDryRun(method: string, url: URL, asking: Pick<Asking, 'as' | 'why'>): void {
    if (!this.options.dryRun) return;
    this.#planAt(method, url, asking);
    throw new NotTested('dry run: nothing was sent');
  }

  planCall(operation: Operation, asking: Pick<Asking, 'as' | 'why'>): void {
    this.#planAt(operation.method, this.scope.urlOf(operation, operation.path), asking);
  }

  #planAt(method: string, { origin, pathname }: URL, { as, why }: Pick<Asking, 'as' | 'why'>): void {
    const url = origin + pathname.replaceAll('%7B', '{').replaceAll('%7D', '}');
    this.plan.add({ method, url, as: as.name, ...(why === '' ? {} : { why }) });
  }

  /** Where calls go that have no operation: beside the others. */
  get servers(): Operation['servers'] {
    return this.options.api.operations[0]?.servers ?? this.options.api.servers;
  }

  /** Any method and path below the base path, but for what is never to be called. */
  async send(request: RawRequest, as: Identity, why: string): Promise<Exchange> {
    const { scope } = this;
    const toValue = (text: string): string => this.reveal(text);
    const addressed = addressOf(request, { scope, servers: this.servers, reveal: toValue });
    const { method, credential, fresh = false, unrepeated = false } = request;
    for (const called of this.refusals.spellings(method, addressed.url)) this.#refuse(called);
    if (request.plain === true && as.kind !== 'anonymous' && !scope.isLoopback)
      throw new NotTested('a credential is not sent in clear text');
    this.refuseInDryRun(method, addressed.url, { as, why });
    const wish: Wish = { fresh, unrepeated, ...(credential === undefined ? {} : { credential }) };
    return this.exchange(builtOf(request, addressed, toValue), { as, wish, why });
  }

  /** A request as it is built, with the caller's credential: all that is sent for probes goes here. */
  async exchange(built: Built, asking: Asking): Promise<Exchange> {
    const { api, redactor, onExchange } = this.options;
    const { as, wish, operation, why } = asking;
    if (operation !== undefined && !setUps.has(why) && wish.undo !== true) this.budget.count(operation.id);
    const credential = await this.#credentialOf(asking);
    const url = new URL(built.url ?? this.scope.urlOf(operation ?? { servers: this.servers }, built.path ?? '/'));
    const start = setUps.has(why) ? undefined : startOfBurst();
    const plain = sentOf(built, { api, url, headers: this.#headers, credential, wish });
    const certificate = this.#certificateOf(as);
    const sent = { ...plain, why, ...(start && { start }), ...(certificate && { certificate }) };
    const sending = await this.#wire.send(sent, wish.undo === true);
    if ('answer' in sending && as.kind === 'user' && wish.credential === undefined)
      this.callerOf(as)?.see(sending.answer.status, sending.answer.headers);
    if ('answer' in sending) asking.seen?.(sending.answer);
    const recording = { as, wish, mediaType: built.body?.mediaType ?? '', at: operation?.at ?? api.at };
    const exchange = redactExchange(rawOf(sent, sending, recording), redactor);
    if (credential !== undefined && credential.secret !== '') this.#shown.set(exchange, shownOf(credential, asking));
    this.transcript.add({ exchange, why, ...(operation && { operation: operation.id }) });
    onExchange(exchange, operation);
    if (operation !== undefined) this.objects.track(operation, asking, exchange);
    return exchange;
  }

  /** A broken credential goes with the certificate of whom it is like: else the handshake alone would be refused. */
  #certificateOf(as: Identity): ClientCertificate | undefined {
    if (as.kind === 'anonymous') return undefined;
    return (as.kind === 'garbage' ? this.callers[0] : this.callerOf(as))?.config.certificate;
  }

  async #credentialOf({ as, wish }: Asking): Promise<Credential | undefined> {
    if (as.kind === 'anonymous') return undefined;
    if (as.kind === 'garbage') return this.#garbage();
    const caller = this.callerOf(as);
    await caller?.ready({ again: wish.fresh === true, undo: wish.undo === true });
    if (caller === undefined || wish.credential === undefined) return caller?.credential;
    const credential = await this.credentials.changed(caller, wish.credential);
    if (wish.credential.kind !== 'empty') this.#learn(credential.secret);
    return credential;
  }

  async #garbage(): Promise<Credential> {
    const [first] = this.callers;
    await first?.ready();
    if (first?.credential !== undefined) return garbled(first.credential);
    return madeUpCredential(this.options.api, this.options.random(32));
  }

  /** The valid body of the operation's JSON media type, tags in place of what is sensitive. */
  body(operation: Operation, as: Identity, wish: Wish): Json | undefined {
    const making = makingOf(this, operation, { as, wish });
    return validBody({ operation, as, wish }, { ...making, redactor: this.options.redactor });
  }

  /** Why the target counts as gone at the end of the run. */
  silence(): Promise<string | undefined> {
    const url = this.scope.urlOf({ servers: this.servers }, '/');
    return this.#wire.silence({ method: 'GET', url, headers: this.#headers, why: 'look' });
  }

  curl(exchange: Exchange): string {
    return curlOf(exchange, this.#shown.get(exchange), this.scope.origin);
  }

  /** Undoes what was made, newest first, also after Ctrl-C, and says what is left. */
  async close(): Promise<readonly Remainder[]> {
    const last = this.#wire.closeWithin(this.options.undoMsMax ?? undoMsMax);
    const left = await undoAll(this, last);
    await this.surroundings.close();
    await this.#client.close();
    return left;
  }
}
