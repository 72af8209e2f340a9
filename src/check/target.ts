/** The staging system as a probe sees it: no socket, no host name, no secret. Implemented by src/target. */
import type { ApiModel, AuthScheme, Operation, Parameter, SchemaId } from '../model/api.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import type { Account, Flow } from './target/account.ts';
import type { CredentialChange, OwnKey } from './target/credential-change.ts';
import type { Listener } from './target/listener.ts';

export type * from './target/account.ts';
export type * from './target/credential-change.ts';
export type * from './target/listener.ts';
export type * from './target/twins.ts';

/** What one `probe()` call is about; which one depends on the rule's `per`. */
export interface ProbeSubject {
  readonly operation: Operation;
  readonly parameter?: Parameter;
  /** For `per: 'field'`: a path in the JSON body, `$.url`. */
  readonly field?: string;
  /** For `per: 'input'`: one value of a request. */
  readonly input?: Input;
  readonly scheme?: AuthScheme;
}

/** One value that a request carries: a parameter, or a scalar of its JSON body. */
export interface Input {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** The parameter's name; of a body the path of the value: `$.card.name`, `$.items[0].note`. */
  readonly name: string;
  /** Its schema, where one is declared. */
  readonly schema?: SchemaId;
  readonly required: boolean;
}

/** A caller. `anonymous` sends no credential, `garbage` one of the same shape with a flipped character. */
export interface Identity {
  readonly name: string;
  readonly kind: 'user' | 'anonymous' | 'garbage';
  readonly role?: string;
  readonly tenant?: string;
  /** The key of the document's scheme that its credential goes through, where it is one of the document's. */
  readonly scheme?: string;
  /** The parts of a bearer token that is a JWT: never the signature. */
  readonly jwt?: { readonly header: Json; readonly claims: Json };
  /** What it may do, as the config says or the token's `scope`, `scp` or `scopes` claim does. */
  readonly scopes?: readonly string[];
  /** Names of further credentials that the config gives for it: `expired`, `other-audience`, `other-issuer`, `refresh`, `id`. */
  readonly others?: readonly string[];
  /** Registered by this run for one question: whatever locks it out harms nobody. */
  readonly throwAway?: boolean;
}

/** How a call differs from the valid one. */
export interface RequestChange {
  /** Replaces path parameters, query and header fields, cookies. `undefined` leaves one out. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  /** Merged over the valid body at its top level. */
  readonly body?: Readonly<Record<string, Json>>;
  /** Values put at paths of the valid body: `{ '$.card.name': 'x' }`; parents are made where they are missing. */
  readonly bodyAt?: Readonly<Record<string, Json>>;
  /** Fields added to the query as they stand here, after those of the parameters: a name may come twice. */
  readonly query?: readonly Field[];
  /** Replaces the whole body text, well-formed or not. */
  readonly rawBody?: { readonly text: string; readonly mediaType: string };
  readonly headers?: readonly Field[];
  /** What the credential becomes before it is sent; the probe never sees it. */
  readonly credential?: CredentialChange;
  /** An own TCP connection, after logging in again: control C6. */
  readonly fresh?: boolean;
  /** The first answer counts, 429 and 503 too: without it the target is asked again when it wants. */
  readonly unrepeated?: boolean;
  /** Puts back what the probe changed: sent even when the budget is spent. */
  readonly undo?: boolean;
}
/** An object of the target with an owner. */
export interface OwnedObject {
  readonly owner: Identity;
  /** Values for the operation's parameters: `{ cardId: 'c_1' }`; sensitive ones are tags. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Made by this run: it alone may be changed. */
  readonly made: boolean;
  /** Where it came from, for the evidence: `config`, `capture`, `list GET /cards`, `POST /cards`. */
  readonly from: string;
}

export interface ObjectWish {
  /** Made by this run: it may be changed. */
  readonly made?: boolean;
  /** Made by this run, and used up by the question. */
  readonly spent?: boolean;
}

export interface MadeObject {
  readonly reader: Operation;
  readonly parameters: OwnedObject['parameters'];
}

/** A request that no operation describes. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** The query as it stands here: `a=1&a=2`. */
  readonly query?: string;
  readonly headers?: readonly Field[];
  readonly body?: { readonly text: string; readonly mediaType: string };
  readonly credential?: CredentialChange;
  readonly fresh?: boolean;
  readonly unrepeated?: boolean;
  /** From the root of the host and not below the base path: `/actuator/env`. */
  readonly fromRoot?: boolean;
  /** Path and headers go out byte by byte: `/a/../b`, `%2e`, a second Host, behind ours. Sent over a socket of its own. */
  readonly asWritten?: boolean;
  /** Over http where the target is https: for the question whether it answers. */
  readonly plain?: boolean;
}

