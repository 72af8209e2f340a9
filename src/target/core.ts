import { NotTested, type Identity, type RawRequest } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import { matcher, type Matcher } from '../model/match.ts';
import { redactExchange } from '../model/redact.ts';
import { tagPattern } from '../model/redact/tag.ts';
import { reveal, tagFor } from '../model/vault.ts';
import { shownOf, type Asking, type NamedRequest } from './asking.ts';
import { Budget } from './budget.ts';
import { Caller, type CallerWorld } from './callers.ts';
import { CapturedSeeds } from './captured.ts';
import { Client } from './client.ts';
import { garbled, madeUpCredential, type Credential } from './credential.ts';
import { Credentials } from './credentials.ts';
import { curlOf, type Shown } from './curl.ts';
import { matchesAny, type Called } from './glob.ts';
import { jwtParts } from './jwt.ts';
import { Ledger, type Remainder } from './ledger.ts';
import { login, lookUp, planLogins, type LoginWorld } from './logins.ts';
import { Objects } from './objects.ts';
import { anonymous, type TargetOptions } from './options.ts';
import { Plan } from './plan.ts';
import { addressOf } from './raw-request.ts';
import { rawBody, requestBody } from './request-body.ts';
import { Surroundings } from './surroundings.ts';
import { startOfBurst } from './together.ts';
import { preflight } from './preflight.ts';
import { buildRequest, type Built, type Making, type Wish } from './request.ts';
import { scopeOf, type Scope } from './scope.ts';
import { rawOf, sentOf } from './sent.ts';
import { Transcript } from './transcript.ts';
import { Wire } from './wire.ts';

