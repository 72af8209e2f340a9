/** What the folder of a probe holds besides the probe: two servers, and what a team would tell of them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from '../../model/json.ts';
import type { CapturedCall } from '../target.ts';

/** What a probe's `target.ts` exports: two servers that differ in one line, and what a team would tell of them. */
export interface ProbeTwins {
  /** The callers they know; a token may be a JWT signed by the twin. Keys as in sallyport.yaml's `identities`. */
  readonly identities: readonly TwinIdentity[];
  /** As in sallyport.yaml. */
  readonly policy?: {
    readonly public?: readonly string[];
    readonly shared?: readonly string[];
    readonly privileged?: readonly string[];
    readonly sensitive?: readonly string[];
  };
  /** As in sallyport.yaml. */
  readonly seeds?: readonly {
    readonly call: string;
    readonly body?: Json;
    readonly id: Readonly<Record<string, string>>;
  }[];
  /** As in sallyport.yaml. */
  readonly flows?: Readonly<Record<string, FlowConfig>>;
  /** Calls that a capture would show. */
  readonly captured?: readonly CapturedCall[];
  /** Serve by this certificate: the target is https. PEM. */
  readonly tls?: (twin: 'vulnerable' | 'hardened') => TwinTls;
  vulnerable(world: TwinWorld): TwinHandler;
  hardened(world: TwinWorld): TwinHandler;
}
/** The folder of a probe as a self-test reads it. */
export interface TwinFolder {
  readonly twins: () => Promise<{ readonly twins: ProbeTwins }>;
  /** The text of `api.yaml`, which both twins claim to serve. */
  readonly api: string;
  /** The text of `before.yaml`: its previous version. */
  readonly before?: string;
}
export type TwinHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
export interface TwinTls {
  readonly key: string;
  readonly cert: string;
  readonly minVersion?: 'TLSv1' | 'TLSv1.2';
  readonly ciphers?: string;
  /** The same handler is served over http too; a number is a status that http answers instead, with Location to https. */
  readonly plain?: boolean | number;
}
export interface TwinIdentity {
  readonly name: string;
  readonly role?: string;
  readonly tenant?: string;
  readonly scheme?: string;
  readonly scopes?: readonly string[];
  readonly token?: string;
  readonly apiKey?: string;
  readonly cookie?: string;
  readonly owns?: Readonly<Record<string, string>>;
  readonly register?: TwinCall;
  readonly login?: TwinCall & { readonly token: TwinTokenPlace };
  readonly logout?: TwinCall;
  readonly refresh?: TwinCall & { readonly token: TwinTokenPlace };
  /** Further credentials by name: `expired`, `other-audience`, `other-issuer`, `refresh`, `id`. */
  readonly others?: Readonly<Record<string, string>>;
}
export interface TwinCall {
  /** `POST /login` */
  readonly call: string;
  readonly body?: Json;
}
/** Where an answer holds the token: `body: '$.token'`, a header or a cookie; and where the refresh token is. */
export interface TwinTokenPlace {
  readonly body?: string;
  readonly header?: string;
  readonly cookie?: string;
  readonly prefix?: string;
  /** `$.refresh_token` */
  readonly refresh?: string;
}
/** `flows.<name>` of sallyport.yaml. */
export interface FlowConfig {
  /** By name, in order: `request`, `complete`; `${name}` in a body or path is filled in. */
  readonly steps: Readonly<Record<string, TwinCall>>;
  readonly values?: Readonly<Record<string, string>>;
  /** What shows the effect: `{ call: GET /wallet, at: $.balance }`. */
  readonly effect?: { readonly call: string; readonly at: string };
  /** How the events of a webhook are signed. */
  readonly sign?: {
    readonly header: string;
    readonly algorithm: 'hmac-sha256' | 'hmac-sha512';
    readonly secret: string;
    readonly encoding?: 'hex' | 'base64';
    readonly prefix?: string;
    /** Header that holds the time in seconds since 1970; then `<time>.<body>` is signed instead of the body. */
    readonly timestamp?: string;
  };
}
/** What a twin may use of the world: nothing else moves its time or leaves its process. */
export interface TwinWorld {
  readonly clock: TwinClock;
  /** Requests that the twin makes by itself, as a server that is told a URL does. Follows no redirect. */
  fetch(url: string, init?: TwinFetch): Promise<TwinFetched>;
  /** A database with the tables that the statements make: SQLite. */
  database(statements: string): Promise<TwinDatabase>;
}
export interface TwinClock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Work that takes so long, in milliseconds: the answer is that much later. */
  spend(ms: number): void;
}
export interface TwinFetch {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Refuse a certificate that nobody has signed; true unless said otherwise. */
  readonly verify?: boolean;
  /** Longest answer taken, in bytes. */
  readonly bytesMax?: number;
  /** Longest wait, in milliseconds. */
  readonly msMax?: number;
}
export interface TwinFetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
export interface TwinDatabase {
  /** The rows of a statement; throws SQLite's own error. `sleep(ms)` is a function of it. */
  all(
    sql: string,
    values?: readonly (string | number | null)[],
  ): readonly Readonly<Record<string, string | number | null>>[];
}
