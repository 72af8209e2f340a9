import { NotTested, type Identity, type RawRequest } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import { matcher, type Matcher } from '../model/match.ts';
import type { Json } from '../model/json.ts';
import { redactExchange } from '../model/redact.ts';
import { reveal, tagFor } from '../model/vault.ts';
import { shownOf, type Asking } from './asking.ts';
import { Budget } from './budget.ts';
import { Caller, type CallerWorld } from './callers.ts';
import { Client } from './client.ts';
import { garbled, madeUpCredential, type Credential } from './credential.ts';
import type { ClientCertificate } from './config.ts';
import { Credentials } from './credentials.ts';
import { curlOf, type Shown } from './curl.ts';
import { matchesAny, type Called } from './glob.ts';
import { jwtParts } from './jwt.ts';
import { Ledger, type Remainder } from './ledger.ts';
import { login, lookUp, type LoginWorld } from './logins.ts';
import type { Objects } from './objects.ts';
import { anonymous, type TargetOptions } from './options.ts';
import { withTokenEndpoint } from './oauth2.ts';
import { objectsOf } from './own-objects.ts';
import { Plan } from './plan.ts';
import { addressOf, builtOf } from './raw-request.ts';
import { requestBody } from './request-body.ts';
import { Surroundings } from './surroundings.ts';
import { startOfBurst } from './together.ts';
import { buildRequest, type Built, type Making, type Wish } from './request.ts';
import { scopeOf, type Scope } from './scope.ts';
import { rawOf, sentOf } from './sent.ts';
import { Transcript } from './transcript.ts';
import { undoAll } from './undo.ts';
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
  readonly credentials: Credentials;
  readonly callerWorld: CallerWorld;
  readonly surroundings: Surroundings;
  readonly #client: Client;
  readonly #wire: Wire;
  readonly callers: readonly Caller[];
  readonly #match: Matcher;
  /** Sessions and users that probes asked for. */
  readonly #besides = new WeakMap<Identity, Caller>();
  /** What a line of curl may say of the credential that an exchange was sent with. */
  readonly #shown = new WeakMap<Exchange, Shown>();

  constructor(options: TargetOptions) {
    const { api, clock, signal, requestsMax } = options;
    this.options = options;
    this.scope = scopeOf(options.baseUrl, options.allowHosts);
    const ratePerSecond = options.ratePerSecond ?? (this.scope.isLoopback ? 200 : 10);
    this.budget = new Budget({ requestsMax, ratePerSecond, clock, signal });
    this.#client = new Client({
      answerMs: options.answerMsMax,
      now: () => clock.now(),
      ca: options.ca,
      insecureOrigin: options.insecure === true ? this.scope.origin : undefined,
      proxyFor: options.proxyFor,
    });
    this.#wire = new Wire(this.#client, this.budget, signal);
    this.#match = matcher(api);
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
    this.objects = objectsOf(this);
  }

  get users(): readonly Identity[] {
    return this.callers.map(({ identity }) => identity);
  }

  get loginWorld(): LoginWorld {
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

  /** Why an operation is never called. */
  refusal(called: Called): string | undefined {
    return matchesAny(this.options.policy.never, called) ? 'the config says never to call it' : undefined;
  }

  /** A valid request as the wish changes it. Throws NotTested where it cannot be built, or must not be sent. */
  async call(asking: Asking & { readonly operation: Operation }): Promise<Exchange> {
    const { operation, as, wish, why } = asking;
    const refusal = this.refusal(operation);
    if (refusal !== undefined) throw new NotTested(`${operation.id}: ${refusal}`);
    this.refuseInDryRun(operation, as, why);
    return this.exchange(buildRequest(operation, wish, this.#making(operation)), asking);
  }

  #making(operation: Operation): Making {
    const { api, previous, random } = this.options;
    // An operation of the previous document has its schemas there.
    const ownApi: ApiModel = previous === undefined || api.operations.includes(operation) ? api : previous;
    return { api: ownApi, random, reveal: (text) => this.reveal(text) };
  }

  refuseInDryRun(called: Called, as: Identity, why: string): void {
    if (!this.options.dryRun) return;
    this.planCall(called, as, why);
    throw new NotTested('dry run: nothing was sent');
  }

  planCall({ method, path, servers }: Called, as: Identity, why: string): void {
    const { origin, pathname } = this.scope.urlOf({ servers: servers ?? this.servers }, path);
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
    for (const called of addressed.spellings) {
      const { operation } = this.#match(method, scope.origin, called.path);
      const refusal = this.refusal(called) ?? (operation && this.refusal(operation));
      if (refusal !== undefined) throw new NotTested(`${method} ${called.path}: ${refusal}`);
    }
    if (request.plain === true && as.kind !== 'anonymous' && !scope.isLoopback)
      throw new NotTested('a credential is not sent in clear text');
    this.refuseInDryRun({ method, path: request.path, servers: this.servers }, as, why);
    const wish: Wish = { fresh, unrepeated, ...(credential === undefined ? {} : { credential }) };
    return this.exchange(builtOf(request, addressed, toValue), { as, wish, why });
  }

  /** A request as it is built, with the caller's credential: all that is sent for probes goes here. */
  async exchange(built: Built, asking: Asking): Promise<Exchange> {
    const { api, redactor, onExchange } = this.options;
    const { as, wish, operation, why } = asking;
    const credential = await this.#credentialOf(asking);
    const url = built.url ?? this.scope.urlOf(operation ?? { servers: this.servers }, built.path ?? '/');
    const start = setUps.has(why) ? undefined : startOfBurst();
    const plain = sentOf(built, { api, url, headers: this.#headers, credential, wish });
    const certificate = this.#certificateOf(as);
    const sent = { ...plain, ...(start && { start }), ...(certificate && { certificate }) };
    const sending = await this.#wire.send(sent, wish.undo === true);
    if ('answer' in sending && as.kind === 'user' && wish.credential === undefined)
      this.callerOf(as)?.see(sending.answer.status, sending.answer.headers);
    if ('answer' in sending) asking.seen?.(sending.answer);
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

  /** A broken credential goes with the certificate of whom it is like: else the handshake alone would be refused. */
  #certificateOf(as: Identity): ClientCertificate | undefined {
    if (as.kind === 'anonymous') return undefined;
    return (as.kind === 'garbage' ? this.callers[0] : this.callerOf(as))?.config.certificate;
  }

  async #credentialOf({ as, wish }: Asking): Promise<Credential | undefined> {
    if (as.kind === 'anonymous') return undefined;
    if (as.kind === 'garbage') {
      await this.callers[0]?.ready();
      const credential = this.callers[0]?.credential;
      return credential === undefined
        ? madeUpCredential(this.options.api, this.options.random(32))
        : garbled(credential);
    }
    const caller = this.callerOf(as);
    await caller?.ready({ again: wish.fresh === true, undo: wish.undo === true });
    if (caller === undefined || wish.credential === undefined) return caller?.credential;
    const credential = await this.credentials.changed(caller, wish.credential);
    if (wish.credential.kind !== 'empty') this.#learn(credential.secret);
    return credential;
  }

  /** The valid body of the operation's JSON media type, tags in place of what is sensitive. */
  async body(operation: Operation, as: Identity, wish: Wish): Promise<Json | undefined> {
    const body = requestBody(operation, wish, this.#making(operation));
    if (body === undefined || !/[/+]json$/.test(body.mediaType)) return undefined;
    const content = { ...body, bytes: Buffer.byteLength(body.text), truncated: false };
    const raw = { method: operation.method, url: this.scope.origin, headers: [], identity: as.name, durationMs: 0 };
    return redactExchange({ ...raw, body: content, at: operation.at }, this.options.redactor).request.body?.json;
  }

  curl(exchange: Exchange): string {
    return curlOf(exchange, this.#shown.get(exchange));
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

function isDone({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}
