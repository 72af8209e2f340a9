/** The staging system as a probe sees it: no socket, no host name, no secret. Implemented by src/target. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiModel, AuthScheme, Operation, Parameter } from '../model/api.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';

/** What one `probe()` call is about; which one depends on the rule's `per`. */
export interface ProbeSubject {
  readonly operation: Operation;
  readonly parameter?: Parameter;
  /** For `per: 'field'`: a path in the JSON body, `$.url`. */
  readonly field?: string;
  readonly scheme?: AuthScheme;
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
}

/** How a call differs from the valid one. */
export interface RequestChange {
  /** Replaces path parameters, query and header fields, cookies. `undefined` leaves one out. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  /** Merged over the valid body at its top level. */
  readonly body?: Readonly<Record<string, Json>>;
  /** Replaces the whole body text, well-formed or not. */
  readonly rawBody?: { readonly text: string; readonly mediaType: string };
  readonly headers?: readonly Field[];
  /** What the credential becomes before it is sent; the probe never sees it. */
  readonly credential?: CredentialChange;
  /** An own TCP connection, after logging in again: control C6. */
  readonly fresh?: boolean;
  /** Puts back what the probe changed: sent even when the budget is spent. */
  readonly undo?: boolean;
}
/** Closed set of what may be done to a credential. */
export type CredentialChange =
  | { readonly kind: 'garbage' }
  | { readonly kind: 'jwt-none'; readonly spelling: 'none' | 'None' | 'NONE' | 'nOnE' }
  /** Signed with HMAC by a key that is public (RFC 8725 section 2.1), or by a wrong one as control. */
  | { readonly kind: 'jwt-hmac'; readonly key: 'jwks-pem' | 'jwks-der' | 'wrong' }
  | { readonly kind: 'empty' };

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

/** An address of ours with an unguessable path for each question asked of it. */
export interface Listener {
  url(question: string): string;
  /** How many requests came in for the question within the time, ours excluded. */
  hits(question: string, waitMs: number): Promise<number>;
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
  send(
    request: { readonly method: string; readonly path: string; readonly headers?: readonly Field[] },
    as: Identity,
  ): Promise<Exchange>;
  /** An object of `owner` for the operation's id parameters; `made: true` asks for one of this run's own. Undefined with the reason in `why()`. */
  object(operation: Operation, owner: Identity, wish?: { readonly made?: boolean }): Promise<OwnedObject | undefined>;
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
  /** Seeded: same seed, same values. */
  random(length: number): string;
  /** Sends the calls at the same moment, each on a connection of its own. Absent: probes that race are skipped. */
  together?(calls: readonly (() => Promise<Exchange>)[]): Promise<readonly Exchange[]>;
  /** Our own server that the target may call back. Absent: probes that wait for a call are skipped. */
  listen?(): Promise<Listener>;
  /** The exchange as a line of curl with placeholders for credentials. */
  curl(exchange: Exchange): string;
}

/** What a probe's `target.ts` exports: two servers that differ in one line, and the callers they know. */
export interface ProbeTwins {
  /** Sent through the document's own scheme; a token may be a JWT signed by the twin. */
  readonly identities: readonly {
    readonly name: string;
    readonly role?: string;
    readonly token: string;
    readonly owns?: Readonly<Record<string, string>>;
  }[];
  vulnerable(): (request: IncomingMessage, response: ServerResponse) => void;
  hardened(): (request: IncomingMessage, response: ServerResponse) => void;
}

/** A call could not be built or its object could not be had: the outcome is `skipped` with this reason. */
export class NotTested extends Error {}
/** The probe's or the run's requests are used up. */
export class BudgetSpent extends Error {}
/** A caller can no longer log in: what it should have done is not tested, and the run is incomplete. */
export class IdentityLost extends Error {}
/** The target does not answer (any more): the run ends here and is incomplete. */
export class TargetDown extends Error {}