/** How a host speaks TLS. */
export interface TlsFacts {
  /** Of `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3` those with which a handshake succeeded. */
  readonly protocols: readonly string[];
  /** Why Node's own checks refuse the certificate: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`. */
  readonly refusal?: string;
}

/** A call that captures show and the document does not have. */
export interface CapturedCall {
  readonly method: string;
  /** As it was sent, below the base path. */
  readonly path: string;
}

export interface Target {
  /** Live users, at least one when a probe runs; then come `anonymous` and `garbage` by name. */
  readonly users: readonly [Identity, ...Identity[]];
  readonly anonymous: Identity;
  readonly garbage: Identity;
  readonly api: ApiModel;
  /** The document's previous version, where the run has one. */
  readonly previous?: ApiModel;
  /** Builds a valid request from examples and the caller's own objects, applies `change`, sends it. Throws `NotTested` where it cannot. */
  call(operation: Operation, as: Identity, change?: RequestChange): Promise<Exchange>;
  /** Any method and path below the target's base path: for siblings and random paths. */
  send(request: RawRequest, as: Identity): Promise<Exchange>;
  /**
   * An object of `owner` for the operation's id parameters. `made`: one of this run's own; `spent`: one of its own that
   * is given to nobody again. Undefined with the reason in `why()`.
   */
  object(operation: Operation, owner: Identity, wish?: ObjectWish): Promise<OwnedObject | undefined>;
  /** Why the last `object` was undefined: with the line to add to the config. */
  why(): string;
  /** The operation that reads what `operation` addresses: same path, GET. */
  readerOf(operation: Operation): Operation | undefined;
  /** Parameters of a random object of the same shape that was never issued: control C4. */
  randomObject(object: OwnedObject): OwnedObject;
  /** Why the operation must not be called at all: `never` in the config. */
  refusal?(operation: Operation): string | undefined;
  /** Declared open by the config (`policy.public`) or by the document (no security). */
  isPublic(operation: Operation): boolean;
  /** `policy.shared`: objects that others may see by design. */
  isShared(operation: Operation): boolean;
  /** `policy.privileged`: what only some roles may call. */
  isPrivileged(operation: Operation): boolean;
  /** `policy.sensitive`: flows that nobody may run in bulk. */
  isSensitive(operation: Operation): boolean;
  /** Seeded: same seed, same values. */
  random(length: number): string;
  /**
   * Asks once a run: what several probes want to know of the same thing is sent for by the first of them alone. The key
   * holds all that the answer depends on.
   */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
  /** The valid body of the operation's JSON media type as `call` would send it; sensitive values are tags. */
  body(operation: Operation, as: Identity): Promise<Json | undefined>;
  /** Sends the calls at the same moment, each on a connection of its own. */
  together(calls: readonly (() => Promise<Exchange>)[]): Promise<readonly Exchange[]>;
  /** Our own server that the target may call back. Throws `NotTested` where the target cannot reach it. */
  listen(): Promise<Listener>;
  /** The run's clock: milliseconds since 1970, and a wait. Durations of exchanges are measured by it. */
  epochMs(): number;
  sleep(ms: number): Promise<void>;
  /** What is known of the caller's account. Throws `NotTested` with the line to add where the config has no login. */
  account(identity: Identity): Account;
  /** What a POST of a probe made, and the GET that reads it; undefined where the answer shows no id or nothing reads it. */
  made(operation: Operation, exchange: Exchange): MadeObject | undefined;
  /** Keeps the caller's present credential under a name for `credential: { kind: 'other' }`, when the run has a newer one. */
  keep(identity: Identity): string;
  /** A new user of its own, registered as the config registers `like`. Throws `NotTested` where nothing says how. */
  throwAway(like: Identity): Promise<Identity>;
  /** Calls of the config: `flows.<name>`. */
  flow(name: string): Flow | undefined;
  /** Looks for the target's public keys (RFC 7517, RFC 8414); false: none are to be had. */
  hasPublicKeys(): Promise<boolean>;
  /** Whether the secret of the caller's HMAC token stands in a list of known weak ones: worked out offline, no request. */
  isGuessable(identity: Identity): boolean;
  /** The public half of an own key as a JWK, for a token's header. */
  ownJwk(key: OwnKey['own']): Json;
  tls(): Promise<TlsFacts | undefined>;
  /** Calls that captures show and no operation of the document explains. */
  readonly captured: readonly CapturedCall[];
  /** The exchange as a line of curl with placeholders for credentials. */
  curl(exchange: Exchange): string;
}

/** A call could not be built or its object could not be had: the outcome is `skipped` with this reason. */
export class NotTested extends Error {}
/** The probe's or the run's requests are used up. */
export class BudgetSpent extends Error {}
/** A caller can no longer log in: what it should have done is not tested, and the run is incomplete. */
export class IdentityLost extends Error {}
/** The target does not answer (any more): the run ends here and is incomplete. */
export class TargetDown extends Error {}
