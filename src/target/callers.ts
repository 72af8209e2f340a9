import type { Identity } from '../check/target.ts';
import type { ApiModel, AuthScheme } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import { own, type Json, type JsonObject } from '../model/json.ts';
import type { Known } from './captured-owner.ts';
import type { CallConfig, CallerConfig, TokenPlace } from './config.ts';
import { cookiesSet, sessionCookie } from './cookies.ts';
import { credentialFor, type Credential } from './credential.ts';
import { schemeFor, staticCredential } from './given-credential.ts';
import { IdentityError } from './identity-error.ts';
import { jwtParts } from './jwt.ts';
import { fieldIn, formOf } from './login-form.ts';
import type { LoginAnswer, LoginResult } from './login.ts';
import { secretsOf } from './oauth2.ts';
import { othersIn, tokenIn } from './token.ts';

/** A token is renewed this long before it ends, in milliseconds; one that lives shorter at half of its life. */
const renewMs = 30_000;
/** Refusals one after the other that look like a session that was ended behind our back. */
const refusalsMax = 3;

export interface LoginOf {
  readonly caller: CallerConfig;
  /** For what puts things back: sent even when the budget is spent. */
  readonly undo: boolean;
}

export interface CallerWorld {
  readonly api: ApiModel;
  /** Sends a call that the config names, as nobody. */
  readonly login: (what: 'register' | 'login', call: CallConfig, of: LoginOf) => Promise<LoginResult>;
  readonly epochMs: () => number;
  /** Told of every secret before it is used, so that no answer can show it. */
  readonly learn: (secret: string) => void;
  /** Told of every token that may be asked about later. */
  readonly prepare: (token: string) => Promise<void>;
}

/** One configured caller and its credential. */
export class Caller {
  readonly config: CallerConfig;
  readonly #scheme: AuthScheme | undefined;
  readonly #world: CallerWorld;
  #credential: Credential | undefined;
  #identity: Identity | undefined;
  #renewAtMs = Infinity;
  #refusals = 0;
  /** A new login was tried since the last answer that was none of them. */
  #isTriedAgain = false;
  #loggingIn: Promise<void> | undefined;
  /** By name: the config's, and what came with the last login. */
  #others: ReadonlyMap<string, string>;
  /** The body that logs in: a probe may have changed the password. */
  #loginBody: Json | undefined;
  #refresh: string | undefined;
  #spentRefresh: string | undefined;

