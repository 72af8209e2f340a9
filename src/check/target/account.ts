/** Logging in and out, and calls of the config that belong together. */
import type { Exchange, Field } from '../../model/exchange.ts';
import type { Json } from '../../model/json.ts';
import type { Operation } from '../../model/api.ts';
import type { Identity } from '../target.ts';

/** What is known of a caller's own account: questions about logging in are asked here. */
export interface Account {
  /**
   * Sends the caller's login call, changed as said. A token in the answer opens a session beside the run's own. Never
   * called with a wrong secret for an identity in use unless it is a throw-away.
   */
  login(change?: LoginChange): Promise<LoggedIn>;
  /** Ends the session; undefined where neither the config nor the document has such a call. */
  readonly logout?: (session: Identity) => Promise<Exchange>;
  /** Exchanges the refresh token of the session for a new one; `again`: the token that was exchanged before. */
  readonly refresh?: (session: Identity, which?: 'newest' | 'again') => Promise<LoggedIn>;
  /** Names of the properties of the login's body that hold the secret and the name: `password`, `email`. */
  readonly fields: { readonly secret?: string; readonly user?: string };
  /** Changes what `login` sends as the secret from now on: after the target was told a new one. A fresh one comes with each call. */
  newSecret(): string;
  /** A name that nobody has, of the shape of the present one; another with each call. */
  unknownName(): string;
  /** Tags of the present secret and the present name: for bodies. */
  readonly secret: string;
  readonly user: string;
  /** The secret is that of `newSecret` from now on. */
  adopt(secret: string): void;
}
export interface LoginChange {
  /** Another secret of the same length. */
  readonly wrongSecret?: boolean;
  /** A name that nobody has, of the same shape. */
  readonly unknownUser?: boolean;
  /** Properties of the body, over all else. */
  readonly fields?: Readonly<Record<string, Json>>;
  readonly headers?: readonly Field[];
  readonly fresh?: boolean;
}
export interface LoggedIn {
  readonly exchange: Exchange;
  /** Acts with the token of this answer; absent where the answer held none. */
  readonly session?: Identity;
}

/** Calls of the config that belong together: `flows.<name>`. */
export interface Flow {
  readonly steps: readonly string[];
  /** The operation of the document that a step calls, if it has it. */
  operationOf(step: string): Operation | undefined;
  /** Sends a step with `${name}` filled from `values`, over those of the config. */
  step(name: string, as: Identity, how?: StepChange): Promise<Exchange>;
  /** A value that the config gives, as a tag: a code, a coupon. */
  value(name: string): string | undefined;
  /** What `effect` reads now: a balance, a status. */
  effect(as: Identity): Promise<{ readonly exchange: Exchange; readonly value?: Json }>;
}
export interface StepChange {
  readonly values?: Readonly<Record<string, Json>>;
  readonly headers?: readonly Field[];
  /** Of a webhook that the config knows how to sign. */
  readonly signature?: 'valid' | 'wrong' | 'none';
  /** How old the time in the signed event is, in seconds. */
  readonly ageSeconds?: number;
  readonly fresh?: boolean;
}
