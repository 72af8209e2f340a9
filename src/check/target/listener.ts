/** The server of ours that a target may be told to call. */
import type { Json } from '../../model/json.ts';

/** An address of ours with an unguessable path for each question asked of it. */
export interface Listener {
  /** The address for a question. The same question has the same path in every form. */
  url(question: string, form?: ListenerForm): string;
  /** The requests that came for the question within the time, those of this run excluded. Returns early at the first. */
  hits(question: string, waitMs: number): Promise<readonly Hit[]>;
  /** A word that the answers to the question hold and nothing else does. */
  nonce(question: string): string;
}
export interface ListenerForm {
  /** `public` unless said otherwise; the others lead to the same port of this machine. */
  readonly host?: 'public' | '127.0.0.1' | '127.1' | '[::1]' | 'decimal' | 'localhost';
  /** By a certificate that nobody has signed. */
  readonly tls?: boolean;
  readonly answer?: ListenerAnswer;
}
/** What the address answers; `nonce` unless said otherwise. */
export type ListenerAnswer =
  | { readonly kind: 'nonce' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'json'; readonly json: Json }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType: string }
  | { readonly kind: 'large'; readonly bytes: number }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The public half of the run's key pair `a` as a JWK set (RFC 7517). */
  | { readonly kind: 'jwks' };
export interface Hit {
  readonly method: string;
  /** Names of its headers in lower case. */
  readonly headers: readonly string[];
  /** It carried a credential that this run sent to the target: which is not said. */
  readonly withCredential: boolean;
  readonly tls: boolean;
}