  constructor(config: CallerConfig, world: CallerWorld) {
    this.config = config;
    this.#scheme = schemeFor(config, world.api);
    this.#world = world;
    this.#others = new Map(Object.entries(config.others ?? {}));
    this.#loginBody = config.login?.body;
    for (const secret of config.oauth2 === undefined ? [] : secretsOf(config.oauth2)) world.learn(secret);
    if (config.login?.body !== undefined) this.#learnPassword(config.login.body);
    for (const secret of this.#others.values()) world.learn(secret);
    // Known without asking anybody: what stands in the environment.
    if (config.login === undefined) this.#take(staticCredential(config, this.#scheme));
  }

  get identity(): Identity {
    const { name, role, tenant } = this.config;
    const jwt = jwtParts(this.secret ?? '');
    const scopes = this.config.scopes ?? scopesIn(jwt?.claims);
    this.#identity ??= {
      name,
      kind: 'user',
      ...(role === undefined ? {} : { role }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(this.#scheme === undefined ? {} : { scheme: this.#scheme.name }),
      ...(jwt === undefined ? {} : { jwt }),
      ...(scopes === undefined ? {} : { scopes }),
      ...(this.config.throwAway === true ? { throwAway: true } : {}),
      ...(this.#others.size === 0 ? {} : { others: [...this.#others.keys()] }),
    };
    return this.#identity;
  }

  /** The call that logs in as things are now. */
  get login(): CallerConfig['login'] {
    const { login } = this.config;
    return login === undefined || this.#loginBody === undefined ? login : { ...login, body: this.#loginBody };
  }

  /** Logs in by this body from now on. */
  relog(body: Json): void {
    this.#loginBody = body;
    this.#learnPassword(body);
  }

  #learnPassword(body: Json): void {
    const form = formOf(body);
    const password = fieldIn(body, form, form.secret);
    if (password !== '') this.#world.learn(password);
  }

  /** A session beside the own one, by the answer of another login. It stands as it is: nothing renews it. */
  session(token: string, answer: LoginAnswer, place: TokenPlace): Caller {
    const { login: _login, register: _register, ...rest } = this.config;
    const session = new Caller(rest, this.#world);
    session.keepOthers(answer, place);
    session.#take(this.#credentialOf(token, answer, place));
    return session;
  }

  /** What it can be known by in a capture. */
  get known(): Known {
    const cookies = (this.#credential?.cookies ?? []).map(([, value]) => value);
    const login = this.login?.body;
    const secrets = [...(this.secret === undefined ? [] : [this.secret]), ...cookies, ...this.#others.values()];
    return { name: this.config.name, secrets, ...(login === undefined ? {} : { login }) };
  }

  /** The token or key itself; undefined before the first login. */
  get secret(): string | undefined {
    return this.#credential?.secret;
  }

  #take(credential: Credential | undefined): void {
    this.#credential = credential;
    this.#identity = undefined;
    if (credential === undefined) return;
    this.#world.learn(credential.secret);
    for (const [, value] of [...(credential.cookies ?? []), ...(credential.more ?? [])]) this.#world.learn(value);
  }

  /** Registers and logs in where the config says how, once; again when the token is about to end, or as `again` asks. */
  async ready({
    again = false,
    undo = false,
  }: { readonly again?: boolean; readonly undo?: boolean } = {}): Promise<void> {
    const { login } = this;
    if (login === undefined) return;
    // Refused for good is refused: one new login is tried, not one a request.
    const isRefused = this.#refusals >= refusalsMax && !this.#isTriedAgain;
    const isGood = this.#world.epochMs() < this.#renewAtMs && !isRefused;
    if (this.#credential !== undefined && !again && isGood) return;
    if (isRefused) this.#isTriedAgain = true;
    // Calls that leave at the same moment share one session: a login for each would look like an attack.
    this.#loggingIn ??= this.#logIn(login, undo).finally(() => (this.#loggingIn = undefined));
    await this.#loggingIn;
  }

  async #logIn(login: NonNullable<CallerConfig['login']>, undo: boolean): Promise<void> {
    const { register, name } = this.config;
    const isFirst = this.#credential === undefined;
    const of = { caller: this.config, undo };
    // An account that exists already is refused, which is as good.
    if (isFirst && register !== undefined) await this.#world.login('register', register, of);
    const answer = await this.#world.login('login', login, of);
    const cannot = `identity ${name} cannot log in: ${login.call}`;
    if ('failure' in answer) throw new IdentityError(`${cannot}: ${answer.failure}`);
    // Too many logins are no lost identity: the old credential is still good.
    if (answer.status === 429 && !isFirst) return;
    if (answer.status >= 400) throw new IdentityError(`${cannot} answered ${answer.status}`);
    const token = tokenIn(answer, login.token);
    if (token === undefined)
      throw new IdentityError(`${cannot} answered ${answer.status}, without the token where the config says it is`);
    this.keepOthers(answer, login.token);
    this.#take(this.#credentialOf(token, answer, login.token));
    await this.#world.prepare(token);
    const now = this.#world.epochMs();
    const life = lifeMs(token, answer, now);
    this.#renewAtMs = now + Math.max(life - renewMs, life / 2);
  }

  /** What came beside a token takes the place of what came before. */
  keepOthers(answer: LoginAnswer, place: TokenPlace): void {
    const found = othersIn(answer, place);
    for (const [, secret] of found) this.#world.learn(secret);
    this.#refresh = found.get('refresh') ?? this.#refresh;
    // What the config gives was chosen.
    this.#others = new Map([...this.#others, ...found, ...Object.entries(this.config.others ?? {})]);
  }

  #credentialOf(token: string, answer: LoginAnswer, place: TokenPlace): Credential {
    const { cookie, prefix, postfix, sendAs } = place;
    const name = cookie === undefined ? undefined : sessionCookie(answer.headers, cookie)?.[0];
    const cookies = [...cookiesSet(answer.headers)].filter(([key]) => key !== name);
    if (name !== undefined) return { place: 'cookie', name, prefix: '', secret: token, cookies };
    const beside = { cookies, ...(postfix === undefined ? {} : { postfix }) };
    if (sendAs !== undefined) return { place: 'header', name: sendAs, prefix: prefix ?? '', secret: token, ...beside };
    return { ...credentialFor(this.#scheme, token, prefix), ...beside };
  }

  /** What an answer to the unchanged credential means for it. Sessions in cookies may be renewed with any answer. */
  see(status: number, headers: readonly Field[]): void {
    if (status === 401) this.#refusals += 1;
    else if (status < 400) [this.#refusals, this.#isTriedAgain] = [0, false];
    const credential = this.#credential;
    // Whoever was given a token and never logged in has no session that cookies could belong to.
    if (credential === undefined || (credential.place !== 'cookie' && credential.cookies === undefined)) return;
    const set = cookiesSet(headers);
    if (set.size === 0) return;
    const isSession = credential.place === 'cookie';
    const secret = (isSession ? set.get(credential.name) : undefined) ?? credential.secret;
    if (isSession) set.delete(credential.name);
    const cookies = [...new Map([...(credential.cookies ?? []), ...set])];
    this.#take({ ...credential, secret, cookies });
  }

  get credential(): Credential | undefined {
    return this.#credential;
  }

  /** The refresh token that came last, or the one that was exchanged last. */
  refreshToken(which: 'newest' | 'again'): string | undefined {
    return which === 'newest' ? (this.#refresh ?? this.other('refresh')) : this.#spentRefresh;
  }

  /** The refresh token was exchanged, and this came for it. */
  exchanged(spent: string, answer: LoginAnswer, place: TokenPlace): void {
    this.#spentRefresh = spent;
    this.keepOthers(answer, place);
  }

  /** A further credential by its name. */
  other(name: string): string | undefined {
    return this.#others.get(name);
  }
}

/** What a token says that it is for: RFC 8693 section 4.2, Azure's `scp`, and lists of either. */
function scopesIn(claims: JsonObject | undefined): readonly string[] | undefined {
  const said = ['scope', 'scp', 'scopes'].map((name) => own(claims, name)).find((value) => value !== undefined);
  if (typeof said === 'string') return said.split(/[\s,]+/).filter((scope) => scope !== '');
  if (!Array.isArray(said)) return undefined;
  return (said as readonly Json[]).filter((scope) => typeof scope === 'string');
}

/** How long a token lives, by its own dates or by what came with it (RFC 6749 section 5.1), whatever the target's clock says. */
function lifeMs(token: string, { json }: LoginAnswer, now: number): number {
  const claims = jwtParts(token)?.claims;
  const [iat, exp, expiresIn] = [own(claims, 'iat'), own(claims, 'exp'), own(json, 'expires_in')];
  const issued = typeof iat === 'number' ? iat : now / 1_000;
  const seconds = typeof exp === 'number' ? exp - issued : expiresIn;
  // A token that has ended when it comes tells of clocks, not of the token.
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : Infinity;
}
