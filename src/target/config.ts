import type { Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';

/** A call that the config names: `POST /auth/login` below the base path. */
export interface CallConfig {
  readonly call: string;
  readonly body?: Json;
  /** Sent as a form, whatever the document says. */
  readonly form?: boolean;
  readonly headers?: readonly Field[];
}

/** What a caller shows in the TLS handshake (RFC 8705), PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** One caller as the config or the command line describes it. The only place outside the vault that holds secrets. */
export interface CallerConfig {
  readonly name: string;
  readonly role?: string;
  readonly tenant?: string;
  /** A key of the document's security schemes. */
  readonly scheme?: string;
  readonly register?: CallConfig;
  readonly login?: CallConfig & { readonly token: TokenPlace };
  /** Ends a session; in its body `${token}` and `${refresh}` stand for those of the session. */
  readonly logout?: CallConfig;
  /** Exchanges a refresh token, `${refresh}` in its body. */
  readonly refresh?: CallConfig & { readonly token: TokenPlace };
  readonly token?: string;
  readonly apiKey?: string;
  readonly basic?: { readonly user: string; readonly password: string };
  readonly cookie?: string;
  /** As they go with each request: the first is the credential. */
  readonly headers?: readonly [Field, ...Field[]];
  /** By itself, or beside one of the others. */
  readonly certificate?: ClientCertificate;
  readonly oauth2?: OAuth2Config;
  /** What it may do; absent: what its token says. */
  readonly scopes?: readonly string[];
  /** Further credentials by name: `expired`, `other-audience`, `other-issuer`, `refresh`, `id`. */
  readonly others?: Readonly<Record<string, string>>;
  /** Where the keys are that its tokens are verified by: a path of the target, or a URL of an allowed host. */
  readonly jwks?: string;
  readonly owns?: Readonly<Record<string, string>>;
  /** Registered by the run itself. */
  readonly throwAway?: boolean;
}

/** A client that asks an authorisation server for its tokens (RFC 6749 sections 4.3 and 4.4). */
export interface OAuth2Config {
  /** A path of the target or a URL of an allowed host; absent: the document's, for its grant. */
  readonly tokenUrl?: string;
  readonly grant: 'client_credentials' | 'password';
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** How the client says who it is (RFC 6749 section 2.3.1); `basic` unless said otherwise. */
  readonly clientAuth?: 'basic' | 'body';
  readonly username?: string;
  readonly password?: string;
  readonly scope?: string;
}

/** Where a login's answer holds the token: one of the three. */
export interface TokenPlace {
  /** `$.session.token` */
  readonly body?: string;
  readonly header?: string;
  /** `*`: the one that looks like a session. */
  readonly cookie?: string;
  readonly prefix?: string;
  /** Behind the token, as it stands. */
  readonly postfix?: string;
  /** The header that it is sent in; absent: as the document's scheme says. */
  readonly sendAs?: string;
  /** Where the answer holds the refresh token: `$.refresh_token`. */
  readonly refresh?: string;
}

/** How to make an object: the call, and where its answer holds the ids. */
export interface SeedConfig extends CallConfig {
  readonly id: Readonly<Record<string, string>>;
}

/** Operation globs: `GET /rates*`. */
export interface PolicyConfig {
  readonly public: readonly string[];
  readonly shared: readonly string[];
  readonly privileged: readonly string[];
  /** Flows that nobody may run in bulk. */
  readonly sensitive?: readonly string[];
  readonly never: readonly string[];
}

export type Profile = 'read-only' | 'standard' | 'full' | 'load';