/** For undoing all that was made, in milliseconds: as long as people wait after Ctrl-C, and CI before it kills. */
const undoMsMax = 20_000;
/** Longest id that is taken from an answer, in characters. */
const idCharsMax = 1_000;

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
  readonly #callers: readonly Caller[];
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
      insecure: options.insecure,
    });
    this.#wire = new Wire(this.#client, this.budget, signal);
    this.#match = matcher(api);
    this.surroundings = new Surroundings(options, this.scope, (url) => this.#wire.tcp(url));
    this.callerWorld = {
      api,
      login: (what: 'register' | 'login', name: string, call: Parameters<typeof login>[1]['call']) =>
        login(what, { name, call }, this.loginWorld),
      learn: (secret: string) => this.#learn(secret),
      prepare: (token: string) => this.credentials.guesses.prepare(token),
      epochMs: () => clock.epochMs(),
    };
    this.#callers = options.callers.map((config) => new Caller(config, this.callerWorld));
    this.credentials = new Credentials({
      callers: () => this.#callers,
      scope: this.scope,
      below: (path) => this.scope.urlOf({ servers: this.#servers }, path),
      ask: (url) => this.#lookUp(url),
      reveal: (text) => this.reveal(text),
      random: options.random,
    });
    this.captured = new CapturedSeeds(options.captured, {
      api,
      vault: options.redactor.vault,
      callers: () => this.#callers.map((caller) => caller.known),
    });
    this.objects = new Objects({
      api,
      seeds: options.seeds,
      ledger: this.ledger,
      configOf: (owner) => this.callerOf(owner)?.config,
      captured: (owner, slot, above) => this.captured.idsFor(owner, slot, above),
      users: () => this.users,
      mayCreate: options.profile !== 'read-only',
      call: (operation, as, wish) => this.call({ operation, as, wish, why: 'set-up' }),
      isRefused: (operation) => this.refusal(operation) !== undefined,
      isUsable: (id) => id !== '' && id.length <= idCharsMax && this.reveal(id).search(tagPattern) === -1,
      marker: () => `sp${options.random(22)}`,
    });
  }

  get users(): readonly Identity[] {
    return this.#callers.map(({ identity }) => identity);
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
    return this.#besides.get(identity) ?? this.#callers.find(({ config }) => config.name === identity.name);
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

  /** Logs everybody in and looks whether anybody is at home. A dry run only says that it would. */
  async open(): Promise<void> {
    const { dryRun, api } = this.options;
    for (const caller of this.#callers) {
      if (dryRun) planLogins(caller.config, this.loginWorld, this.plan);
      else await caller.ready();
      await this.credentials.guesses.prepare(caller.secret ?? '');
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
    this.#refuseInDryRun(operation, as, why);
    const making = this.#making(operation, as, wish);
    const exchange = await this.#exchange(buildRequest(operation, wish, making), asking);
    // The document may say it better than a capture of last month.
    if (making.served === undefined || !isRefusedBody(exchange, asking)) return exchange;
    this.captured.refuse(operation);
    return this.call(asking);
  }

  #making(operation: Operation, as: Identity, { seedBody, rawBody: raw, bodyIds = {} }: Wish): Making {
    const { api, previous, random } = this.options;
    // An operation of the previous document has its schemas there.
    const ownApi: ApiModel = previous === undefined || api.operations.includes(operation) ? api : previous;
    const owner = as.kind === 'user' ? as : this.users[0];
    const served =
      seedBody === undefined && raw === undefined && owner !== undefined
        ? this.captured.bodyFor(operation, owner, bodyIds)
        : undefined;
    const learned = owner === undefined || raw !== undefined ? [] : this.objects.learned(operation, owner);
    return { api: ownApi, random, reveal: (text) => this.reveal(text), learned, ...(served && { served }) };
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
  async send(request: RawRequest, as: Identity, why: string): Promise<Exchange> {
    const { scope } = this;
    const reveal = (text: string): string => this.reveal(text);
    const { url, target, spellings } = addressOf(request, { scope, servers: this.#servers, reveal });
    const { method, body, credential, fresh = false, unrepeated = false } = request;
    for (const called of spellings) {
      const { operation } = this.#match(method, url.origin, called.path);
      const refusal = this.refusal(called) ?? (operation && this.refusal(operation));
      if (refusal !== undefined) throw new NotTested(`${method} ${called.path}: ${refusal}`);
    }
    if (request.plain === true && as.kind !== 'anonymous' && !scope.isLoopback)
      throw new NotTested('a credential is not sent in clear text');
    this.#refuseInDryRun({ method, path: request.path, servers: this.#servers }, as, why);
    const built: Built = {
      method,
      url,
      query: [],
      headers: [],
      ownHeaders: (request.headers ?? []).map(([name, value]): Field => [name, reveal(value)]),
      ...(target === undefined ? {} : { target }),
      ...(body === undefined ? {} : { body: rawBody(body, { reveal }) }),
    };
    const wish: Wish = { fresh, unrepeated, ...(credential === undefined ? {} : { credential }) };
    return this.#exchange(built, { as, wish, why });
  }

  /** A call of the config. Throws NotTested for what is never to be called. */
  named({ method, url, operation, body }: NamedRequest, asking: Asking): Promise<Exchange> {
    const refusal = this.refusal(operation ?? { method, path: url.pathname, servers: this.#servers });
    if (refusal !== undefined) throw new NotTested(`${method} ${url.pathname}: ${refusal}`);
    const path = url.pathname + url.search;
    this.#refuseInDryRun({ method, path: url.pathname }, asking.as, asking.why);
    const ownHeaders = (asking.wish.headers ?? []).map(([name, value]): Field => [name, this.reveal(value)]);
    const built = { method, path, query: [], headers: [], ownHeaders, ...(body && { body }) };
    return this.#exchange(built, { ...asking, ...(operation && { operation }) }, url);
  }

  async #exchange(built: Built, asking: Asking, address?: URL): Promise<Exchange> {
    const { api, redactor, onExchange } = this.options;
    const { as, wish, operation, why } = asking;
    const credential = await this.#credentialOf(asking);
    const url = new URL(
      built.url ?? address ?? this.scope.urlOf(operation ?? { servers: this.#servers }, built.path ?? '/'),
    );
    const start = setUps.has(why) ? undefined : startOfBurst();
    const plain = sentOf(built, { api, url, headers: this.#headers, credential, wish });
    const sent = start === undefined ? plain : { ...plain, start };
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

  async #credentialOf({ as, wish }: Asking): Promise<Credential | undefined> {
    if (as.kind === 'anonymous') return undefined;
    if (as.kind === 'garbage') {
      await this.#callers[0]?.ready();
      const credential = this.#callers[0]?.credential;
      return credential === undefined
        ? madeUpCredential(this.options.api, this.options.random(32))
        : garbled(credential);
    }
    const caller = this.callerOf(as);
    await caller?.ready(wish.fresh === true);
    if (caller === undefined || wish.credential === undefined) return caller?.credential;
    const credential = await this.credentials.changed(caller, wish.credential);
    if (wish.credential.kind !== 'empty') this.#learn(credential.secret);
    return credential;
  }

  /** The valid body of the operation's JSON media type, tags in place of what is sensitive. */
  async body(operation: Operation, as: Identity, wish: Wish): Promise<Json | undefined> {
    const body = requestBody(operation, wish, this.#making(operation, as, wish));
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
    await this.surroundings.close();
    await this.#client.close();
    return left;
  }
}

/** A body that no probe changed was not taken, and nothing was done. */
function isRefusedBody({ response }: Exchange, { wish, why }: Asking): boolean {
  const isOurs = why === 'set-up' || (wish.body === undefined && wish.bodyAt === undefined);
  return isOurs && [400, 415, 422].includes(response?.status ?? 0);
}

function isDone({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}
